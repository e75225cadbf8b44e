"""Seals over HTTP: upload, review, list."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response
from flask_openapi3 import APIBlueprint, FileStorage, Tag
from pydantic import BaseModel, Field

from docsvc.usecases.review_seal import list_seals, review_seal
from docsvc.usecases.upload_seal import SealUpload, upload_seal
from docsvc.web.context import actor, services
from docsvc.web.models import IdPath, Problem, ReviewBody, SealOut, SealsOut, seal_out

api = APIBlueprint(
    "seals",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="seals", description="电子印章：添加、审核")],
    abp_security=[{"key": []}],
    abp_responses={"4XX": Problem, "5XX": Problem},
)


class SealForm(BaseModel):
    """Multipart fields of an upload."""

    unit: str = Field(max_length=64, description="Id of the organ whose seal it is.")
    picture: FileStorage = Field(description="PNG, transparent, 300 to 600 dpi.")
    mm: float = Field(42.0, gt=10, lt=60, description="Printed diameter in millimetres.")
    pkcs12: FileStorage = Field(description="Key and certificate.")
    password: str | None = Field(None, max_length=200)


@api.post("/seals", responses={201: SealOut})
def upload(form: SealForm) -> Response:
    """Upload a seal. It seals nothing until another person approved it."""
    sent = SealUpload(
        form.unit, form.picture.stream.read(), form.mm, form.pkcs12.stream.read(), form.password
    )
    return make_response(seal_out(upload_seal(services(), sent, actor())), 201)


@api.get("/seals", responses={200: SealsOut})
def index() -> dict[str, Any]:
    """The seals of the units that the key reaches."""
    return {"seals": [seal_out(s) for s in list_seals(services(), actor())]}


@api.post("/seals/<string:id>/review", responses={200: SealOut})
def review(path: IdPath, body: ReviewBody) -> dict[str, Any]:
    """Approve or refuse a seal; who uploaded it may not."""
    return seal_out(
        review_seal(services(), path.id, approve=body.approve, reason=body.reason, actor=actor())
    )
