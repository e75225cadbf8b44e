"""One class and one stable code per failure of numbering, with its facts as fields.

Every error has `code` (stable, for machines), `str(error)` (English, for logs) and `zh` (Chinese,
for the people who use the service).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class NumberingError(Exception):
    """A failure that this package foresees. `code` never changes once published."""

    code: ClassVar[str] = "numbering_error"

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass(frozen=True)
class RuleFault:
    """One thing wrong with one rule."""

    code: str
    zh: str
    en: str


class RuleRefused(NumberingError):
    """The rule cannot be kept; `faults` says why, never empty."""

    code = "rule_refused"

    def __init__(self, faults: Sequence[RuleFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f.en for f in self.faults), "；".join(f.zh for f in self.faults))


class NotParsed(NumberingError):
    """The text is no number of this rule."""

    code = "number_not_parsed"

    def __init__(self, text: str, pattern: str) -> None:
        self.text, self.pattern = text, pattern
        super().__init__(
            f"{text!r} is no number of {pattern!r}", f"“{text}”不符合文号规则“{pattern}”"
        )


class SerialOutOfRange(NumberingError):
    """A serial below 1, or beyond what a number can hold."""

    code = "serial_out_of_range"

    def __init__(self, serial: int, largest: int) -> None:
        self.serial, self.largest = serial, largest
        super().__init__(
            f"serial {serial} is not within 1 to {largest}", f"序号{serial}超出范围（1至{largest}）"
        )


class YearOutOfRange(NumberingError):
    """A year without exactly four digits."""

    code = "year_out_of_range"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"year {year} has not four digits", f"年份{year}不是四位数")


class SuffixRefused(NumberingError):
    """A suffix below 2, or one for a rule that takes none."""

    code = "suffix_refused"

    def __init__(self, suffix: int, pattern: str) -> None:
        self.suffix, self.pattern = suffix, pattern
        super().__init__(
            f"{pattern!r} does not take the suffix {suffix}",
            f"文号规则“{pattern}”不能带分号“-{suffix}”",
        )
