"""Make a numbered paper: render, convert, look it through, seal, archive, record."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from pypdf import PdfReader

from docsvc.errors import (
    BusyElsewhere,
    ConversionFailed,
    DocsvcError,
    IllegalTransition,
    StoreUnavailable,
)
from docsvc.forms.presentation import paper_context
from docsvc.ports import ConvertedPdf, Services, UnitOfWork
from docsvc.records import ALLOWED, DocumentState, Revision
from docsvc.stages import Archived, Converted, Numbered, Recorded, Rendered, Sealed
from docsvc.usecases.gate import gate
from docsvc.usecases.recording import Step, append_entry
from seals.errors import SealError

_log = structlog.get_logger()


def make(services: Services, numbered: Numbered) -> Recorded:
    """Take a numbered paper all the way. The caller holds its claim, which ends here."""
    with _claim_ends(services, numbered):
        rendered = render(services, numbered)
        converted = gate(services, convert(services, rendered))
        sealed = seal(services, converted)
        archived = archive(services, sealed)
        return record(services, archived)


def render(services: Services, numbered: Numbered) -> Rendered:
    """Fill the form's template with the presented values. Raises RenderFailed."""
    accepted = numbered.accepted
    context = paper_context(
        accepted.form,
        services.forms.law,
        accepted.values,
        unit=accepted.unit.name,
        dated=accepted.dated,
        number=numbered.number,
    )
    return Rendered(numbered, services.renderer.render(accepted.form, context))


def convert(services: Services, rendered: Rendered) -> Converted:
    """DOCX to PDF/A-2b; a dead or hung engine gets one second chance. Raises ConversionFailed."""
    result = convert_with_retry(services, rendered.docx)
    return Converted(rendered, result.pdf, result.engine)


def convert_with_retry(services: Services, docx: bytes) -> ConvertedPdf:
    """Convert, once more after a first failure. Raises ConversionFailed."""
    limit = services.limits.convert_seconds
    try:
        return services.converter.convert(docx, timeout=limit)
    except ConversionFailed as first:
        _log.warning("conversion failed, trying once more", code=first.code, why=str(first))
        return services.converter.convert(docx, timeout=limit)


def seal(services: Services, converted: Converted) -> Sealed:
    """Put the unit's seal on, where the form bears one. Raises SealError."""
    numbered = converted.rendered.numbered
    form, material = numbered.accepted.form, numbered.seal
    pages = len(PdfReader(io.BytesIO(converted.pdf)).pages)
    if material is None or form.seal_anchor is None:
        return Sealed(converted, converted.pdf, None, pages)
    now = services.clock.now()
    sealed = services.sealer.seal(converted.pdf, material, anchor=form.seal_anchor, at=now)
    return Sealed(converted, sealed.pdf, sealed.level, pages)


def archive(services: Services, sealed: Sealed) -> Archived:
    """Keep both files durably before the record speaks of them. Raises ArchiveFault."""
    docx = services.archive.put(sealed.converted.rendered.docx)
    return Archived(sealed, docx, services.archive.put(sealed.pdf))


def record(services: Services, archived: Archived) -> Recorded:
    """Append the ledger entry and complete the revision, in one transaction.

    Raises BusyElsewhere when the revision was completed, or the paper voided, meanwhile.
    """
    sealed = archived.sealed
    numbered = sealed.converted.rendered.numbered
    now = services.clock.now()
    with services.work() as work:
        document = work.documents.get(numbered.document_id)
        if (
            document is None
            or document.revision != numbered.revision - 1
            or document.state is DocumentState.VOIDED
        ):
            raise BusyElsewhere(numbered.document_id)
        form = numbered.accepted.form
        document = replace(
            document,
            state=DocumentState.ISSUED,
            revision=numbered.revision,
            fault=None,
            # What was rendered now, should the form have changed since the last revision.
            form_version=form.version,
            template_sha256=form.template_sha256,
        )
        step = Step(
            kind="issued" if numbered.revision == 1 else "corrected",
            actor=numbered.accepted.actor,
            reason=numbered.reason,
            at=now,
            values=numbered.accepted.values,
            docx_sha256=archived.docx_sha256,
            pdf_sha256=archived.pdf_sha256,
            seal=numbered.seal.seal if numbered.seal else None,
            engine=sealed.converted.engine,
            facts=_facts(sealed),
        )
        digest = append_entry(work, document, step)
        work.documents.replace_revision(_completed(archived, now))
        work.documents.update(document)
        work.documents.release(document.id, numbered.holder)
        work.commit()
    return Recorded(archived, digest)


def claim(services: Services, work: UnitOfWork, document_id: str, verb: str) -> str:
    """Take the exclusive right to do `verb` to this paper, inside the caller's transaction.

    Returns the holder's name for `Numbered.holder`. Raises BusyElsewhere while a living holder's
    claim lasts, or IllegalTransition when the document's state does not allow the verb.
    """
    now = services.clock.now()
    holder = services.holders.name_me()
    until = now + timedelta(seconds=services.limits.lease_seconds)
    for other, name in work.documents.claims():
        if other == document_id and services.holders.is_dead(name):
            work.documents.release(document_id, name)
    if not work.documents.lease(document_id, holder, now, until):
        raise BusyElsewhere(document_id)
    document = work.documents.get(document_id)
    if document is None or verb not in ALLOWED[document.state]:
        state = document.state if document else "unknown"
        raise IllegalTransition(state, verb, ALLOWED[document.state] if document else ())
    return holder


@contextmanager
def _claim_ends(services: Services, numbered: Numbered) -> Iterator[None]:
    """Give the claim back after a failure, and leave its code on the document.

    Success gives it back in the transaction that records the paper.
    """
    try:
        yield
    except (DocsvcError, SealError) as error:
        error.add_note(f"document {numbered.document_id}")
        _log.error("paper left resumable", document=numbered.document_id, code=error.code)
        _let_go(services, numbered, error.code)
        raise
    finally:
        services.holders.done(numbered.holder)


def _let_go(services: Services, numbered: Numbered, fault: str) -> None:
    try:
        with services.work() as work:
            document = work.documents.get(numbered.document_id)
            if document is not None:
                work.documents.update(replace(document, fault=fault))
            work.documents.release(numbered.document_id, numbered.holder)
            work.commit()
    except StoreUnavailable as lost:
        # The holder is done all the same, so that whoever claims next lifts this claim.
        _log.error("claim not released", document=numbered.document_id, why=str(lost))


def _facts(sealed: Sealed) -> dict[str, str]:
    """What the chain says of this making besides digests: what is None is left out."""
    acknowledged = sealed.converted.rendered.numbered.accepted.acknowledged
    told = {"pages": str(sealed.pages), "level": sealed.level, "acknowledged": acknowledged}
    return {name: text for name, text in told.items() if text is not None}


def _completed(archived: Archived, now: datetime) -> Revision:
    sealed = archived.sealed
    numbered = sealed.converted.rendered.numbered
    return Revision(
        document_id=numbered.document_id,
        n=numbered.revision,
        values=numbered.accepted.values,
        actor=numbered.accepted.actor,
        reason=numbered.reason,
        docx_sha256=archived.docx_sha256,
        pdf_sha256=archived.pdf_sha256,
        seal_id=numbered.seal.seal.id if numbered.seal else None,
        pages=sealed.pages,
        engine=sealed.converted.engine,
        completed_at=now,
        acknowledged=numbered.accepted.acknowledged,
    )
