"""Append to a document's chain: the one place that writes ledger entries."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from docsvc.ledger.canonical import canonical
from docsvc.ledger.entry import Entry, SealFacts, digest_of, encode
from docsvc.ports import UnitOfWork
from docsvc.records import Document
from seals.seal import Seal


@dataclass(frozen=True, kw_only=True)
class Step:
    """What was done to a document, before the chain gives it its place."""

    kind: str
    actor: str
    reason: str | None
    at: datetime
    values: Mapping[str, Any]
    docx_sha256: str | None = None
    pdf_sha256: str | None = None
    seal: Seal | None = None
    engine: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def append_entry(work: UnitOfWork, document: Document, step: Step) -> str:
    """Write the next entry of the document's chain; returns its digest.

    Raises BusyElsewhere when another process wrote that place first.
    """
    last = work.ledger.last(document.id)
    entry = Entry(
        document_id=document.id,
        n=last.n + 1 if last else 1,
        kind=step.kind,
        previous=last.digest if last else None,
        form=document.form,
        form_version=document.form_version,
        template_sha256=document.template_sha256,
        number=document.number,
        values_sha256=values_sha256(step.values),
        docx_sha256=step.docx_sha256,
        pdf_sha256=step.pdf_sha256,
        seal=seal_facts(step.seal),
        actor=step.actor,
        reason=step.reason,
        recorded_at=step.at,
        engine=step.engine,
        facts={**document_facts(document), **step.facts},
    )
    digest = digest_of(entry)
    work.ledger.append(document.id, entry.n, encode(entry), digest)
    return digest


def values_sha256(values: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical values (RFC 8785)."""
    return hashlib.sha256(canonical(dict(values))).hexdigest()


def document_facts(document: Document) -> dict[str, str]:
    """What the chain says of the document's place, so that the row cannot be moved unseen."""
    facts = {
        "unit": document.unit,
        "date": document.dated.isoformat(),
        "created_by": document.created_by,
        "created_at": document.created_at.isoformat(),
    }
    if document.department is not None:
        facts["department"] = document.department
    if document.case is not None:
        facts["case"] = document.case
    return facts


def seal_facts(seal: Seal | None) -> SealFacts | None:
    """The seal as an entry names it."""
    if seal is None:
        return None
    return SealFacts(seal.id, seal.certificate_sha256, seal.picture_sha256)
