"""A unit's rule for its numbers: printing one, and reading one back."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from numbering.errors import (
    NotParsed,
    RuleFault,
    RuleRefused,
    SerialOutOfRange,
    SuffixRefused,
    YearOutOfRange,
)
from numbering.number import LARGEST_SERIAL, Number, normalise
from numbering.pattern import TOKENS, Piece, scan


class Level(StrEnum):
    """Whose rule it is. 应急厅函〔2020〕250号: the unit issues; below it is the exception."""

    UNIT = "unit"
    DEPARTMENT = "department"
    TEAM = "team"
    PERSON = "person"


@dataclass(frozen=True)
class Tokens:
    """The texts that stand for the rule's organisations in its numbers, e.g. 甘 and 危化."""

    region: str | None = None
    department: str | None = None
    team: str | None = None
    person: str | None = None

    def get(self, name: str) -> str | None:
        """The text of the piece called `name`, None for a piece that is no token."""
        return {n: getattr(self, n) for n in TOKENS}.get(name)


@dataclass(frozen=True)
class Rule:
    """One version of one rule. Keep it only after `numbering.check.check_rule` passed it.

    `scope` is the caller's id of whom the rule belongs to: rules of one scope draw from the same
    runs. `run` names the run that all its forms share; None gives each form code a run of its
    own. Serials of a new run begin at `first_serial`, each year anew if `yearly`.
    """

    pattern: str
    scope: str
    level: Level
    tokens: Tokens
    valid_from: date
    run: str | None = None
    yearly: bool = True
    first_serial: int = 1
    takes_suffix: bool = False
    """Whether a further paper of one form in one case bears the case's serial and -2, -3, …"""

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pattern, parsed once."""
        return scan(self.pattern)

    def piece(self, name: str) -> Piece | None:
        """The first piece called `name`, if the pattern has one."""
        return next((p for p in self.pieces if p.name == name), None)

    def group(self, code: str) -> str:
        """The name of the run from which the form with this code draws."""
        return code if self.run is None else self.run

    def fixed_text(self, piece: Piece) -> str | None:
        """What `piece` always prints; None for code, year and serial.

        Raises RuleRefused for a piece that no checked rule has.
        """
        if piece.name is None and piece.sound:
            return piece.text
        if piece.sound and piece.name in ("code", "year", "serial"):
            return None
        text = self.tokens.get(piece.name or "") if piece.sound else None
        if text is None:
            raise RuleRefused(
                [
                    RuleFault(
                        "unusable_piece", f"“{piece.text}”无法使用", f"cannot print {piece.text}"
                    )
                ]
            )
        return text


def print_number(
    rule: Rule, *, code: str, year: int, serial: int, suffix: int | None = None
) -> str:
    """The number as it stands on the paper.

    `code` is the form's short name, `year` that of the document's own date. Raises
    SerialOutOfRange, YearOutOfRange, SuffixRefused, or RuleRefused for a rule never checked.
    """
    if not 1 <= serial <= LARGEST_SERIAL:
        raise SerialOutOfRange(serial, LARGEST_SERIAL)
    if not 1000 <= year <= 9999:
        raise YearOutOfRange(year)
    if suffix is not None and not (rule.takes_suffix and 2 <= suffix <= LARGEST_SERIAL):
        raise SuffixRefused(suffix, rule.pattern)
    tail = "" if suffix is None else f"-{suffix}"
    printed = ""
    for piece in rule.pieces:
        fixed = rule.fixed_text(piece)
        if fixed is not None:
            printed += fixed
        elif piece.name == "serial":
            printed += f"{serial:0{piece.width}}{tail}"
        else:
            printed += code if piece.name == "code" else str(year)
    return printed


def parse_number(rule: Rule, text: str, codes: Collection[str]) -> Number:
    """What `text` says by this rule; `codes` are the short names of the forms it covers.

    Accepts the other brackets and digits that `normalise` knows, which are never printed. Raises
    NotParsed.
    """
    match = re.fullmatch(_expression(rule, codes), normalise(text))
    if match is None:
        raise NotParsed(text, rule.pattern)
    said = match.groupdict()
    return Number(
        region=_token(rule, "region"),
        code=said.get("code"),
        year=int(said["year"]) if "year" in said else None,
        department=_token(rule, "department"),
        serial=int(said["serial"]),
        suffix=int(said["suffix"]) if said.get("suffix") else None,
        team=_token(rule, "team"),
        person=_token(rule, "person"),
    )


def _token(rule: Rule, name: str) -> str | None:
    return rule.tokens.get(name) if rule.piece(name) else None


def _expression(rule: Rule, codes: Collection[str]) -> str:
    found = ""
    for piece in rule.pieces:
        fixed = rule.fixed_text(piece)
        if fixed is not None:
            found += re.escape(fixed)
        elif piece.name == "code":
            # Without any code nothing matches, not even nothing.
            found += f"(?P<code>{'|'.join(map(re.escape, codes)) or '(?!)'})"
        elif piece.name == "year":
            found += "(?P<year>[1-9][0-9]{3})"
        else:
            # At least `width` digits; more only without a leading zero; never zero itself.
            longest = len(str(LARGEST_SERIAL))
            digits = f"[0-9]{{{piece.width}}}|[1-9][0-9]{{{piece.width},{longest - 1}}}"
            found += f"(?P<serial>(?!0+(?![0-9]))(?:{digits}))"
            if rule.takes_suffix:
                found += "(?:-(?P<suffix>[2-9]|[1-9][0-9]{1,8}))?"
    return found
