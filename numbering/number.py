"""What an official document number (文号) is, and how typed text is put into its proper form."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_SERIAL = 999_999_999

_PROPER = str.maketrans(
    {
        "[": "〔", "［": "〔", "]": "〕", "］": "〕",
        "(": "（", ")": "）",
        "－": "-",
    }
    | {chr(ord("０") + n): str(n) for n in range(10)}
)  # fmt: skip


@dataclass(frozen=True)
class Number:
    """What a printed number says. A piece that the rule does not print is None.

    `suffix` tells papers of one form in one case apart, from 2 on.
    """

    region: str | None
    code: str | None
    year: int | None
    department: str | None
    serial: int
    suffix: int | None = None
    team: str | None = None
    person: str | None = None


def normalise(text: str) -> str:
    """Typed text with the characters that official numbers are printed with.

    [ ] and ［ ］ become 六角括号 〔〕 (U+3014, U+3015), ( ) become （）, full-width digits and the
    full-width hyphen their plain kin; spaces go. What is printed is left as it is.
    """
    return "".join(text.translate(_PROPER).split())
