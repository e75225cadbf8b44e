"""The four string formats that the forms' schemas use besides plain text."""

from __future__ import annotations

import re
from datetime import date, datetime

from jsonschema import FormatChecker

from docsvc.money import parse_amount

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def parse_date(text: str) -> date:
    """`2026-11-20` to a date. Raises ValueError."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def parse_minute(text: str) -> datetime:
    """`2026-11-20T09:30`, local time of Asia/Shanghai without an offset. Raises ValueError."""
    if not _MINUTE.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def checker() -> FormatChecker:
    """A jsonschema format checker that knows the forms' formats, and no others.

    `date-capitals` is a date like any other; only its presentation differs.
    """
    found = FormatChecker(formats=())

    def register(name: str, parse: object) -> None:
        def check(value: object) -> bool:
            if isinstance(value, str):
                parse(value)  # type: ignore[operator]  # each parser takes one string
            return True

        found.checks(name, raises=ValueError)(check)

    register("date", parse_date)
    register("date-capitals", parse_date)
    register("minute", parse_minute)
    register("money", parse_amount)
    return found
