"""Void a paper and its number, with who, when and why; the number is never used again."""

from __future__ import annotations

from dataclasses import replace

from docsvc.access import Action, Actor
from docsvc.errors import Fault, InvalidRequest
from docsvc.ports import Services
from docsvc.records import DocumentState
from docsvc.usecases.accept import known_document
from docsvc.usecases.making import claim
from docsvc.usecases.recording import Step, append_entry


def void(services: Services, document_id: str, reason: str, actor: Actor) -> None:
    """Void the document. What was delivered stays readable on record.

    Raises InvalidRequest without a reason, IllegalTransition for a draft or a voided paper.
    """
    known_document(services, document_id, actor, Action.VOID)
    if not reason.strip():
        raise InvalidRequest(
            [Fault("/reason", "missing_field", "必须说明作废的理由", "no reason given")]
        )
    now = services.clock.now()
    with services.work() as work:
        holder = claim(services, work, document_id, "void")
        document = work.documents.get(document_id)
        assert document is not None  # noqa: S101 - it was just claimed
        if document.number is not None:
            work.numbers.void(document.number, by=actor.login, at=now, reason=reason)
        revisions = work.documents.revisions(document_id)
        # A correction that was never finished was never delivered.
        values = next((r for r in reversed(revisions) if r.complete), revisions[0]).values
        step = Step(kind="voided", actor=actor.login, reason=reason, at=now, values=values)
        append_entry(work, document, step)
        work.documents.update(replace(document, state=DocumentState.VOIDED, fault=None))
        work.documents.release(document_id, holder)
        work.commit()
    services.holders.done(holder)
