"""Verify a PDF: whose seal, intact or not, on record here or not, latest revision or superseded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from docsvc.access import Action, Actor, require
from docsvc.ledger.chain import check_chain
from docsvc.ledger.entry import decode
from docsvc.ledger.errors import LedgerError
from docsvc.ports import Services
from docsvc.records import DocumentState, Revision
from seals.report import SealReport
from seals.verify import describe_sealed_pdf

Verdict = Literal["valid", "superseded", "voided", "not_on_record", "invalid"]

_ZH: dict[Verdict, str] = {
    "valid": "印章有效，与存档一致，是现行版次",
    "superseded": "印章有效，与存档一致，但已被更正后的版次取代",
    "voided": "印章有效，与存档一致，但该文书已作废",
    "not_on_record": "印章有效，但不是本系统存档的文书",
    "invalid": "查验不通过",
}


@dataclass(frozen=True)
class RecordFacts:
    """What the record says of a file whose digest it knows."""

    document_id: str
    number: str | None
    form: str
    unit: str
    revision: int
    latest_revision: int
    state: str
    chain: str
    """`intact`, or what is wrong with the document's chain."""


@dataclass(frozen=True)
class Verification:
    """The verdict and what it rests on."""

    verdict: Verdict
    seals: SealReport
    record: RecordFacts | None

    @property
    def zh(self) -> str:
        """The verdict in Chinese."""
        return _ZH[self.verdict]

    def as_dict(self) -> dict[str, Any]:
        """For JSON; times in RFC 3339."""
        signatures = [_plain(asdict(s)) for s in self.seals.signatures]
        return {
            "verdict": self.verdict,
            "detail": self.zh,
            "sha256": self.seals.sha256,
            "seals": signatures,
            "faults": [asdict(f) for f in self.seals.findings],
            "record": asdict(self.record) if self.record else None,
        }

    def lines(self) -> Iterator[str]:
        """For people, one fact a line."""
        for s in self.seals.signatures:
            when = s.stamped_time or s.claimed_time
            yield f"{s.organisation}（{s.credit_code}） {when} {s.level} 完整={s.intact}"
        if self.record is not None:
            r = self.record
            yield f"{r.number or '（无文号）'} 第{r.revision}版/共{r.latest_revision}版 {r.chain}"
        for f in self.seals.findings:
            yield f"{f.code}: {f.zh} ({f.en})"


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in facts.items()}


def verify(services: Services, pdf: bytes, actor: Actor) -> Verification:
    """Judge any bytes whatever; nothing is fetched and nothing raises for what the bytes hold."""
    require(actor, Action.VERIFY)
    revision, record = _record(services, hashlib.sha256(pdf).hexdigest(), actor)
    proven = revision.completed_at if revision and record and record.chain == "intact" else None
    seals = describe_sealed_pdf(
        pdf,
        roots=services.roots,
        at=services.clock.now(),
        expected_certificates=_expected(services, revision),
        proven_at=proven,  # the chain vouches for the time: it named this very file then
    )
    return Verification(_verdict(seals, record, services), seals, record)


def _expected(services: Services, revision: Revision | None) -> set[str] | None:
    """The certificate that must have sealed a file on record; None for any other file."""
    if revision is None or revision.seal_id is None:
        return None
    with services.look() as work:
        material = work.seals.get(revision.seal_id)
    return {material.seal.certificate_sha256} if material else set()


def _verdict(seals: SealReport, record: RecordFacts | None, services: Services) -> Verdict:
    unsealed = record is not None and not services.forms.get(record.form).sealed
    # A form that bears no seal is proved by the record alone.
    if not seals.valid and not (unsealed and not seals.signatures):
        return "invalid"
    if record is None:
        return "not_on_record"
    if record.chain != "intact":
        return "invalid"
    if record.state == DocumentState.VOIDED:
        return "voided"
    return "valid" if record.revision == record.latest_revision else "superseded"


def _record(
    services: Services, sha256: str, actor: Actor
) -> tuple[Revision | None, RecordFacts | None]:
    with services.look() as work:
        revision = work.documents.by_pdf(sha256)
        document = work.documents.get(revision.document_id) if revision else None
        if revision is None or document is None or document.unit not in actor.reach:
            return None, None
        rows = work.ledger.chain(document.id)
    chain = "intact"
    try:
        check_chain([(r.n, r.body, r.digest) for r in rows])
        if sha256 not in {decode(r.body).pdf_sha256 for r in rows}:
            chain = "the chain does not name this file"
    except LedgerError as broken:
        chain = str(broken)
    return revision, RecordFacts(
        document_id=document.id,
        number=document.number,
        form=document.form,
        unit=document.unit,
        revision=revision.n,
        latest_revision=document.revision,
        state=document.state,
        chain=chain,
    )
