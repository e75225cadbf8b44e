"""Corrections, voiding, verification, and the audit that finds every change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from house import House
from sqlalchemy import text

from docsvc.errors import ConversionFailed, Forbidden, IllegalTransition, InvalidRequest, NotFound
from docsvc.ledger.chain import check_chain
from docsvc.ledger.errors import ChainBroken
from docsvc.records import DocumentState
from docsvc.usecases import read
from docsvc.usecases.amend import amend
from docsvc.usecases.audit import AuditReport, audit
from docsvc.usecases.issue import issue
from docsvc.usecases.resume import resume
from docsvc.usecases.verify import verify
from docsvc.usecases.void import void


@pytest.fixture
def issued(house: House) -> str:
    return issue(house.services, house.request(), house.actor("officer")).document_id


def checked(house: House) -> AuditReport:
    return audit(house.services, lambda done, of: None)


def pdf_of(house: House, document_id: str, revision: int | None = None) -> bytes:
    return read.file(house.services, document_id, "pdf", house.actor("auditor"), revision)


def corrected_values(house: House) -> dict[str, Any]:
    return house.services.forms.get("rectification_order").examples()["long"]


def test_a_correction_adds_a_revision_and_keeps_number_and_first_paper(
    house: House, issued: str
) -> None:
    before = pdf_of(house, issued)
    amend(house.services, issued, corrected_values(house), "整改期限有误", house.actor("officer"))
    view = read.view(house.services, issued, house.actor("auditor"))
    assert view.document.number == "（甘）应急责改〔2026〕1号"
    assert [r.n for r in view.revisions] == [1, 2]
    assert pdf_of(house, issued, 1) == before
    assert pdf_of(house, issued) != before
    assert len(view.entries) == 2
    assert checked(house).faults == ()


def test_a_correction_needs_a_reason_and_good_values(house: House, issued: str) -> None:
    officer = house.actor("officer")
    with pytest.raises(InvalidRequest) as refused:
        amend(house.services, issued, {"nonsense": 1}, " ", officer)
    pointers = {f.pointer for f in refused.value.faults}
    assert {"/reason", "/values/nonsense"} <= pointers
    assert len(read.view(house.services, issued, officer).revisions) == 1


def test_a_correction_that_failed_is_resumed_and_meanwhile_the_first_paper_stands(
    house: House, issued: str
) -> None:
    house.converter.failures = [ConversionFailed("boom")] * 2
    with pytest.raises(ConversionFailed):
        amend(house.services, issued, corrected_values(house), "更正", house.actor("officer"))
    first = pdf_of(house, issued)
    assert verify(house.services, first, house.actor("auditor")).verdict == "valid"
    resume(house.services, issued)
    assert verify(house.services, first, house.actor("auditor")).verdict == "superseded"
    assert checked(house).faults == ()


def test_verifying_tells_the_latest_from_the_superseded_the_voided_and_the_foreign(
    house: House, issued: str
) -> None:
    auditor = house.actor("auditor")
    first = pdf_of(house, issued)
    assert verify(house.services, first, auditor).verdict == "valid"
    amend(house.services, issued, corrected_values(house), "更正", house.actor("officer"))
    second = pdf_of(house, issued)
    assert verify(house.services, first, auditor).verdict == "superseded"
    assert verify(house.services, second, auditor).verdict == "valid"
    assert verify(house.services, second, house.actor("other.auditor")).verdict == "not_on_record"
    void(house.services, issued, "当事人名称错误", house.actor("business"))
    assert verify(house.services, second, auditor).verdict == "voided"
    assert verify(house.services, b"%PDF-1.7 nothing", auditor).verdict == "invalid"


def test_a_byte_changed_anywhere_in_a_sealed_paper_is_found(house: House, issued: str) -> None:
    pdf = pdf_of(house, issued)
    auditor = house.actor("auditor")
    for position in range(0, len(pdf), max(1, len(pdf) // 60)):
        changed = bytearray(pdf)
        changed[position] ^= 0x01
        report = verify(house.services, bytes(changed), auditor)
        assert report.verdict != "valid", position
        assert report.record is None, position


def test_a_voided_number_stays_voided_and_is_never_used_again(house: House, issued: str) -> None:
    business, officer = house.actor("business"), house.actor("officer")
    with pytest.raises(Forbidden):
        void(house.services, issued, "作废", officer)
    void(house.services, issued, "当事人名称错误", business)
    assert read.view(house.services, issued, officer).document.state is DocumentState.VOIDED
    with pytest.raises(IllegalTransition):
        void(house.services, issued, "再次", business)
    with pytest.raises(IllegalTransition):
        amend(house.services, issued, corrected_values(house), "更正", officer)
    following = issue(house.services, house.request(), officer).document_id
    number = read.view(house.services, following, officer).document.number
    assert number == "（甘）应急责改〔2026〕2号"
    assert checked(house).faults == ()


def test_another_units_papers_are_not_to_be_known_of(house: House, issued: str) -> None:
    for login in ("other.officer", "other.auditor"):
        with pytest.raises(NotFound):
            read.view(house.services, issued, house.actor(login))


TAMPERINGS: dict[str, str] = {
    "values": "UPDATE revisions SET \"values\" = '{}'",
    "pdf digest": "UPDATE revisions SET pdf_sha256 = docx_sha256",
    "docx digest": "UPDATE revisions SET docx_sha256 = pdf_sha256",
    "actor": "UPDATE revisions SET actor = 'nobody'",
    "reason": "UPDATE revisions SET reason = 'because' WHERE n = 2",
    "seal": "UPDATE revisions SET seal_id = 'another'",
    "pages": "UPDATE revisions SET pages = 99",
    "engine": "UPDATE revisions SET engine = 'another'",
    "time": "UPDATE revisions SET completed_at = '2020-01-01 00:00:00'",
    "revision removed": "DELETE FROM revisions WHERE n = 2",
    "number": "UPDATE documents SET number = '（甘）应急责改〔2026〕7号'",
    "unit": "UPDATE documents SET unit = 'other'",
    "date": "UPDATE documents SET dated = '2020-12-01'",
    "case": "UPDATE documents SET \"case\" = 'another'",
    "form": "UPDATE documents SET form = 'penalty_decision'",
    "template": "UPDATE documents SET template_sha256 = 'another'",
    "state": "UPDATE documents SET state = 'voided'",
    "creator": "UPDATE documents SET created_by = 'nobody'",
    "revision count": "UPDATE documents SET revision = 1",
    "number register": "UPDATE numbers SET printed = '（甘）应急责改〔2026〕7号'",
    "void register": (
        "UPDATE numbers SET voided_by = 'x', voided_at = '2026-01-01 00:00:00', void_reason = 'y'"
    ),
    "ledger body": "UPDATE ledger SET body = body || x'20' WHERE n = 1",
    "ledger digest": "UPDATE ledger SET digest = replace(digest, substr(digest, 1, 1), 'g')",
    "ledger place": "UPDATE ledger SET n = 5 WHERE n = 2",
    "ledger document": "UPDATE ledger SET document_id = 'other'",
    "ledger entry removed": "DELETE FROM ledger WHERE n = 2",
    "ledger first entry removed": "DELETE FROM ledger WHERE n = 1",
    "ledger emptied": "DELETE FROM ledger",
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_change_behind_the_services_back_is_found(house: House, issued: str, name: str) -> None:
    amend(house.services, issued, corrected_values(house), "更正", house.actor("officer"))
    assert checked(house).faults == ()
    with house.engine.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
        for trigger in triggers.scalars().all():
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(TAMPERINGS[name]))
        connection.commit()
    faults = checked(house).faults
    assert faults
    assert all(f.zh and f.en and f.place for f in faults)


def test_a_bit_flipped_in_any_byte_of_a_ledger_row_is_found(house: House, issued: str) -> None:
    with house.services.look() as work:
        [row] = work.ledger.chain(issued)
    with house.engine.connect() as connection:
        connection.execute(text("DROP TRIGGER ledger_refuse_update"))
        connection.commit()
    for i in range(len(row.body)):
        changed = row.body[:i] + bytes([row.body[i] ^ 1]) + row.body[i + 1 :]
        with pytest.raises(ChainBroken):
            check_chain([(row.n, changed, row.digest)])
    for i in range(0, len(row.body), len(row.body) // 10):
        changed = row.body[:i] + bytes([row.body[i] ^ 1]) + row.body[i + 1 :]
        with house.engine.connect() as connection:
            connection.execute(text("UPDATE ledger SET body = :body"), {"body": changed})
            connection.commit()
        assert checked(house).faults, f"byte {i}"


FILES: dict[str, Callable[[Path], object]] = {
    "changed": lambda p: p.write_bytes(p.read_bytes()[:-1] + b"!"),
    "cut off": lambda p: p.write_bytes(p.read_bytes()[:100]),
    "removed": lambda p: p.unlink(),
}


@pytest.mark.parametrize("how", FILES)
def test_a_changed_file_is_found(house: House, issued: str, how: str) -> None:
    for path in sorted((house.folder / "archive").rglob("*")):
        if path.is_file():
            before = path.read_bytes()
            path.chmod(0o640)
            FILES[how](path)
            assert [f.code for f in checked(house).faults] == ["file_differs"]
            path.write_bytes(before)
    assert checked(house).faults == ()
    assert issued


def test_a_correction_asked_anew_after_a_failure_takes_the_place_of_the_failed_one(
    house: House, issued: str
) -> None:
    officer = house.actor("officer")
    house.converter.failures = [ConversionFailed("boom")] * 2
    with pytest.raises(ConversionFailed):
        amend(house.services, issued, corrected_values(house), "第一次", officer)
    amend(house.services, issued, corrected_values(house), "第二次", officer)
    view = read.view(house.services, issued, officer)
    assert [(r.n, r.reason, r.complete) for r in view.revisions] == [
        (1, None, True),
        (2, "第二次", True),
    ]
    assert checked(house).faults == ()
