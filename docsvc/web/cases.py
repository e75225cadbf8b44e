"""Cases over HTTP: what a case's papers already say of the next one."""

from __future__ import annotations

from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from docsvc.usecases import prefill as prefilling
from docsvc.web.context import actor, services
from docsvc.web.models import CaseId, Id, Problem

api = APIBlueprint(
    "cases",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="cases", description="案件：由先前的文书预填")],
    abp_security=[{"key": []}],
    abp_responses={"4XX": Problem, "5XX": Problem},
)


class PrefillPath(BaseModel):
    """A case and the form to begin."""

    case: CaseId = Field(description="Your case id; it may contain slashes.")
    form: Id = Field(description="Slug of the form.")


class PrefillOut(BaseModel):
    """Values to begin with, each valid where it stands; the form may need more."""

    form: str
    case: str
    values: dict[str, Any]
    sources: dict[str, str] = Field(
        alias="from", description="Document id behind each value, by JSON pointer into `values`."
    )


@api.get("/cases/<path:case>/prefill/<string:form>", responses={200: PrefillOut})
def prefill(path: PrefillPath) -> dict[str, Any]:
    """Values for a form, from the latest revisions of the case's papers, newest paper first.

    Also the number and date of the earlier paper that the form names. Empty for an unknown case.
    """
    found = prefilling.prefill(services(), path.case, path.form, actor())
    return {
        "form": found.form,
        "case": found.case,
        "values": found.values,
        "from": found.sources,
    }
