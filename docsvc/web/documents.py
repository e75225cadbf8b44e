"""Documents over HTTP: make, correct, read, resume, void, preview."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request
from flask_openapi3 import APIBlueprint, Tag

from docsvc.access import Action
from docsvc.errors import BusyElsewhere, Fault, InvalidRequest
from docsvc.records import DocumentState
from docsvc.usecases import amend as amending
from docsvc.usecases import issue as issuing
from docsvc.usecases import preview as previewing
from docsvc.usecases import read, resume, void
from docsvc.usecases.accept import Request, known_document
from docsvc.web.context import actor, services
from docsvc.web.files import DOCX, PDF, inline_file
from docsvc.web.models import (
    AmendBody,
    DocumentBody,
    DocumentOut,
    DocumentsOut,
    IdPath,
    ListQuery,
    Problem,
    ReasonBody,
    RevisionQuery,
    RevisionsOut,
    document_out,
    revision_out,
)

api = APIBlueprint(
    "documents",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="documents", description="文书：制作、更正、查阅")],
    abp_security=[{"key": []}],
    abp_responses={"4XX": Problem, "5XX": Problem},
)

MAX_KEY_LENGTH = 200


@api.post("/documents", responses={200: DocumentOut, 201: DocumentOut})
def create(body: DocumentBody) -> Response:
    """Make a paper: numbered, sealed, archived, recorded.

    Send an `Idempotency-Key` header: the same key and body give the same document again (200)
    and burn no number; the same key with another body is refused.
    """
    once = _once(body)
    make = issuing.issue if body.issue else issuing.draft
    made = make(services(), _request(body), actor(), once)
    if made.repeated:
        _finish_if_waiting(made.document_id)
    shown = _shown(made.document_id)
    return make_response(shown, 200 if made.repeated else 201, {"Location": shown["links"]["self"]})


@api.get("/documents", responses={200: DocumentsOut})
def index(query: ListQuery) -> dict[str, Any]:
    """The newest documents of the units that the key reaches."""
    found = read.listing(services(), actor(), case=query.case, limit=query.limit)
    return {"documents": [document_out(d) for d in found]}


@api.get("/documents/<string:id>", responses={200: DocumentOut})
def show(path: IdPath) -> dict[str, Any]:
    """One document."""
    return _shown(path.id)


@api.get("/documents/<string:id>/revisions", responses={200: RevisionsOut})
def revisions(path: IdPath) -> dict[str, Any]:
    """Every revision, oldest first; superseded ones stay readable."""
    view = read.view(services(), path.id, actor())
    return {"revisions": [revision_out(view, r) for r in view.revisions]}


@api.get("/documents/<string:id>/pdf", responses={200: {"content": {"application/pdf": {}}}})
def pdf(path: IdPath, query: RevisionQuery) -> Response:
    """The sealed PDF, byte for byte as archived."""
    content = read.file(services(), path.id, "pdf", actor(), query.revision)
    return inline_file(content, PDF, f"{path.id}.pdf")


@api.get("/documents/<string:id>/docx", responses={200: {"description": "DOCX"}})
def docx(path: IdPath, query: RevisionQuery) -> Response:
    """The filled form as DOCX."""
    content = read.file(services(), path.id, "docx", actor(), query.revision)
    return inline_file(content, DOCX, f"{path.id}.docx")


@api.post("/documents/<string:id>/amend", responses={200: DocumentOut})
def amend(path: IdPath, body: AmendBody) -> dict[str, Any]:
    """Correct an issued paper: a new revision under the same number, sealed again."""
    amending.amend(services(), path.id, body.values, body.reason, actor(), body.acknowledge)
    return _shown(path.id)


@api.post("/documents/<string:id>/issue", responses={200: DocumentOut})
def issue_draft(path: IdPath) -> dict[str, Any]:
    """Number and make a draft."""
    document = known_document(services(), path.id, actor(), Action.ISSUE)
    issuing.issue_draft(services(), document, actor())
    return _shown(path.id)


@api.post("/documents/<string:id>/resume", responses={200: DocumentOut})
def finish(path: IdPath) -> dict[str, Any]:
    """Finish a paper that an outage left unfinished, under its number."""
    known_document(services(), path.id, actor(), Action.RESUME)
    resume.resume(services(), path.id)
    return _shown(path.id)


@api.post("/documents/<string:id>/void", responses={200: DocumentOut})
def revoke(path: IdPath, body: ReasonBody) -> dict[str, Any]:
    """Void a paper and its number, with a reason."""
    void.void(services(), path.id, body.reason, actor())
    return document_out(known_document(services(), path.id, actor(), Action.VOID))


@api.post("/previews", responses={200: {"content": {"application/pdf": {}}}})
def preview(body: DocumentBody) -> Response:
    """The PDF as it would be: no number, no seal, every page marked 预览, nothing stored.

    Takes the body of `POST /documents`; `issue` makes no difference.
    """
    content = previewing.preview(services(), _request(body), actor())
    return inline_file(content, PDF, "preview.pdf")


def _request(body: DocumentBody) -> Request:
    return Request(
        body.form,
        body.unit,
        body.department,
        body.case,
        body.date,
        body.values,
        body.seal,
        body.acknowledge,
    )


def _shown(document_id: str) -> dict[str, Any]:
    view = read.view(services(), document_id, actor())
    return document_out(view.document, view)


def _once(body: DocumentBody) -> issuing.IdempotencyKey | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        zh = f"Idempotency-Key 的长度应为 1 至 {MAX_KEY_LENGTH} 个字符"
        raise InvalidRequest([Fault("", "wrong_idempotency_key", zh, "bad Idempotency-Key")])
    said = issuing.body_sha256(body.model_dump(mode="json"))
    return issuing.IdempotencyKey(actor().login, key, said)


def _finish_if_waiting(document_id: str) -> None:
    """A repeated request for a paper that an outage left unfinished finishes it now."""
    document = known_document(services(), document_id, actor(), Action.ISSUE)
    if document.state is DocumentState.NUMBERED:
        try:
            resume.resume(services(), document_id)
        except BusyElsewhere:
            return
