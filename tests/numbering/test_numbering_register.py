"""Which serial comes next, and the account of every one that was given out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numbering_samples import beijing, gansu, team_rule

from numbering.errors import SerialOutOfRange
from numbering.register import (
    RunKey,
    Use,
    UseKind,
    account,
    issued_elsewhere,
    next_serial,
    run_key,
    samples,
)

USED = Use(UseKind.USED, document_id="d")
VOIDED = Use(
    UseKind.VOIDED, by="zhangsan", at=datetime(2026, 11, 20, tzinfo=UTC), reason="重复立案"
)


def test_the_year_is_that_of_the_documents_own_date() -> None:
    last_autumn, today = date(2025, 9, 1), date(2026, 1, 2)
    assert run_key(beijing(), "应急立", last_autumn) == RunKey("unit", "应急立", 2025)
    assert run_key(beijing(), "应急立", today) == RunKey("unit", "应急立", 2026)


def test_forms_have_their_own_runs_unless_they_share_one() -> None:
    day = date(2026, 1, 2)
    assert run_key(beijing(), "应急立", day) != run_key(beijing(), "应急检查", day)
    shared = beijing(run="all")
    assert run_key(shared, "应急立", day) == run_key(shared, "应急检查", day)


def test_a_run_that_is_not_yearly_goes_on() -> None:
    assert run_key(team_rule(), "x", date(2025, 1, 1)) == run_key(
        team_rule(), "x", date(2026, 1, 1)
    )


def test_a_fresh_run_begins_at_the_rules_first_serial_and_a_running_one_never_jumps() -> None:
    assert next_serial(None, beijing()) == 1
    assert next_serial(None, beijing(first_serial=120)) == 120
    assert next_serial(119, beijing(first_serial=120)) == 120
    assert next_serial(7, beijing(first_serial=120)) == 8


@pytest.mark.parametrize("last", [-1, 999_999_999])
def test_there_is_no_serial_out_of_range(last: int) -> None:
    with pytest.raises(SerialOutOfRange):
        next_serial(last, beijing())


def test_samples_are_the_next_three_numbers() -> None:
    assert samples(gansu(), "应急检查", date(2021, 6, 1), 4) == (
        "（甘）应急检查〔2021〕0005号",
        "（甘）应急检查〔2021〕0006号",
        "（甘）应急检查〔2021〕0007号",
    )
    assert samples(beijing(), "应急立", date(2020, 6, 1), None)[0] == "京应急立〔2020〕1号"


def test_a_run_where_each_number_went_somewhere_is_complete() -> None:
    reserved = Use(UseKind.RESERVED, by="device-1")
    elsewhere = issued_elsewhere(beijing(first_serial=3))
    report = account(1, 5, {**elsewhere, 3: USED, 4: VOIDED, 5: reserved})
    assert report.complete
    assert report.of_kind(UseKind.ELSEWHERE) == (1, 2)
    assert report.of_kind(UseKind.USED) == (3,)
    assert report.of_kind(UseKind.VOIDED) == (4,)
    assert report.of_kind(UseKind.RESERVED) == (5,)


def test_a_fresh_run_is_complete() -> None:
    assert account(1, 0, {}).complete


def test_numbers_that_nothing_accounts_for_are_named_as_ranges() -> None:
    report = account(1, 9, {3: USED, 4: USED, 8: USED})
    assert report.gaps == ((1, 2), (5, 7), (9, 9))
    assert not report.complete
    assert account(1, 3, {}).gaps == ((1, 3),)


def test_a_number_outside_the_run_is_a_stray() -> None:
    report = account(2, 3, {1: USED, 2: USED, 3: USED, 9: USED})
    assert report.strays == (1, 9)
    assert not report.complete


@pytest.mark.parametrize(
    "use",
    [
        Use(UseKind.USED),
        Use(UseKind.VOIDED, by="zhangsan", at=VOIDED.at),
        Use(UseKind.VOIDED, by="zhangsan", at=VOIDED.at, reason=" "),
        Use(UseKind.VOIDED, at=VOIDED.at, reason="重复立案"),
        Use(UseKind.RESERVED),
    ],
)
def test_a_use_that_does_not_say_who_when_and_why_is_unexplained(use: Use) -> None:
    report = account(1, 1, {1: use})
    assert report.unexplained == (1,)
    assert not report.complete


@given(st.integers(1, 30), st.integers(0, 40), st.sets(st.integers(1, 80)))
def test_every_number_of_a_run_is_either_used_or_in_a_gap(
    first: int, length: int, used: set[int]
) -> None:
    last = first + length - 1
    report = account(first, last, dict.fromkeys(used, USED))
    missing = [n for low, high in report.gaps for n in range(low, high + 1)]
    assert sorted([*report.uses, *missing]) == list(range(first, last + 1))
    assert set(report.uses) | set(report.strays) == used
