"""Issue a paper: accept, number, make, record.

Two short transactions bound it. The first takes the number and writes the intent; rendering,
sealing and archiving run with no lock held; the second appends the ledger entry. A failure in
between leaves a document that `resume` finishes under the same number.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass, replace

from docsvc.access import Action, Actor
from docsvc.errors import IdempotencyKeyReused
from docsvc.ports import Remembered, Services, UnitOfWork
from docsvc.records import Document, DocumentState, Revision, UsableSeal
from docsvc.stages import Accepted, Numbered
from docsvc.usecases.accept import Request, accept
from docsvc.usecases.choose_seal import choose_seal
from docsvc.usecases.making import claim, make
from docsvc.usecases.number import take_number


@dataclass(frozen=True)
class IdempotencyKey:
    """A caller's own name for a request, and the SHA-256 of what the request said."""

    owner: str
    key: str
    body_sha256: str


@dataclass(frozen=True)
class Issued:
    """The document that a request made, now or when it was first sent."""

    document_id: str
    repeated: bool


def issue(
    services: Services, request: Request, actor: Actor, once: IdempotencyKey | None = None
) -> Issued:
    """Make a numbered, sealed, archived, recorded paper.

    Raises InvalidRequest and its like before anything is written; ConversionFailed, SealError or
    ArchiveFault after the number was taken, leaving the document resumable.
    """
    if earlier := _sent_before(services, once):
        return earlier
    accepted = accept(services, request, actor, Action.ISSUE)
    seal = choose_seal(services, accepted.form, accepted.unit, request.seal)
    numbered = _first_time(services, accepted, seal, once)
    if isinstance(numbered, Remembered):
        return Issued(numbered.document_id, repeated=True)
    make(services, numbered)
    return Issued(numbered.document_id, repeated=False)


def draft(
    services: Services, request: Request, actor: Actor, once: IdempotencyKey | None = None
) -> Issued:
    """Keep checked values without taking a number; `issue_draft` makes the paper later."""
    if sent := _sent_before(services, once):
        return sent
    accepted = accept(services, request, actor, Action.ISSUE)
    if request.seal is not None:
        choose_seal(services, accepted.form, accepted.unit, request.seal)
    with services.work() as work:
        if once is not None and (earlier := _earlier(work, once)):
            return Issued(earlier.document_id, repeated=True)
        document = _document(services, accepted, DocumentState.DRAFT, None)
        work.documents.add(document)
        work.documents.add_revision(_first_revision(document.id, accepted, request.seal))
        if once is not None:
            work.idempotency.remember(once.owner, once.key, once.body_sha256, document.id)
        work.commit()
    return Issued(document.id, repeated=False)


def issue_draft(services: Services, document: Document, actor: Actor) -> None:
    """Number and make a draft, checking it again by the rules of today."""
    with services.look() as work:
        kept = work.documents.revisions(document.id)[0]
    request = Request(
        document.form,
        document.unit,
        document.department,
        document.case,
        document.dated,
        dict(kept.values),
        kept.seal_id,
        kept.acknowledged.split(",") if kept.acknowledged else (),
    )
    accepted = accept(services, request, actor, Action.ISSUE)
    seal = choose_seal(services, accepted.form, accepted.unit, request.seal)
    with services.work() as work:
        holder = claim(services, work, document.id, "issue")
        number = take_number(work, accepted, document.id)
        work.documents.update(
            replace(
                document,
                state=DocumentState.NUMBERED,
                number=number,
                form_version=accepted.form.version,
                template_sha256=accepted.form.template_sha256,
            )
        )
        work.commit()
    make(services, Numbered(accepted, document.id, 1, number, None, seal, holder))


def _first_time(
    services: Services,
    accepted: Accepted,
    seal: UsableSeal | None,
    once: IdempotencyKey | None,
) -> Numbered | Remembered:
    """The number and the intent, or what an earlier sending of the same request made."""
    try:
        return _intend(services, accepted, seal, once)
    except IdempotencyKeyReused:
        # Two sendings raced and the other one won; by now its document can be seen.
        return _intend(services, accepted, seal, once)


def _intend(
    services: Services,
    accepted: Accepted,
    seal: UsableSeal | None,
    once: IdempotencyKey | None,
) -> Numbered | Remembered:
    document = _document(services, accepted, DocumentState.NUMBERED, None)
    with services.work() as work:
        if once is not None and (earlier := _earlier(work, once)):
            return earlier
        work.documents.add(document)
        seal_id = seal.seal.id if seal else None
        work.documents.add_revision(_first_revision(document.id, accepted, seal_id))
        if once is not None:
            work.idempotency.remember(once.owner, once.key, once.body_sha256, document.id)
        holder = claim(services, work, document.id, "resume")
        number = take_number(work, accepted, document.id)
        work.documents.update(replace(document, number=number))
        work.commit()
    return Numbered(accepted, document.id, 1, number, None, seal, holder)


def _sent_before(services: Services, once: IdempotencyKey | None) -> Issued | None:
    """What an earlier sending made. It counts even if the same request would be refused now."""
    if once is None:
        return None
    with services.look() as work:
        found = _earlier(work, once)
    return Issued(found.document_id, repeated=True) if found else None


def _earlier(work: UnitOfWork, once: IdempotencyKey) -> Remembered | None:
    found = work.idempotency.find(once.owner, once.key)
    if found is not None and found.body_sha256 != once.body_sha256:
        raise IdempotencyKeyReused(once.key)
    return found


def _document(
    services: Services, accepted: Accepted, state: DocumentState, number: str | None
) -> Document:
    return Document(
        id=str(uuid.uuid4()),
        form=accepted.form.slug,
        form_version=accepted.form.version,
        template_sha256=accepted.form.template_sha256,
        unit=accepted.unit.id,
        department=accepted.department.id if accepted.department else None,
        case=accepted.case,
        dated=accepted.dated,
        state=state,
        number=number,
        revision=0,
        created_by=accepted.actor,
        created_at=services.clock.now(),
    )


def _first_revision(document_id: str, accepted: Accepted, seal_id: str | None) -> Revision:
    return Revision(
        document_id,
        1,
        accepted.values,
        accepted.actor,
        None,
        seal_id=seal_id,
        acknowledged=accepted.acknowledged,
    )


def body_sha256(body: object) -> str:
    """The digest by which a repeated request is told from a changed one.

    The order of names does not count. The body need not be valid yet.
    """
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode("ascii")).hexdigest()
