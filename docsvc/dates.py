"""Dates as official papers write them, and the one place that knows Asia/Shanghai."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import ClassVar

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without summer time since 1991, long before the first of our papers, so a
fixed offset is exact and needs no time zone files on the machine."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_CAPITAL_DATE = re.compile(
    f"(?P<year>[{_DIGITS}]{{4}})年(?P<month>[{_DIGITS}拾]{{1,3}})月(?P<day>[{_DIGITS}拾]{{1,3}})日"
)


class InvalidCapitalDate(ValueError):
    """Text that is not a date in capital numerals."""

    code: ClassVar[str] = "invalid_capital_date"

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a date in capital numerals")
        self.zh = f"“{text}”不是大写日期"


def shanghai_date(instant: datetime) -> date:
    """The calendar day of `instant` in Asia/Shanghai. Raises ValueError when it is naive."""
    return _in_shanghai(instant).date()


def chinese_date(day: date) -> str:
    """`2026年1月5日`: Arabic figures, the year whole, months and days without a leading zero.

    GB/T 9704-2012, 7.3.5.4.
    """
    return f"{day.year:04}年{day.month}月{day.day}日"


def chinese_minute(moment: datetime) -> str:
    """`2026年11月20日09时30分`, on the clock of Asia/Shanghai.

    A naive `moment` is already on that clock, as the forms' `minute` values are; an aware one is
    converted.
    """
    local = moment if moment.tzinfo is None else _in_shanghai(moment)
    return f"{chinese_date(local)}{local:%H}时{local:%M}分"


def capital_date(day: date) -> str:
    """The day in capital numerals, e.g. 贰零贰陆年零壹月壹拾伍日 for 15 January 2026.

    《正确填写票据和结算凭证的基本规定》(银发〔1997〕393号, annex 1), 2: against alteration, months 1, 2
    and 10 and days 1 to 9, 10, 20 and 30 take a 零 in front; 11 to 19 begin with 壹.
    """
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year:04}")
    month = "零" * (day.month in (1, 2, 10)) + _below_hundred(day.month)
    before_day = "零" * (day.day < 10 or day.day % 10 == 0)
    return f"{year}年{month}月{before_day}{_below_hundred(day.day)}日"


def from_capital_date(text: str) -> date:
    """The day that `capital_date` prints as `text`. Raises InvalidCapitalDate."""
    match = _CAPITAL_DATE.fullmatch(text)
    if not match:
        raise InvalidCapitalDate(text)
    year = int("".join(str(_DIGITS.index(digit)) for digit in match["year"]))
    try:
        day = date(year, _value(match["month"]), _value(match["day"]))
    except ValueError as error:
        raise InvalidCapitalDate(text) from error
    # One day, one way to write it: a missing or misplaced 零 is an alteration.
    if capital_date(day) != text:
        raise InvalidCapitalDate(text)
    return day


def _in_shanghai(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI)


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (f"{_DIGITS[tens]}拾" if tens else "") + (_DIGITS[ones] if ones else "")


def _value(text: str) -> int:
    tens, _, ones = text.rpartition("拾")
    return 10 * _digit(tens) + _digit(ones)


def _digit(text: str) -> int:
    """The value of the last sign, 0 for no sign."""
    return _DIGITS.index(text[-1]) if text else 0
