"""The front door: a Flask application over the services."""

from __future__ import annotations

import json
import uuid
from typing import Any

import structlog
from flask import Response, redirect, request, url_for
from flask.json.provider import DefaultJSONProvider
from flask_openapi3 import Info, OpenAPI
from pydantic import ValidationError

from docsvc import __version__
from docsvc.errors import InvalidRequest
from docsvc.ports import Services
from docsvc.web import cases, documents, forms, problems, seals, system
from docsvc.web.bodies import faults_of
from docsvc.web.context import EXTENSION

_log = structlog.get_logger()


class StrictJson(DefaultJSONProvider):
    """JSON as RFC 8259 has it: no NaN, no name twice in one object. Chinese stays readable."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse; raises ValueError for what other parsers would read differently."""
        try:
            value = json.loads(s, parse_constant=_no_constant, object_pairs_hook=_once, **kwargs)
            # Half a surrogate pair is no character; it could be neither stored nor answered.
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        return value


def create_app(services: Services, *, max_request_bytes: int = 16 * 1024 * 1024) -> OpenAPI:
    """The web application. It holds no state but the services."""
    app = OpenAPI(
        __name__,
        info=Info(
            title="docsvc",
            version=__version__,
            description="安全生产执法文书与电子印章服务：文号、制作、盖章、存档、查验。",
        ),
        security_schemes={"key": {"type": "http", "scheme": "bearer"}},
        doc_prefix="/docs",
        validation_error_callback=_invalid,
    )
    app.json = StrictJson(app)
    app.config["MAX_CONTENT_LENGTH"] = max_request_bytes
    app.extensions[EXTENSION] = services
    problems.register(app)
    for blueprint in (documents.api, cases.api, forms.api, seals.api, system.api):
        app.register_api(blueprint)
    app.add_url_rule("/openapi.json", "openapi_json", lambda: app.api_doc)
    app.add_url_rule("/", "root", lambda: redirect(url_for("swagger.swagger")))
    app.before_request(_begin)
    app.after_request(_end)
    return app


def _invalid(error: ValidationError) -> Response:
    raise InvalidRequest(faults_of(error)) from error


def _begin() -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:12])
    if request.is_json:
        # Read it here, where a malformed body is told from one with wrong fields.
        request.get_json()


def _end(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    _log.info("request", method=request.method, path=request.path, status=response.status_code)
    return response


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
