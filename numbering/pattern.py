"""The pattern of a rule: text that a person can read, with its pieces in braces.

`（{region}）{code}〔{year}〕{department}-{serial:04}号` prints （甘）应急检查〔2021〕危化-0005号.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKENS = ("region", "department", "team", "person")
"""The pieces whose text belongs to the rule."""

PIECES = (*TOKENS, "code", "year", "serial")

_PIECE = re.compile(r"\{(?P<name>[^{}:]*)(?::(?P<format>[^{}]*))?\}|(?P<literal>[^{}]+|[{}])")
_WIDTH = re.compile(r"0[2-9]", re.ASCII)


@dataclass(frozen=True)
class Piece:
    """A literal text (`name` is None) or a piece by name.

    `width` is the number of digits to which a serial is padded, 1 for no padding. `sound` is
    False for a lone brace, an unknown name, or a format that the piece does not take.
    """

    text: str
    name: str | None = None
    width: int = 1
    sound: bool = True


def scan(pattern: str) -> tuple[Piece, ...]:
    """The pieces of `pattern` in order. Never fails: what is wrong comes as an unsound piece."""
    return tuple(_piece(match) for match in _PIECE.finditer(pattern))


def _piece(match: re.Match[str]) -> Piece:
    text, name, form = match[0], match["name"], match["format"]
    if match["literal"] is not None:
        return Piece(text, sound=text not in ("{", "}"))
    if form is None:
        return Piece(text, name, sound=name in PIECES)
    padded = name == "serial" and _WIDTH.fullmatch(form) is not None
    return Piece(text, name, int(form) if padded else 1, sound=padded)
