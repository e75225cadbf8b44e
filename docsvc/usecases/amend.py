"""Amend an issued paper: new values and a reason make a new revision under the same number.

应急厅函〔2020〕250号, annex, item 3: every correction of an external paper is kept with its
trace, so that the paper delivered and the record online stay the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from docsvc.access import Action, Actor
from docsvc.errors import Fault, NoUsableSeal
from docsvc.ports import Services
from docsvc.records import Document, Revision, UsableSeal
from docsvc.stages import Accepted, Numbered
from docsvc.usecases.accept import known_document, settle, value_faults
from docsvc.usecases.choose_seal import choose_seal
from docsvc.usecases.making import claim, make
from docsvc.usecases.prefill import check_references
from docsvc.usecases.resume import accepted_again


def amend(
    services: Services,
    document_id: str,
    values: Any,
    reason: str,
    actor: Actor,
    acknowledge: Collection[str] = (),
) -> None:
    """Make the next revision. The earlier ones stay as they are.

    `acknowledge` holds the codes of the warnings that the caller knows of and goes on with.

    Raises InvalidRequest, IllegalTransition when the document is not issued, BusyElsewhere while
    a correction is being made, or what the making raised.
    """
    document = known_document(services, document_id, actor, Action.AMEND)
    asked = Revision(document_id, document.revision + 1, values, actor.login, reason)
    accepted = _accept(services, document, asked, actor, acknowledge)
    seal = _same_seal_or_newest(services, document, accepted)
    with services.work() as work:
        holder = claim(services, work, document_id, "amend")
        revisions = work.documents.revisions(document_id)
        n = sum(r.complete for r in revisions) + 1
        revision = Revision(
            document_id,
            n,
            accepted.values,
            actor.login,
            reason,
            seal_id=seal.seal.id if seal else None,
            acknowledged=accepted.acknowledged,
        )
        if n > len(revisions):
            work.documents.add_revision(revision)
        else:
            # A correction that failed was never issued; asked anew, this one takes its place.
            work.documents.replace_revision(revision)
        work.commit()
    make(services, Numbered(accepted, document_id, n, document.number, reason, seal, holder))


def _same_seal_or_newest(
    services: Services, document: Document, accepted: Accepted
) -> UsableSeal | None:
    """A correction bears the seal of what it corrects, unless that is out of use by now."""
    with services.look() as work:
        before = work.documents.revisions(document.id)[-1].seal_id
    try:
        return choose_seal(services, accepted.form, accepted.unit, before)
    except NoUsableSeal:
        return choose_seal(services, accepted.form, accepted.unit)


def _accept(
    services: Services,
    document: Document,
    asked: Revision,
    actor: Actor,
    acknowledge: Collection[str],
) -> Accepted:
    form = services.forms.get(document.form, version=document.form_version)
    faults = value_faults(services, form, asked.values, document.dated)
    if all(f.warning for f in faults):
        faults += check_references(services, form, asked.values, document.case, actor)
    if not (asked.reason or "").strip():
        faults.append(Fault("/reason", "missing_field", "必须说明更正的理由", "no reason given"))
    acknowledged = settle(faults, acknowledge)
    return accepted_again(services, document, replace(asked, acknowledged=acknowledged))
