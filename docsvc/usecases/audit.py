"""Audit the record: every chain, every row, every file against one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docsvc.errors import ArchiveFault
from docsvc.ledger.chain import check_chain
from docsvc.ledger.entry import Entry, decode
from docsvc.ledger.errors import ChainBroken, EntryMalformed, NotCanonical
from docsvc.ports import LedgerRow, Services
from docsvc.records import Document, DocumentState, NumberUse, Revision
from docsvc.usecases.recording import document_facts, values_sha256
from seals.verify import describe_sealed_pdf

OF_THE_MAKING = ("pages", "level", "acknowledged")
"""Facts of an entry that are of one making, and not of the document's place."""


@dataclass(frozen=True)
class RecordFault:
    """One thing on record that does not fit. `place` is where, in words that can be looked up."""

    document_id: str
    place: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class AuditReport:
    """What was looked at and what was found."""

    documents: int
    entries: int
    files: int
    faults: tuple[RecordFault, ...]


@dataclass(frozen=True)
class _Paper:
    """Everything on record about one document."""

    id: str
    document: Document | None
    revisions: Sequence[Revision]
    rows: Sequence[LedgerRow]


def audit(services: Services, progress: Callable[[int, int], None]) -> AuditReport:
    """Check the whole record. `progress` hears (done, of how many) after each document."""
    with services.look() as work:
        ids = sorted(set(work.documents.all_ids()) | set(work.ledger.document_ids()))
        uses = [u for s, r, y, _, _ in work.numbers.runs() for u in work.numbers.uses(s, r, y)]
    by_document = {use.document_id: use for use in uses}
    faults: list[RecordFault] = []
    entries = files = 0
    for done, document_id in enumerate(ids, 1):
        paper = _paper(services, document_id)
        entries += len(paper.rows)
        files += 2 * sum(r.complete for r in paper.revisions)
        faults += _faults(services, paper, by_document.get(document_id))
        progress(done, len(ids))
    return AuditReport(len(ids), entries, files, tuple(faults))


def _paper(services: Services, document_id: str) -> _Paper:
    with services.look() as work:
        return _Paper(
            document_id,
            work.documents.get(document_id),
            work.documents.revisions(document_id),
            work.ledger.chain(document_id),
        )


def _faults(services: Services, paper: _Paper, use: NumberUse | None) -> Iterator[RecordFault]:
    chain_faults = list(_chain_faults(paper))
    yield from chain_faults
    document = paper.document
    if document is None:
        yield RecordFault(
            paper.id, "documents", "document_missing", "存证记录所指的文书不在库中",
            "the chain speaks of a document that is not there",
        )  # fmt: skip
        return
    yield from _file_faults(services, paper)
    if chain_faults:
        return  # what a broken chain says proves nothing about the rows
    entries = [decode(row.body) for row in paper.rows]
    yield from _document_faults(document, entries)
    yield from _revision_faults(paper, [e for e in entries if e.kind in ("issued", "corrected")])
    yield from _number_faults(document, use)


def _chain_faults(paper: _Paper) -> Iterator[RecordFault]:
    try:
        check_chain([(row.n, row.body, row.digest) for row in paper.rows])
    except ChainBroken as broken:
        for f in broken.faults:
            yield RecordFault(paper.id, f"ledger entry {f.n}", f.code, f.zh, f.en)
    for row in paper.rows:
        try:
            named = decode(row.body).document_id
        except EntryMalformed:
            continue  # told by the chain's own check
        if named != row.document_id:
            yield RecordFault(
                paper.id, f"ledger position {row.position}", "row_moved",
                "存证记录被移到另一份文书名下", f"the entry is of document {named}",
            )  # fmt: skip


