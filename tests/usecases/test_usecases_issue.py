"""Issuing: what is made, what is refused, and that a refusal costs nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from house import BUREAU, TODAY, House
from sqlalchemy import func, select

from docsvc.adapters.db import tables
from docsvc.errors import (
    ConversionTimedOut,
    Forbidden,
    IdempotencyKeyReused,
    InvalidRequest,
    NoUsableSeal,
    OutsideUnitScope,
    UnknownForm,
)
from docsvc.records import DocumentState
from docsvc.usecases import read
from docsvc.usecases.issue import IdempotencyKey, draft, issue, issue_draft
from docsvc.usecases.resume import resume, resume_all, unfinished
from seals.policy import suspend


def rows(house: House, table: Any) -> int:
    with house.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_an_issued_paper_is_numbered_sealed_archived_and_recorded(house: House) -> None:
    made = issue(house.services, house.request(), house.actor("officer"))
    view = read.view(house.services, made.document_id, house.actor("auditor"))
    assert view.document.state is DocumentState.ISSUED
    assert view.document.number == "（甘）应急责改〔2026〕1号"
    assert view.latest is not None
    assert view.latest.seal_id is not None
    assert len(view.entries) == 1
    pdf = read.file(house.services, made.document_id, "pdf", house.actor("officer"))
    assert b"/ETSI.CAdES.detached" in pdf


def test_a_department_with_a_rule_has_its_own_run(house: House) -> None:
    officer = house.actor("officer")
    numbers = []
    for department in ("chemicals", None, "chemicals"):
        request = house.request("case_filing_approval", department=department)
        made = issue(house.services, request, officer)
        numbers.append(read.view(house.services, made.document_id, officer).document.number)
    assert numbers == [
        "甘应急立〔2026〕危化-1号",
        "（甘）应急立〔2026〕1号",
        "甘应急立〔2026〕危化-2号",
    ]


def test_a_back_filled_paper_takes_the_run_of_its_own_year(house: House) -> None:
    officer = house.actor("officer")
    numbers = []
    for dated in (TODAY, date(2025, 9, 1), TODAY):
        made = issue(house.services, house.request(dated=dated), officer)
        numbers.append(read.view(house.services, made.document_id, officer).document.number)
    assert numbers == [
        "（甘）应急责改〔2026〕1号",
        "（甘）应急责改〔2025〕1号",
        "（甘）应急责改〔2026〕2号",
    ]


def without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {k: v for k, v in values.items() if k != name}


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "future": ({"dated": TODAY + timedelta(days=1)}, "/date", "date_in_future"),
    "before the form": ({"dated": date(2019, 1, 1)}, "/date", "form_not_in_force"),
    "department": ({"department": "nowhere"}, "/department", "unknown_department"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_envelope_is_told_at_its_field_and_burns_no_number(house: House, case: str) -> None:
    changed, pointer, code = BAD[case]
    with pytest.raises(InvalidRequest) as refused:
        issue(house.services, house.request(**changed), house.actor("officer"))
    assert [(f.pointer, f.code) for f in refused.value.faults] == [(pointer, code)]
    assert rows(house, tables.documents) == 0
    assert rows(house, tables.numbering_runs) == 0


def bad_values(house: House) -> list[tuple[dict[str, Any], str, str]]:
    good = house.services.forms.get("spot_penalty_decision").examples()["short"]
    officer = {"name": "张三", "certificate": "000000"}
    return [
        ({**good, "party": without(good["party"], "name")}, "/values/party/name", "missing_field"),
        ({**good, "colour": "red"}, "/values/colour", "unknown_field"),
        ({**good, "facts": 7}, "/values/facts", "wrong_type"),
        ({**good, "facts": "a\x00b"}, "/values/facts", "control_character"),
        ({**good, "facts": "\u202eabc"}, "/values/facts", "control_character"),
        ({**good, "fine": "3000.01"}, "/values/fine", "fine_over_limit"),
        ({**good, "fine": "1,000"}, "/values/fine", "wrong_amount"),
        ({**good, "officers": [officer] * 3}, "/values/officers", "too_many_officers"),
    ]


def test_bad_values_are_told_at_their_field_and_burn_no_number(house: House) -> None:
    for values, pointer, code in bad_values(house):
        request = house.request("spot_penalty_decision", values=values)
        with pytest.raises(InvalidRequest) as refused:
            issue(house.services, request, house.actor("officer"))
        assert (pointer, code) in [(f.pointer, f.code) for f in refused.value.faults]
        assert all(f.zh and f.en for f in refused.value.faults)
    assert rows(house, tables.documents) == 0
    assert rows(house, tables.numbering_runs) == 0


def test_a_limit_is_that_of_the_papers_own_date(house: House) -> None:
    values = house.services.forms.get("spot_penalty_decision").examples()["short"]
    values["fine"] = "1000.01"
    issue(
        house.services,
        house.request("spot_penalty_decision", values=values),
        house.actor("officer"),
    )
    request = house.request("spot_penalty_decision", values=values, dated=date(2021, 7, 14))
    with pytest.raises(InvalidRequest, match="1000"):
        issue(house.services, request, house.actor("officer"))


def test_an_unknown_form_and_a_foreign_unit_and_a_wrong_role_are_refused(house: House) -> None:
    with pytest.raises(UnknownForm):
        issue(house.services, replace(house.request(), form="nothing"), house.actor("officer"))
    with pytest.raises(OutsideUnitScope):
        issue(house.services, house.request(), house.actor("other.officer"))
    with pytest.raises(Forbidden):
        issue(house.services, house.request(), house.actor("auditor"))


def test_only_an_approved_seal_of_the_unit_within_validity_can_seal(house: House) -> None:
    officer = house.actor("officer")
    waiting = house.add_seal(approve=False)
    with pytest.raises(NoUsableSeal, match="uploaded"):
        issue(house.services, house.request(seal=waiting.id), officer)
    with pytest.raises(NoUsableSeal, match="no seal"):
        issue(house.services, house.request(seal="elsewhere"), officer)
    with house.services.work() as work:
        for seal in work.seals.list(BUREAU.id):
            if seal.state == "approved":
                work.seals.update(suspend(seal, reason="遗失"))
        work.commit()
    with pytest.raises(NoUsableSeal):
        issue(house.services, house.request(), officer)
    short = house.add_seal(days=60)
    house.clock.move(days=61)
    with pytest.raises(NoUsableSeal, match="expired"):
        issue(house.services, house.request(seal=short.id), officer)
    assert rows(house, tables.documents) == 0


def test_a_repeated_request_returns_the_same_paper_and_burns_no_number(house: House) -> None:
    officer = house.actor("officer")
    once = IdempotencyKey(officer.login, "k-1", "a" * 64)
    first = issue(house.services, house.request(), officer, once)
    again = issue(house.services, house.request(), officer, once)
    assert again.document_id == first.document_id
    assert (first.repeated, again.repeated) == (False, True)
    assert rows(house, tables.numbers) == 1
    with pytest.raises(IdempotencyKeyReused):
        issue(house.services, house.request(), officer, replace(once, body_sha256="b" * 64))
    # Another caller's key of the same name is another key.
    theirs = replace(once, owner="somebody-else")
    assert not issue(house.services, house.request(), officer, theirs).repeated


def test_a_converter_that_fails_once_is_given_a_second_chance(house: House) -> None:
    house.converter.failures = [ConversionTimedOut(30)]
    issue(house.services, house.request(), house.actor("officer"))
    assert house.converter.calls == 2


def test_a_converter_that_fails_twice_leaves_the_paper_resumable_under_its_number(
    house: House,
) -> None:
    officer = house.actor("officer")
    house.converter.failures = [ConversionTimedOut(30), ConversionTimedOut(30)]
    with pytest.raises(ConversionTimedOut) as failed:
        issue(house.services, house.request(), officer)
    document_id = failed.value.__notes__[0].removeprefix("document ")
    waiting = read.view(house.services, document_id, officer).document
    assert (waiting.state, waiting.fault) == (DocumentState.NUMBERED, "conversion_timed_out")
    resume(house.services, document_id)
    done = read.view(house.services, document_id, officer).document
    assert done.state is DocumentState.ISSUED
    assert done.fault is None
    assert done.number == waiting.number
    assert unfinished(house.services) == []


def test_a_paper_that_cannot_be_finished_now_stays_in_the_list(house: House) -> None:
    house.converter.failures = [ConversionTimedOut(30)] * 4
    with pytest.raises(ConversionTimedOut):
        issue(house.services, house.request(), house.actor("officer"))
    ids = unfinished(house.services)
    [attempt] = resume_all(house.services, ids)
    assert attempt.fault == "conversion_timed_out"
    assert unfinished(house.services) == ids


def test_a_draft_takes_its_number_only_when_it_is_issued(house: House) -> None:
    officer = house.actor("officer")
    made = draft(house.services, house.request(), officer)
    kept = read.view(house.services, made.document_id, officer).document
    assert (kept.state, kept.number) == (DocumentState.DRAFT, None)
    assert rows(house, tables.numbers) == 0
    issue_draft(house.services, kept, officer)
    done = read.view(house.services, made.document_id, officer).document
    assert (done.state, done.number) == (DocumentState.ISSUED, "（甘）应急责改〔2026〕1号")


def test_a_repeat_returns_the_paper_even_if_the_request_would_be_refused_by_now(
    house: House,
) -> None:
    officer = house.actor("officer")
    once = IdempotencyKey(officer.login, "k-2", "a" * 64)
    first = issue(house.services, house.request(), officer, once)
    with house.services.work() as work:
        for seal in work.seals.list(BUREAU.id):
            work.seals.update(suspend(seal, reason="遗失"))
        work.commit()
    assert issue(house.services, house.request(), officer, once).document_id == first.document_id
