"""What the API takes and gives, as pydantic models: the source of the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from docsvc.forms.catalogue import Form
from docsvc.forms.formats import parse_date
from docsvc.forms.validation import unprintable
from docsvc.records import Document, Revision
from docsvc.usecases.read import DocumentView
from seals.seal import Seal


class Strict(BaseModel):
    """Unknown fields are faults, and nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid")


def _printable(text: str) -> str:
    if bad := unprintable(text):
        names = "、".join(bad)
        raise PydanticCustomError("control_character", "unprintable {names}", {"names": names})
    return text


def _day(value: object) -> object:
    if isinstance(value, dt.date):
        return value
    try:
        return parse_date(str(value))
    except ValueError as error:
        raise PydanticCustomError("date_parsing", "not a date like 2026-11-20") from error


Day = Annotated[dt.date, BeforeValidator(_day)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_printable)]
CaseId = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(_printable)]
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_printable)
]

Acknowledged = Annotated[
    list[Id],
    Field(
        default_factory=list,
        max_length=50,
        description="Codes of the warnings that you know of and go on with; they are recorded.",
    ),
]


class DocumentBody(Strict):
    """A paper to make. Numbers are assigned by the service; no field takes one."""

    form: Id = Field(description="Slug of the form, e.g. `penalty_decision`.")
    unit: Id = Field(description="Id of the issuing unit.")
    department: Id | None = Field(None, description="Id of its department.")
    case: CaseId | None = Field(None, description="Your case id.")
    date: Day = Field(description="The paper's own date, Asia/Shanghai, not in the future.")
    values: dict[str, Any] = Field(description="By the form's schema, see `/forms/{slug}/schema`.")
    seal: Id | None = Field(None, description="Id of the unit's seal to use; default the newest.")
    issue: StrictBool = Field(True, description="False keeps a draft without a number.")
    acknowledge: Acknowledged


class AmendBody(Strict):
    """A correction of an issued paper: all values anew, and why."""

    values: dict[str, Any]
    reason: Reason
    acknowledge: Acknowledged


class ReasonBody(Strict):
    """Why something is done."""

    reason: Reason


class ReviewBody(Strict):
    """The verdict of the second person."""

    approve: StrictBool
    reason: Reason | None = Field(None, description="Required to refuse.")


class IdPath(BaseModel):
    """A document or a seal."""

    id: Id


class RevisionPath(IdPath):
    """One revision of a document."""

    n: int = Field(ge=1)


class SlugPath(BaseModel):
    """A form."""

    slug: Id


class ListQuery(Strict):
    """Which documents to list."""

    case: CaseId | None = None
    limit: int = Field(100, ge=1, le=1000)


class RevisionQuery(Strict):
    """Which revision's file; the latest when absent."""

    revision: int | None = Field(None, ge=1)


class FaultOut(BaseModel):
    """One thing wrong with one field."""

    pointer: str = Field(description="RFC 6901 JSON pointer into the request body.")
    code: str
    zh: str
    en: str
    source: str | None = Field(None, description="Statute, notice or standard behind the rule.")
    warning: bool = Field(False, description="Whether to `acknowledge` the code is enough.")


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable, `detail` is Chinese."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FaultOut] | None = None


class RevisionOut(BaseModel):
    """One making of a paper."""

    revision: int
    status: str = Field(description="`current`, `superseded` or `unfinished`.")
    actor: str
    reason: str | None
    docx_sha256: str | None
    pdf_sha256: str | None
    seal: str | None
    pages: int | None
    engine: str | None
    completed_at: dt.datetime | None
    acknowledged: list[str] = Field(description="Warnings acknowledged for it.")
    links: dict[str, str]


class DocumentOut(BaseModel):
    """A paper and where it stands."""

    id: str
    form: str
    form_version: str
    unit: str
    department: str | None
    case: str | None
    date: dt.date
    status: str
    number: str | None
    revision: int
    created_by: str
    created_at: dt.datetime
    fault: str | None
    pages: int | None
    digests: dict[str, str]
    links: dict[str, str]


class DocumentsOut(BaseModel):
    """Documents, newest first."""

    documents: list[DocumentOut]


class RevisionsOut(BaseModel):
    """Revisions, oldest first, with the values of each."""

    revisions: list[RevisionOut]


class FormOut(BaseModel):
    """A form's facts."""

    number: int
    slug: str
    name: str
    code: str
    form_class: str
    version: str
    valid_from: dt.date
    valid_to: dt.date | None
    numbered: bool
    sealed: bool
    template_sha256: str
    links: dict[str, str]


class FormsOut(BaseModel):
    """All forms in the official order."""

    forms: list[FormOut]


class Health(BaseModel):
    """Whether papers can be made."""

    ok: bool
    parts: dict[str, str]


def document_out(document: Document, view: DocumentView | None = None) -> dict[str, Any]:
    """A document as the API shows it; with its `view`, also digests of the current revision."""
    latest = view.latest if view else None
    here = f"/api/v1/documents/{document.id}"
    digests = {"template_sha256": document.template_sha256}
    if latest is not None and latest.docx_sha256 and latest.pdf_sha256:
        digests |= {"docx_sha256": latest.docx_sha256, "pdf_sha256": latest.pdf_sha256}
    if view is not None and view.entries:
        digests["ledger_entry_sha256"] = view.entries[-1]
    links = {"self": here, "revisions": f"{here}/revisions"}
    if document.revision:
        links |= {"pdf": f"{here}/pdf", "docx": f"{here}/docx"}
    return DocumentOut(
        id=document.id,
        form=document.form,
        form_version=document.form_version,
        unit=document.unit,
        department=document.department,
        case=document.case,
        date=document.dated,
        status=document.state,
        number=document.number,
        revision=document.revision,
        created_by=document.created_by,
        created_at=document.created_at,
        fault=document.fault,
        pages=latest.pages if latest else None,
        digests=digests,
        links=links,
    ).model_dump(mode="json")


def revision_out(view: DocumentView, revision: Revision) -> dict[str, Any]:
    """A revision as the API shows it."""
    here = f"/api/v1/documents/{revision.document_id}"
    status = "unfinished"
    links: dict[str, str] = {}
    if revision.complete:
        status = "current" if revision == view.latest else "superseded"
        links = {
            "pdf": f"{here}/pdf?revision={revision.n}",
            "docx": f"{here}/docx?revision={revision.n}",
        }
    shown = RevisionOut(
        revision=revision.n,
        status=status,
        actor=revision.actor,
        reason=revision.reason,
        docx_sha256=revision.docx_sha256,
        pdf_sha256=revision.pdf_sha256,
        seal=revision.seal_id,
        pages=revision.pages,
        engine=revision.engine,
        completed_at=revision.completed_at,
        acknowledged=revision.acknowledged.split(",") if revision.acknowledged else [],
        links=links,
    ).model_dump(mode="json")
    return {**shown, "values": revision.values}


def form_out(form: Form) -> dict[str, Any]:
    """A form as the API shows it."""
    here = f"/api/v1/forms/{form.slug}"
    return FormOut(
        number=form.number,
        slug=form.slug,
        name=form.name,
        code=form.code,
        form_class=form.form_class,
        version=form.version,
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        numbered=form.numbered,
        sealed=form.sealed,
        template_sha256=form.template_sha256,
        links={
            "self": here,
            "schema": f"{here}/schema",
            "template": f"{here}/template.docx",
            "blank": f"{here}/blank.pdf",
        },
    ).model_dump(mode="json")


class SealOut(BaseModel):
    """A seal and where it stands. Key material is never shown."""

    id: str
    unit: str
    unit_name: str
    mm: float
    state: str
    picture_sha256: str
    certificate_sha256: str
    valid_from: dt.datetime
    valid_to: dt.datetime
    uploaded_by: str
    uploaded_at: dt.datetime
    reviewed_by: str | None
    reviewed_at: dt.datetime | None
    reason: str | None


class SealsOut(BaseModel):
    """Seals, oldest first."""

    seals: list[SealOut]


def seal_out(seal: Seal) -> dict[str, Any]:
    """A seal as the API shows it."""
    return SealOut(**{n: getattr(seal, n) for n in SealOut.model_fields}).model_dump(mode="json")
