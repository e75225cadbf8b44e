"""Forms over HTTP: the list, schemas, templates, empty forms."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag

from docsvc.access import Action, require
from docsvc.forms.catalogue import Form
from docsvc.usecases.preview import blank
from docsvc.web.context import actor, services
from docsvc.web.files import DOCX, PDF, inline_file
from docsvc.web.models import FormOut, FormsOut, Problem, SlugPath, form_out

api = APIBlueprint(
    "forms",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="forms", description="文书样式")],
    abp_security=[{"key": []}],
    abp_responses={"4XX": Problem, "5XX": Problem},
)


@api.get("/forms", responses={200: FormsOut})
def index() -> dict[str, Any]:
    """All forms in the official order."""
    require(actor(), Action.READ_FORMS)
    return {"forms": [form_out(f) for f in services().forms]}


@api.get("/forms/<string:slug>", responses={200: FormOut})
def show(path: SlugPath) -> dict[str, Any]:
    """One form."""
    return form_out(_form(path))


@api.get("/forms/<string:slug>/schema", responses={200: {"description": "JSON Schema 2020-12"}})
def schema(path: SlugPath) -> Response:
    """The JSON Schema of the form's values."""
    response = jsonify(dict(_form(path).schema))
    response.mimetype = "application/schema+json"
    return response


@api.get("/forms/<string:slug>/template.docx", responses={200: {"description": "DOCX"}})
def template(path: SlugPath) -> Response:
    """The template as it is filled."""
    form = _form(path)
    return inline_file(form.template, DOCX, f"{form.slug}.docx")


@api.get("/forms/<string:slug>/blank.pdf", responses={200: {"content": {PDF: {}}}})
def blank_pdf(path: SlugPath) -> Response:
    """The empty form, to be filled in by hand."""
    form = _form(path)
    return inline_file(blank(services(), form), PDF, f"{form.slug}-blank.pdf")


def _form(path: SlugPath) -> Form:
    require(actor(), Action.READ_FORMS)
    return services().forms.get(path.slug)
