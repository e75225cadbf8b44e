"""Time that may not run backwards: beginnings and ends, and deadlines ahead of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from docsvc.errors import Fault
from docsvc.forms.checks.check import day_of, reach


@dataclass(frozen=True)
class InOrder:
    """Fields, each a path and its Chinese name, none of which lies before the one above it."""

    fields: tuple[tuple[str, str], ...]

    def __call__(self, values: Mapping[str, Any], on: date) -> Iterator[Fault]:
        """A fault at each field that does. An absent field is passed over."""
        given = [(w, text, zh) for path, zh in self.fields for w, text in reach(values, path)]
        for (_, before, before_zh), (where, after, zh) in pairwise(given):
            # Both formats are ISO 8601, and a day sorts before its own minutes.
            if after < before:
                yield Fault(
                    where,
                    "out_of_order",
                    f"{zh}不能早于{before_zh}（{before.replace('T', ' ')}）",
                    f"{after} lies before {before}",
                )


@dataclass(frozen=True)
class Ahead:
    """A day or time that the paper sets, by path and Chinese name: not before the paper itself."""

    path: str
    zh: str

    def __call__(self, values: Mapping[str, Any], on: date) -> Iterator[Fault]:
        """A fault at each that lies before the paper's date; the same day is good."""
        for where, text in reach(values, self.path):
            if day_of(text) < on:
                yield Fault(
                    where,
                    "before_the_paper",
                    f"{self.zh}不能早于文书日期（{on.isoformat()}）",
                    f"{text} lies before the paper's date, {on}",
                )


BEGUN_AND_ENDED = InOrder((("/started", "开始时间"), ("/ended", "结束时间")))
PLANNED_DAYS = InOrder((("/starts", "开始日期"), ("/ends", "结束日期")))
CASE_DAYS = InOrder((("/filed", "立案日期"), ("/closed", "结案日期"), ("/archived", "归档日期")))
SUPPLY_DAYS = InOrder(
    (
        ("/stopped_on", "停止供应的日期"),
        ("/fulfilled_on", "履行决定的日期"),
        ("/restores_at", "恢复供应的时间"),
    )
)
FINE_DAYS = InOrder(
    (
        ("/decision/date", "行政处罚决定的日期"),
        ("/due", "缴纳期限"),
        ("/unpaid_on", "截至日期"),
    )
)
