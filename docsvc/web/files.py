"""Files in answers."""

from __future__ import annotations

import hashlib

from flask import Response

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def inline_file(content: bytes, mimetype: str, name: str) -> Response:
    """`content` to be shown in place, with its SHA-256 as a strong ETag."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(content).hexdigest())
    return response
