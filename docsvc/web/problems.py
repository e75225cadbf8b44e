"""Errors as problem+json (RFC 9457): one table says which failure has which status."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException

from docsvc import errors as e
from docsvc.ledger.errors import LedgerError
from numbering.errors import NumberingError, RuleRefused
from seals.errors import (
    AnchorMissing,
    AnchorSplit,
    IllegalSealStep,
    IntakeRefused,
    NotVerified,
    ReasonRequired,
    SameReviewer,
    SealError,
    SealNotUsable,
)

_log = structlog.get_logger()

STATUS: Mapping[type[Exception], HTTPStatus] = {
    e.InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    e.NotFound: HTTPStatus.NOT_FOUND,
    e.AlreadyThere: HTTPStatus.CONFLICT,
    e.UnknownForm: HTTPStatus.NOT_FOUND,
    e.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    e.Forbidden: HTTPStatus.FORBIDDEN,
    e.IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    e.IllegalTransition: HTTPStatus.CONFLICT,
    e.BusyElsewhere: HTTPStatus.CONFLICT,
    e.RuleCollision: HTTPStatus.CONFLICT,
    e.SerialConflict: HTTPStatus.CONFLICT,
    e.NoUsableSeal: HTTPStatus.CONFLICT,
    e.NoNumberingRule: HTTPStatus.CONFLICT,
    e.RenderFailed: HTTPStatus.INTERNAL_SERVER_ERROR,
    e.PaperRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    e.ConversionFailed: HTTPStatus.SERVICE_UNAVAILABLE,
    e.ArchiveFault: HTTPStatus.SERVICE_UNAVAILABLE,
    e.StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    e.DocsvcError: HTTPStatus.INTERNAL_SERVER_ERROR,
    RuleRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    NumberingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    IntakeRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    SameReviewer: HTTPStatus.FORBIDDEN,
    IllegalSealStep: HTTPStatus.CONFLICT,
    SealNotUsable: HTTPStatus.CONFLICT,
    ReasonRequired: HTTPStatus.UNPROCESSABLE_ENTITY,
    AnchorMissing: HTTPStatus.INTERNAL_SERVER_ERROR,
    AnchorSplit: HTTPStatus.INTERNAL_SERVER_ERROR,
    NotVerified: HTTPStatus.INTERNAL_SERVER_ERROR,
    SealError: HTTPStatus.SERVICE_UNAVAILABLE,
    LedgerError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The nearest class in an error's ancestry decides."""

_HTTP_ZH = {
    400: ("malformed_request", "请求格式不对"),
    404: ("not_found", "没有这个地址"),
    405: ("method_not_allowed", "该地址不支持这种请求方法"),
    413: ("request_too_large", "请求内容太大"),
    415: ("unsupported_media_type", "不支持这种内容类型"),
}


def status_of(error: Exception) -> HTTPStatus:
    """The status that the table gives to this failure."""
    return next(STATUS[c] for c in type(error).__mro__ if c in STATUS)


def problem(
    status: int, code: str, zh: str, en: str, extra: Mapping[str, Any] | None = None
) -> Response:
    """A problem+json response. `title` is English and fixed per code, `detail` is Chinese."""
    body = {
        "type": f"urn:docsvc:problem:{code}",
        "title": en,
        "status": int(status),
        "detail": zh,
        "code": code,
        **(extra or {}),
    }
    response = Response(
        json.dumps(body, ensure_ascii=False), status=status, mimetype="application/problem+json"
    )
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="docsvc"'
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response


def _ours(error: Exception) -> Response:
    status = status_of(error)
    code, zh = str(getattr(error, "code", "internal")), str(getattr(error, "zh", ""))
    extra: dict[str, Any] = {}
    faults = getattr(error, "faults", None)
    if faults:
        extra["errors"] = [
            {
                key: value
                for key in ("pointer", "code", "zh", "en", "source")
                if (value := getattr(fault, key, None)) is not None
            }
            | ({"warning": True} if getattr(fault, "warning", False) else {})
            for fault in faults
        ]
    elif pointer := getattr(error, "pointer", None):
        extra["errors"] = [{"pointer": pointer, "code": code, "zh": zh, "en": str(error)}]
    if isinstance(error, e.IllegalTransition):
        extra["allowed"] = list(error.allowed)
    # `make` names the document that a failure left resumable.
    document = [n.removeprefix("document ") for n in getattr(error, "__notes__", ())]
    if document:
        extra["document"] = {
            "id": document[0],
            "resume": f"/api/v1/documents/{document[0]}/resume",
        }
    log = _log.error if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _log.info
    log("request refused", code=code, status=int(status), why=str(error))
    return problem(status, code, zh, code.replace("_", " ").capitalize(), extra)


def _http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    code, zh = _HTTP_ZH.get(status, ("http_error", "请求无法处理"))
    return problem(status, code, zh, error.name)


def _bug(error: Exception) -> Response:
    _log.exception("unforeseen error", error=type(error).__name__)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "服务内部错误，已记录", "Internal error"
    )


def register(app: Flask) -> None:
    """Answer every failure of `app` with problem+json."""
    for kind in (e.DocsvcError, NumberingError, SealError, LedgerError):
        app.register_error_handler(kind, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)
