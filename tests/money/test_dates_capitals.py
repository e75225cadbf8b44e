"""Dates on papers, in figures and in capital numerals, every day of a century among them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docsvc.dates import (
    InvalidCapitalDate,
    capital_date,
    chinese_date,
    chinese_minute,
    from_capital_date,
    shanghai_date,
)

CENTURY = [date(1950, 1, 1) + timedelta(days=n) for n in range(36_525)]

NAMES = {
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
    "壹拾": 10, "壹拾壹": 11, "壹拾贰": 12, "壹拾叁": 13, "壹拾肆": 14, "壹拾伍": 15,
    "壹拾陆": 16, "壹拾柒": 17, "壹拾捌": 18, "壹拾玖": 19, "贰拾": 20, "贰拾壹": 21,
    "贰拾贰": 22, "贰拾叁": 23, "贰拾肆": 24, "贰拾伍": 25, "贰拾陆": 26, "贰拾柒": 27,
    "贰拾捌": 28, "贰拾玖": 29, "叁拾": 30, "叁拾壹": 31,
}  # fmt: skip


def read_by_names(text: str) -> date:
    """The date in capital numerals, looked up in a table of names."""
    year, rest = text.split("年")
    month, rest = rest.split("月")
    day = rest.removesuffix("日")
    signs = str.maketrans("零壹贰叁肆伍陆柒捌玖", "0123456789")
    return date(int(year.translate(signs)), NAMES[month.lstrip("零")], NAMES[day.lstrip("零")])


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 1, 15), "贰零贰陆年零壹月壹拾伍日"),
        (date(2026, 10, 20), "贰零贰陆年零壹拾月零贰拾日"),
        (date(2026, 2, 9), "贰零贰陆年零贰月零玖日"),
        (date(2000, 3, 10), "贰零零零年叁月零壹拾日"),
        (date(2026, 11, 11), "贰零贰陆年壹拾壹月壹拾壹日"),
        (date(2026, 12, 30), "贰零贰陆年壹拾贰月零叁拾日"),
        (date(2026, 5, 21), "贰零贰陆年伍月贰拾壹日"),
        (date(2026, 8, 31), "贰零贰陆年捌月叁拾壹日"),
    ],
)
def test_a_date_takes_zeros_where_the_rule_says(day: date, text: str) -> None:
    assert capital_date(day) == text
    assert from_capital_date(text) == day


def test_every_day_of_a_century_is_read_back_by_two_readers() -> None:
    texts = [capital_date(day) for day in CENTURY]
    assert [from_capital_date(text) for text in texts] == CENTURY
    assert [read_by_names(text) for text in texts] == CENTURY
    assert len(set(texts)) == len(texts)


@given(st.dates())
def test_reading_undoes_printing_for_any_date(day: date) -> None:
    assert from_capital_date(capital_date(day)) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "贰零贰陆年壹月壹拾伍日",
        "贰零贰陆年零叁月壹拾伍日",
        "贰零贰陆年零壹月拾伍日",
        "贰零贰陆年零壹月伍日",
        "贰零贰陆年零贰月零叁拾日",
        "贰零贰陆年壹拾叁月零壹日",
        "贰零贰陆年零月零壹日",
        "贰零贰陆年零壹月零零日",
        "贰零贰陆年零壹月拾拾日",
        "零零零零年零壹月零壹日",
        "二〇二六年一月十五日",
        "贰零贰陆年零壹月壹拾伍日\n",
    ],
)
def test_what_the_rule_would_not_write_is_no_date(text: str) -> None:
    with pytest.raises(InvalidCapitalDate) as refused:
        from_capital_date(text)
    assert refused.value.code == "invalid_capital_date"
    assert refused.value.zh


def test_a_date_in_figures_has_no_leading_zeros() -> None:
    assert chinese_date(date(2026, 1, 5)) == "2026年1月5日"
    assert chinese_date(date(2026, 11, 20)) == "2026年11月20日"


def test_a_minute_is_on_the_clock_of_shanghai() -> None:
    assert chinese_minute(datetime(2026, 11, 20, 9, 30)) == "2026年11月20日09时30分"  # noqa: DTZ001 - a form's wall clock
    assert chinese_minute(datetime(2026, 11, 20, 1, 30, tzinfo=UTC)) == "2026年11月20日09时30分"


def test_a_day_in_shanghai_begins_at_four_in_the_afternoon_of_utc() -> None:
    assert shanghai_date(datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2025, 12, 31)
    assert shanghai_date(datetime(2025, 12, 31, 16, 0, tzinfo=UTC)) == date(2026, 1, 1)
    west = timezone(timedelta(hours=-8))
    assert shanghai_date(datetime(2025, 12, 31, 12, 0, tzinfo=west)) == date(2026, 1, 1)


@given(st.datetimes(datetime(1992, 1, 1), datetime(2400, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_the_fixed_offset_agrees_with_the_time_zone_database(instant: datetime) -> None:
    assert shanghai_date(instant) == instant.astimezone(ZoneInfo("Asia/Shanghai")).date()


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        shanghai_date(datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose
