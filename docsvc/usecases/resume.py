"""Resume what a crash or an outage left unfinished: same document, same number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docsvc.errors import BusyElsewhere, DocsvcError, NotFound
from docsvc.ports import Services, UnitOfWork
from docsvc.records import Document, Revision
from docsvc.stages import Accepted, Numbered
from docsvc.usecases.choose_seal import choose_seal
from docsvc.usecases.making import claim, make
from seals.errors import SealError


@dataclass(frozen=True)
class Attempt:
    """What came of one unfinished document; `fault` is None when it is complete now."""

    document_id: str
    number: str | None
    fault: str | None


def unfinished(services: Services) -> Sequence[str]:
    """Ids of papers that wait to be finished, claims of dead processes already lifted."""
    with services.work() as work:
        for document_id, holder in work.documents.claims():
            if services.holders.is_dead(holder):
                work.documents.release(document_id, holder)
        found = work.documents.unfinished(services.clock.now())
        work.commit()
    return found


def resume_all(services: Services, document_ids: Sequence[str]) -> list[Attempt]:
    """Try each of `document_ids`; one that fails stays resumable and is reported."""
    return [_attempt(services, i) for i in document_ids]


def resume(services: Services, document_id: str) -> None:
    """Finish one document. Raises BusyElsewhere, NotFound, or what the making raised."""
    with services.look() as work:
        document = work.documents.get(document_id)
        revision = _waiting(work, document_id)
    if document is None or revision is None:
        raise NotFound("unfinished revision", "未完成的文书", document_id)
    accepted = accepted_again(services, document, revision)
    seal = choose_seal(services, accepted.form, accepted.unit, revision.seal_id)
    with services.work() as work:
        holder = claim(services, work, document_id, "resume")
        if _waiting(work, document_id) != revision:
            raise BusyElsewhere(document_id)
        work.commit()
    make(
        services,
        Numbered(accepted, document_id, revision.n, document.number, revision.reason, seal, holder),
    )


def accepted_again(services: Services, document: Document, revision: Revision) -> Accepted:
    """The stage at which a stored revision was accepted, rebuilt from the record."""
    with services.look() as work:
        unit = work.units.unit(document.unit)
        department = document.department and work.units.department(
            document.unit, document.department
        )
    if unit is None:
        raise NotFound("unit", "单位", document.unit)
    return Accepted(
        services.forms.get(document.form, version=document.form_version),
        unit,
        department or None,
        document.case,
        document.dated,
        revision.values,
        revision.actor,
        revision.acknowledged,
    )


def _waiting(work: UnitOfWork, document_id: str) -> Revision | None:
    return next((r for r in work.documents.revisions(document_id) if not r.complete), None)


def _attempt(services: Services, document_id: str) -> Attempt:
    fault = None
    try:
        resume(services, document_id)
    except BusyElsewhere as error:
        fault = error.code
    except (DocsvcError, SealError) as error:
        fault = error.code
    with services.look() as work:
        document = work.documents.get(document_id)
    return Attempt(document_id, document.number if document else None, fault)
