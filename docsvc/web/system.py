"""Verify a PDF, and tell whether the service is well."""

from __future__ import annotations

from typing import Any

from flask import Response, json, request
from flask_openapi3 import APIBlueprint, Tag

from docsvc.errors import Fault, InvalidRequest, StoreUnavailable
from docsvc.usecases.verify import verify as verify_pdf
from docsvc.web.context import actor, services
from docsvc.web.files import PDF
from docsvc.web.models import Health, Problem

api = APIBlueprint("system", __name__, abp_tags=[Tag(name="system", description="查验与运行状况")])

_BODY = {
    PDF: {"schema": {"type": "string", "format": "binary"}},
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"file": {"type": "string", "format": "binary"}},
            "required": ["file"],
        }
    },
}


@api.post(
    "/api/v1/verify",
    security=[{"key": []}],
    responses={200: {"description": "The report"}, "4XX": Problem},
    openapi_extensions={"requestBody": {"required": True, "content": _BODY}},
)
def verify() -> dict[str, Any]:
    """Whose seal, intact or not and why, our record or not, latest revision or superseded.

    The PDF is the body itself, or the multipart field `file`.
    """
    who = actor()
    upload = request.files.get("file")
    content = upload.stream.read() if upload is not None else request.get_data()
    if not content:
        zh = "请上传需要查验的 PDF 文件"
        raise InvalidRequest([Fault("/file", "missing_field", zh, "no PDF was sent")])
    return verify_pdf(services(), content, who).as_dict()


@api.get("/healthz", responses={200: Health, 503: Health})
def health() -> Response:
    """Whether the database answers and papers can be laid out. Needs no key."""
    parts: dict[str, str] = {}
    ok = True
    try:
        with services().look() as work:
            work.units.all_units()
        parts["database"] = "ok"
    except StoreUnavailable as down:
        parts["database"], ok = down.zh, False
    engine = services().converter.check()
    parts["engine"] = engine.description
    ok = ok and engine.ok
    body = json.dumps({"ok": ok, "parts": parts}, ensure_ascii=False)
    return Response(body, status=200 if ok else 503, mimetype="application/json")
