"""What every check is made of: rules that hold from a day on, and values reached by path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from docsvc.errors import Fault
from docsvc.forms.formats import parse_date

Check = Callable[[Mapping[str, Any], date], Iterator[Fault]]
"""From values that fit the form's schema, and the paper's own date, to what breaks the law."""

PENALTY_LAW_2021 = date(2021, 7, 15)
"""First day of 《行政处罚法》 as revised in 2021."""

SAFETY_LAW_2021 = date(2021, 9, 1)
"""First day of 《安全生产法》 as amended in 2021."""

_WEEKEND = 5


@dataclass(frozen=True)
class Rule:
    """Where a rule stands from `first_day` on."""

    first_day: date
    source: str


R = TypeVar("R", bound=Rule)


def in_force(rules: Sequence[R], on: date) -> R:
    """The rule that holds on `on`; `rules` start at `date.min` and rise."""
    return [rule for rule in rules if rule.first_day <= on][-1]


def reach(values: Any, path: str, where: str = "") -> Iterator[tuple[str, str]]:
    """Each text at `path`, with its pointer; `*` stands for every item of a list.

    `/groups/*/deadline` finds the deadline of each group. What is absent is not found.
    """
    if not path:
        yield where, str(values)
        return
    name, _, rest = path[1:].partition("/")
    rest = f"/{rest}" if rest else ""
    if name == "*":
        for i, item in enumerate(values):
            yield from reach(item, rest, f"{where}/{i}")
    elif isinstance(values, Mapping) and name in values:
        yield from reach(values[name], rest, f"{where}/{name}")


def day_of(text: str) -> date:
    """The day of a date (`2026-11-20`) or of a minute (`2026-11-20T09:30`)."""
    return parse_date(text[:10])


def weekdays(start: date, end: date) -> int:
    """How many Mondays to Fridays follow `start`, up to and with `end`.

    Holidays and working weekends are announced year by year and not known here.
    """
    weeks, rest = divmod(max((end - start).days, 0), 7)
    return weeks * 5 + sum((start.weekday() + n) % 7 < _WEEKEND for n in range(1, rest + 1))