def _document_faults(document: Document, entries: Sequence[Entry]) -> Iterator[RecordFault]:
    makings = sum(e.kind in ("issued", "corrected") for e in entries)
    voided = any(e.kind == "voided" for e in entries)
    expected: Mapping[str, object] = {"revision": makings}
    if entries:
        last = entries[-1]
        expected = {
            "revision": makings,
            "form": last.form,
            "form_version": last.form_version,
            "template_sha256": last.template_sha256,
            "number": last.number,
            "state": DocumentState.VOIDED if voided else DocumentState.ISSUED,
        }
    elif document.state in (DocumentState.ISSUED, DocumentState.VOIDED):
        expected = {"revision": makings, "state": "one that the chain records"}
    for name, value in expected.items():
        if getattr(document, name) != value:
            yield _differs(document.id, "documents", name, getattr(document, name), value)
    kept = document_facts(document)
    for entry in entries:
        said = {k: v for k, v in entry.facts.items() if k not in OF_THE_MAKING}
        if said != kept:
            wrong = sorted(k for k in said.keys() | kept.keys() if said.get(k) != kept.get(k))
            yield _differs(document.id, "documents", ", ".join(wrong), kept, said)


def _revision_faults(paper: _Paper, makings: Sequence[Entry]) -> Iterator[RecordFault]:
    complete = [r for r in paper.revisions if r.complete]
    if [r.n for r in complete] != list(range(1, len(makings) + 1)):
        yield _differs(paper.id, "revisions", "n", [r.n for r in complete], len(makings))
        return
    for revision, entry in zip(complete, makings, strict=True):
        place = f"revisions {revision.n}"
        try:
            values = values_sha256(revision.values)
        except NotCanonical:
            values = "not canonical"
        pairs = {
            "values": (values, entry.values_sha256),
            "docx_sha256": (revision.docx_sha256, entry.docx_sha256),
            "pdf_sha256": (revision.pdf_sha256, entry.pdf_sha256),
            "seal_id": (revision.seal_id, entry.seal.id if entry.seal else None),
            "actor": (revision.actor, entry.actor),
            "reason": (revision.reason, entry.reason),
            "engine": (revision.engine, entry.engine),
            "pages": (str(revision.pages), entry.facts.get("pages")),
            "acknowledged": (revision.acknowledged, entry.facts.get("acknowledged")),
            "completed_at": (revision.completed_at, entry.recorded_at),
        }
        for name, (kept, said) in pairs.items():
            if kept != said:
                yield _differs(paper.id, place, name, kept, said)


def _number_faults(document: Document, use: NumberUse | None) -> Iterator[RecordFault]:
    if document.number is None:
        return
    if use is None or use.printed != document.number:
        yield _differs(
            document.id, "numbers", "printed", use.printed if use else None, document.number
        )
    elif (use.voided_at is not None) != (document.state is DocumentState.VOIDED):
        yield _differs(document.id, "numbers", "voided_at", use.voided_at, document.state)


def _file_faults(services: Services, paper: _Paper) -> Iterator[RecordFault]:
    for revision in paper.revisions:
        for digest in (revision.docx_sha256, revision.pdf_sha256):
            if digest is None:
                continue
            try:
                content = services.archive.get(digest)
            except ArchiveFault as error:
                zh = "存档文件缺失或者被改动"
                yield RecordFault(paper.id, f"archive {digest}", "file_differs", zh, str(error))
                continue
            if digest == revision.pdf_sha256 and revision.seal_id is not None:
                yield from _seal_faults(services, paper.id, revision, content)


def _seal_faults(
    services: Services, document_id: str, revision: Revision, pdf: bytes
) -> Iterator[RecordFault]:
    with services.look() as work:
        material = work.seals.get(str(revision.seal_id))
    report = describe_sealed_pdf(
        pdf,
        roots=services.roots,
        at=services.clock.now(),
        expected_certificates={material.seal.certificate_sha256} if material else set(),
        proven_at=revision.completed_at,
    )
    place = f"archive {revision.pdf_sha256}"
    for f in report.findings:
        yield RecordFault(document_id, place, f"seal_{f.code}", f.zh, f.en)
    if not report.signatures:
        yield RecordFault(document_id, place, "seal_missing", "文件没有印章", "no signature")


def _differs(document_id: str, place: str, column: str, kept: object, said: object) -> RecordFault:
    return RecordFault(
        document_id,
        f"{place}: {column}",
        "row_differs",
        "数据库记录与存证不一致",
        f"kept {kept!r}, the chain says {said!r}",
    )
