"""Runs of serials: which one a document draws from, what comes next, and where each one went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from numbering.errors import SerialOutOfRange
from numbering.number import LARGEST_SERIAL
from numbering.rule import Rule, print_number

_NEVER_ANEW = 0


@dataclass(frozen=True)
class RunKey:
    """One counter. `year` is 0 for a run that goes on from year to year."""

    scope: str
    group: str
    year: int


def run_key(rule: Rule, code: str, on: date) -> RunKey:
    """The run from which the form with this code draws.

    `on` is the document's own date in Asia/Shanghai, so that what is entered late takes its own
    year's serial and never disturbs this year's.
    """
    return RunKey(rule.scope, rule.group(code), on.year if rule.yearly else _NEVER_ANEW)


def next_serial(last: int | None, rule: Rule) -> int:
    """The serial after `last`, or the rule's first for a fresh run (None).

    A new version's `first_serial` never makes a running run jump. Raises SerialOutOfRange.
    """
    serial = rule.first_serial if last is None else last + 1
    if not 1 <= serial <= LARGEST_SERIAL:
        raise SerialOutOfRange(serial, LARGEST_SERIAL)
    return serial


def samples(rule: Rule, code: str, on: date, last: int | None) -> tuple[str, ...]:
    """The next three numbers as they would be printed, to show to a rule's author.

    Raises SerialOutOfRange at the end of all serials.
    """
    printed = []
    for _ in range(3):
        last = next_serial(last, rule)
        printed.append(print_number(rule, code=code, year=on.year, serial=last))
    return tuple(printed)


class UseKind(StrEnum):
    """Where a serial went."""

    USED = "used"
    VOIDED = "voided"
    RESERVED = "reserved"
    ELSEWHERE = "elsewhere"  # given out before the unit joined


@dataclass(frozen=True)
class Use:
    """What became of one serial: the document, or who did what, when and why."""

    kind: UseKind
    document_id: str | None = None
    by: str | None = None
    at: datetime | None = None
    reason: str | None = None

    @property
    def explained(self) -> bool:
        """Whether it says what it must: a document, a whole voiding, or the holder of a block."""
        match self.kind:
            case UseKind.USED:
                return bool(self.document_id)
            case UseKind.VOIDED:
                return bool(self.by and self.at and self.reason and self.reason.strip())
            case UseKind.RESERVED:
                return bool(self.by)
            case UseKind.ELSEWHERE:
                return True


@dataclass(frozen=True)
class RunReport:
    """Every number of a run from `first` to `last`. Ranges are (first, last), both included."""

    first: int
    last: int
    uses: Mapping[int, Use]
    """The serials within the run that have a use, in order."""
    gaps: tuple[tuple[int, int], ...]
    """Serials that nothing accounts for."""
    unexplained: tuple[int, ...]
    """Serials whose use lacks its document, or its who, when and why."""
    strays: tuple[int, ...]
    """Serials with a use outside the run."""

    @property
    def complete(self) -> bool:
        """Whether each number of the run is accounted for, and no other was given out."""
        return not (self.gaps or self.unexplained or self.strays)

    def of_kind(self, kind: UseKind) -> tuple[int, ...]:
        """The serials that went this way."""
        return tuple(serial for serial, use in self.uses.items() if use.kind is kind)


def account(first: int, last: int, uses: Mapping[int, Use]) -> RunReport:
    """Account for every number from `first` to `last`; `last` is `first - 1` for a fresh run."""
    inside = {serial: uses[serial] for serial in sorted(uses) if first <= serial <= last}
    return RunReport(
        first=first,
        last=last,
        uses=inside,
        gaps=_gaps(first, last, list(inside)),
        unexplained=tuple(serial for serial, use in inside.items() if not use.explained),
        strays=tuple(sorted(uses.keys() - inside.keys())),
    )


def issued_elsewhere(rule: Rule) -> dict[int, Use]:
    """The uses of the serials before the rule's first, for a unit that joined in mid-year."""
    return {serial: Use(UseKind.ELSEWHERE) for serial in range(1, rule.first_serial)}


def _gaps(first: int, last: int, present: list[int]) -> tuple[tuple[int, int], ...]:
    bounds = [first - 1, *present, last + 1]
    return tuple(
        (before + 1, after - 1)
        for before, after in zip(bounds, bounds[1:], strict=False)
        if after > before + 1
    )
