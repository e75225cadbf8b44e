"""Afterwards: every paper that the bench issued must stand up, and its numbers have no gap."""

from __future__ import annotations

from docsvc.access import Actor
from docsvc.ports import Services
from docsvc.records import Role
from docsvc.usecases.audit import audit
from docsvc.usecases.number import report


def faults_of(services: Services) -> tuple[int, list[str]]:
    """How many papers there are, and all that is wrong with them or with their numbers."""
    with services.look() as work:
        units = frozenset(unit.id for unit in work.units.all_units())
    audited = audit(services, lambda _done, _all: None)
    faults = [f"{f.document_id} {f.place}: {f.code} {f.en}" for f in audited.faults]
    runs = report(services, Actor("bench", frozenset(Role), units))
    faults += [f"{run.key}: {run.report}" for run in runs if not run.report.complete]
    numbers = sum(len(run.report.uses) for run in runs)
    for kept, what in ((numbers, "numbers"), (audited.entries, "entries")):
        if kept != audited.documents:
            faults.append(f"{audited.documents} papers, but {kept} {what}")
    return audited.documents, faults
