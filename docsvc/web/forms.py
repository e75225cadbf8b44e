"""Forms over HTTP: the list, schemas, templates, empty forms."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from docsvc.access import Action, require
from docsvc.forms.catalogue import Form
from docsvc.usecases.preview import blank
from docsvc.web.context import actor, services
from docsvc.web.files import DOCX, PDF, inline_file
from docsvc.web.models import Day, FormOut, FormsOut, Id, Problem, SlugPath, Strict, form_out

SCHEMA = "application/schema+json"

api = APIBlueprint(
    "forms",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="forms", description="文书样式")],
    abp_security=[{"key": []}],
    abp_responses={"4XX": Problem, "5XX": Problem},
)


class VersionQuery(Strict):
    """Which version of a form; the newest when neither is given."""

    date: Day | None = Field(None, description="The version for a paper of this date.")
    version: Id | None = Field(None, description="This version, whatever the date.")


@api.get("/forms", responses={200: FormsOut})
def index() -> dict[str, Any]:
    """All forms in the official order."""
    require(actor(), Action.READ_FORMS)
    return {"forms": [form_out(f) for f in services().forms]}


@api.get("/forms/<string:slug>", responses={200: FormOut})
def show(path: SlugPath, query: VersionQuery) -> dict[str, Any]:
    """One form."""
    return form_out(_form(path, query))


@api.get("/forms/<string:slug>/schema", responses={200: {"content": {SCHEMA: {}}}})
def schema(path: SlugPath, query: VersionQuery) -> Response:
    """The JSON Schema of the form's values, byte for byte; its SHA-256 is the ETag."""
    form = _form(path, query)
    answer = inline_file(form.schema_json, SCHEMA, f"{form.slug}-{form.version}.json")
    answer.make_conditional(request)
    return answer


@api.get("/forms/<string:slug>/template.docx", responses={200: {"description": "DOCX"}})
def template(path: SlugPath, query: VersionQuery) -> Response:
    """The template as it is filled."""
    form = _form(path, query)
    return inline_file(form.template, DOCX, f"{form.slug}.docx")


@api.get("/forms/<string:slug>/blank.pdf", responses={200: {"content": {PDF: {}}}})
def blank_pdf(path: SlugPath, query: VersionQuery) -> Response:
    """The empty form, to be filled in by hand."""
    form = _form(path, query)
    return inline_file(blank(services(), form), PDF, f"{form.slug}-blank.pdf")


def _form(path: SlugPath, query: VersionQuery) -> Form:
    require(actor(), Action.READ_FORMS)
    return services().forms.get(path.slug, on=query.date, version=query.version)
