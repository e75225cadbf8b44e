"""The three faces that are made at set-up from free fonts, because the free fonts alone lay out wrongly.

* Docsvc Latin: Liberation Serif without the marks that Chinese text sets at full width. Left in,
  LibreOffice takes some of them (· ℃ №) from the Latin face, narrow, in the midst of Chinese.
* Docsvc Fangsong and Docsvc Kai: Zhuque Fangsong and LXGW WenKai with “ ” ‘ ’ · moved into a cell
  of full width (GB/T 15834-2011, 5.1: 标号 take one character each; both fonts set them
  proportionally) and with check boxes, all drawn on one box so that □ and ☑ match in a form.

A made face carries another name than its source, as the SIL Open Font License asks of changed
fonts with a reserved name; copyright and licence records stay. Nothing here is distributed.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

LATIN = "Docsvc Latin"
FANGSONG = "Docsvc Fangsong"
KAI = "Docsvc Kai"

MIDDLE_DOT = 0xB7
GENERAL_PUNCTUATION = 0x2010
_LEFT_HALF, _MIDDLE, _RIGHT_HALF = 0.0, 0.5, 1.0
# Where in the cell a mark stands: a closing mark in its left half, an opening one in its right.
_WIDENED = {"“": _RIGHT_HALF, "‘": _RIGHT_HALF, "”": _LEFT_HALF, "’": _LEFT_HALF, "·": _MIDDLE}

_Contour = tuple[tuple[int, int], ...]
# In thousandths of the em, clockwise, y upwards.
_BOX_OUTSIDE: _Contour = ((100, -20), (100, 780), (900, 780), (900, -20))
_BOX_INSIDE: _Contour = ((135, 15), (865, 15), (865, 745), (135, 745))
_TICK: _Contour = ((240, 400), (290, 440), (430, 270), (725, 665), (775, 630), (435, 165))
_CROSS: tuple[_Contour, ...] = (
    ((255, 600), (295, 640), (745, 165), (705, 125)),
    ((745, 600), (295, 125), (255, 165), (705, 640)),
)
_DRAWN: dict[str, tuple[_Contour, ...]] = {
    "□": (_BOX_OUTSIDE, _BOX_INSIDE),
    "☐": (_BOX_OUTSIDE, _BOX_INSIDE),
    "☑": (_BOX_OUTSIDE, _BOX_INSIDE, _TICK),
    "☒": (_BOX_OUTSIDE, _BOX_INSIDE, *_CROSS),
    "✓": (_TICK,),
    "■": (_BOX_OUTSIDE,),
}

DRAWN = frozenset(_DRAWN)
"""Characters that the made faces have whether or not their sources do."""


def chinese_takes(code_point: int) -> bool:
    """Whether this character belongs to the Chinese face, at full width, in a Chinese paper.

    That is every mark and symbol of General Punctuation and beyond whose width Unicode Standard
    Annex 11 calls ambiguous or wide, and the middle dot of names (买买提·艾山). Letters stay, and
    so do × ± § °, which stand among Latin digits.
    """
    char = chr(code_point)
    return code_point == MIDDLE_DOT or (
        code_point >= GENERAL_PUNCTUATION
        and unicodedata.east_asian_width(char) in "AWF"
        and unicodedata.category(char)[0] in "PSN"
    )


def make_latin(source: Path, target: Path) -> None:
    """Write `source`, one style of Liberation Serif, to `target` as that style of Docsvc Latin."""
    with _opened(source) as font:
        for table in font["cmap"].tables:
            for code_point in [c for c in getattr(table, "cmap", {}) if chinese_takes(c)]:
                del table.cmap[code_point]
        _rename(font, LATIN)
        font.save(target)


def make_chinese(source: Path, target: Path, family: str) -> None:
    """Write the TrueType font `source` to `target` as `family`, marks widened and boxes drawn."""
    with _opened(source) as font:
        for char, place in _WIDENED.items():
            _widen(font, char, place)
        for char, contours in _DRAWN.items():
            _draw(font, char, contours)
        _rename(font, family)
        font.save(target)


def family_names(path: Path) -> frozenset[str]:
    """Every family name, in every language, of the faces in a font file. Raises TTLibError."""
    names: set[str] = set()
    number, faces = 0, 1
    with path.open("rb") as file:
        while number < faces:
            font = TTFont(file, fontNumber=number, lazy=True)
            faces = getattr(font.reader, "numFonts", 1)
            names |= {str(r) for r in font["name"].names if r.nameID in (1, 16)}
            number += 1
    return frozenset(names)


@contextmanager
def _opened(path: Path) -> Iterator[TTFont]:
    # Zhuque's header carries no date, on which fontTools remarks at each reading.
    logger = logging.getLogger("fontTools.ttLib.tables._h_e_a_d")
    logger.addFilter(_no_remark)
    # recalcTimestamp: the same source gives the same bytes. recalcBBoxes: without it no glyph but
    # ours is unpacked, which saves twenty seconds.
    try:
        with TTFont(path, recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
            yield font
    finally:
        logger.removeFilter(_no_remark)


def _no_remark(record: logging.LogRecord) -> bool:
    return "timestamp seems very low" not in record.getMessage()


def _rename(font: TTFont, family: str) -> None:
    names = font["name"]
    style = str(names.getDebugName(2) or "Regular")
    trademark = 7
    for name_id in (1, 3, 4, 6, trademark, 16, 17, 18, 21, 22, 25):
        names.removeNames(nameID=name_id)
    postscript = f"{family}-{style}".replace(" ", "")
    for name_id, text in ((1, family), (3, postscript), (4, f"{family} {style}"), (6, postscript)):
        names.setName(text, name_id, 3, 1, 0x409)
    if "DSIG" in font:
        del font["DSIG"]  # the signature of the unchanged file


def _widen(font: TTFont, char: str, place: float) -> None:
    glyphs, em = font.getGlyphSet(), font["head"].unitsPerEm
    glyph = glyphs[font.getBestCmap()[ord(char)]]
    recorded = DecomposingRecordingPen(glyphs)
    glyph.draw(recorded)
    outline = TTGlyphPen(None)
    recorded.replay(TransformPen(outline, (1, 0, 0, 1, round((em - glyph.width) * place), 0)))
    _add(font, char, outline.glyph())


def _draw(font: TTFont, char: str, contours: tuple[_Contour, ...]) -> None:
    scale = font["head"].unitsPerEm / 1000
    outline = TTGlyphPen(None)
    for first, *rest in contours:
        outline.moveTo((round(first[0] * scale), round(first[1] * scale)))
        for x, y in rest:
            outline.lineTo((round(x * scale), round(y * scale)))
        outline.closePath()
    _add(font, char, outline.glyph())


def _add(font: TTFont, char: str, glyph: Any) -> None:
    """Give `char` a new glyph of full width; the old one stays for the font's own features."""
    name, em = f"docsvc{ord(char):04X}", font["head"].unitsPerEm
    glyph.recalcBounds(font["glyf"])
    font["glyf"][name] = glyph
    font["hmtx"][name] = (em, glyph.xMin)
    if "vmtx" in font:
        font["vmtx"][name] = (em, max(0, font["vhea"].ascent - glyph.yMax))
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[ord(char)] = name
