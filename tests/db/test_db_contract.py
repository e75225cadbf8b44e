"""One contract of the store, kept by SQLite and by PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from house import BUREAU, House, make_house
from sqlalchemy.exc import DBAPIError

from docsvc.adapters.db.engine import open_engine
from docsvc.adapters.db.work import work_factory
from docsvc.errors import (
    BusyElsewhere,
    IdempotencyKeyReused,
    NotFound,
    RuleCollision,
    SerialConflict,
    StoreUnavailable,
)
from docsvc.records import DocumentState
from docsvc.usecases import read
from docsvc.usecases.amend import amend
from docsvc.usecases.audit import audit
from docsvc.usecases.issue import issue
from docsvc.usecases.number import RuleRequest, add_rule, report
from docsvc.usecases.void import void
from numbering.errors import RuleRefused


@pytest.fixture
def house_on(tmp_path: Path, database_url: str) -> Iterator[House]:
    made = make_house(tmp_path, database_url)
    made.add_seal()
    yield made
    made.engine.dispose()


def test_the_whole_story_of_a_paper(house_on: House) -> None:
    officer = house_on.actor("officer")
    request = house_on.request("case_filing_approval", department="chemicals", case="c")
    made = issue(house_on.services, request, officer)
    values = dict(house_on.request("case_filing_approval").values)
    amend(house_on.services, made.document_id, values, "更正", officer)
    void(house_on.services, made.document_id, "重复立案", house_on.actor("business"))
    view = read.view(house_on.services, made.document_id, house_on.actor("auditor"))
    assert view.document.state is DocumentState.VOIDED
    assert len(view.entries) == 3
    assert audit(house_on.services, lambda a, b: None).faults == ()
    [run] = report(house_on.services, house_on.actor("auditor"))
    assert run.report.complete
    assert read.listing(house_on.services, officer, case="c") == [view.document]


def test_work_without_commit_changes_nothing(house_on: House) -> None:
    with house_on.services.work() as work:
        work.numbers.lock_run("s", "r", 2026, 1)
    with house_on.services.look() as work:
        assert work.numbers.runs() == []


def test_a_run_counts_on_and_refuses_a_text_that_exists(house_on: House) -> None:
    made = issue(house_on.services, house_on.request(), house_on.actor("officer"))
    with house_on.services.look() as work:
        [(scope, run, year, first, last)] = work.numbers.runs()
        [use] = work.numbers.uses(scope, run, year)
    assert (first, last, use.serial, use.document_id) == (1, 1, 1, made.document_id)
    with house_on.services.work() as work:
        assert work.numbers.lock_run(scope, run, year, first) == 1
        with pytest.raises(SerialConflict):
            work.numbers.take(scope, run, year, 2, use.printed, made.document_id)
    with house_on.services.look() as work:
        assert work.numbers.runs()[0][4] == 1


def test_a_number_is_voided_once(house_on: House) -> None:
    issue(house_on.services, house_on.request(), house_on.actor("officer"))
    at = house_on.clock.now()
    printed = "（甘）应急责改〔2026〕1号"
    with house_on.services.work() as work:
        work.numbers.void(printed, by="x", at=at, reason="y")
        work.commit()
    with pytest.raises(NotFound), house_on.services.work() as work:
        work.numbers.void(printed, by="x", at=at, reason="y")


def test_a_claim_is_exclusive_until_it_lapses_or_is_released(house_on: House) -> None:
    made = issue(house_on.services, house_on.request(), house_on.actor("officer"))
    now = house_on.clock.now()
    later = now + timedelta(minutes=5)

    def claim(holder: str, at: timedelta) -> bool:
        with house_on.services.work() as work:
            got = work.documents.lease(made.document_id, holder, now + at, later + at)
            work.commit()
        return got

    assert claim("a", timedelta(0))
    assert not claim("b", timedelta(minutes=1))
    assert claim("b", timedelta(minutes=6))
    with house_on.services.work() as work:
        work.documents.release(made.document_id, "a")  # not its claim any more
        assert work.documents.claims() == [(made.document_id, "b")]
        work.documents.release(made.document_id, "b")
        work.commit()
    assert claim("c", timedelta(minutes=7))


def test_the_same_place_of_a_chain_is_written_once(house_on: House) -> None:
    made = issue(house_on.services, house_on.request(), house_on.actor("officer"))
    with pytest.raises(BusyElsewhere), house_on.services.work() as work:
        work.ledger.append(made.document_id, 1, b"another", "0" * 64)


def test_an_idempotency_key_is_remembered_once_per_owner(house_on: House) -> None:
    made = issue(house_on.services, house_on.request(), house_on.actor("officer"))
    with house_on.services.work() as work:
        work.idempotency.remember("a", "k", "0" * 64, made.document_id)
        work.idempotency.remember("b", "k", "1" * 64, made.document_id)
        work.commit()
    with pytest.raises(IdempotencyKeyReused), house_on.services.work() as work:
        work.idempotency.remember("a", "k", "2" * 64, made.document_id)
    with house_on.services.look() as work:
        found = work.idempotency.find("a", "k")
        assert found is not None
        assert found.body_sha256 == "0" * 64
        assert work.idempotency.find("c", "k") is None


def test_a_seal_comes_back_as_it_was_kept_and_its_steps_in_order(house_on: House) -> None:
    seal = house_on.add_seal(approve=False)
    with house_on.services.look() as work:
        assert seal in work.seals.list(BUREAU.id)
        material = work.seals.get(seal.id)
        assert [e.step for e in work.seals.events(seal.id)] == ["upload"]
        assert work.seals.get("nothing") is None
    assert material is not None
    assert material.seal == seal
    with pytest.raises(DBAPIError), house_on.services.work() as work:
        work.seals.update(replace(seal, reviewed_by=seal.uploaded_by))


def test_rules_that_could_print_the_same_text_are_refused(house_on: House) -> None:
    business = house_on.actor("other.business")
    day = house_on.request().dated
    # 京 with the bracket of the first bureau's region spelled out.
    clash = RuleRequest("other", None, "（甘）{code}〔{year}〕{serial}号", day)
    with pytest.raises((RuleCollision, RuleRefused)):
        add_rule(house_on.services, clash, business)
    lacking = RuleRequest(BUREAU.id, "chemicals", "（{region}）{code}〔{year}〕{serial:04}号", day)
    with pytest.raises((RuleCollision, RuleRefused)):
        add_rule(house_on.services, lacking, house_on.actor("business"))
    with house_on.services.look() as work:
        assert len(work.numbers.rules()) == 3


def test_a_new_version_of_a_rule_goes_on_counting(house_on: House) -> None:
    officer = house_on.actor("officer")
    issue(house_on.services, house_on.request(), officer)
    padded = RuleRequest(
        BUREAU.id, None, "（{region}）{code}〔{year}〕{serial:04}号", house_on.request().dated
    )
    added = add_rule(house_on.services, padded, house_on.actor("business"))
    assert len(added.samples) == 3
    made = issue(house_on.services, house_on.request(), officer)
    number = read.view(house_on.services, made.document_id, officer).document.number
    assert number == "（甘）应急责改〔2026〕0002号"
    earlier = house_on.request(dated=house_on.request().dated - timedelta(days=1))
    made = issue(house_on.services, earlier, officer)
    number = read.view(house_on.services, made.document_id, officer).document.number
    assert number == "（甘）应急责改〔2026〕3号"


def test_a_unit_that_joined_in_mid_year_starts_at_its_serial(house_on: House) -> None:
    rule = RuleRequest(
        BUREAU.id,
        "chemicals",
        "{region}{code}〔{year}〕{department}-{serial}号",
        house_on.request().dated,
        forms=("inspection_record",),
        first_serial=134,
    )
    add_rule(house_on.services, rule, house_on.actor("business"))
    request = house_on.request("inspection_record", department="chemicals")
    made = issue(house_on.services, request, house_on.actor("officer"))
    view = read.view(house_on.services, made.document_id, house_on.actor("officer"))
    assert view.document.number == "甘应急检记〔2026〕危化-134号"
    [run] = report(house_on.services, house_on.actor("auditor"))
    assert run.report.complete
    assert run.report.last == 134


def test_a_database_that_cannot_be_reached_is_told_as_such(tmp_path: Path) -> None:
    for url in (
        f"postgresql+psycopg://postgres@/none?host={tmp_path}",
        f"sqlite:///{tmp_path / 'folder'}",
    ):
        (tmp_path / "folder").mkdir(exist_ok=True)
        engine = open_engine(url)
        with pytest.raises(StoreUnavailable), work_factory(engine)():
            pass
        engine.dispose()
