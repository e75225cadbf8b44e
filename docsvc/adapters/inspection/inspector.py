"""The gate's eyes: texts, amounts, fonts and PDF/A of a paper that is about to be sealed."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import pdfa

from docsvc.adapters.inspection.text import (
    has_the_characters,
    page_texts,
    plain,
    stands_in,
    stands_in_some_order,
)
from docsvc.errors import PaperFault
from docsvc.forms.presentation import PrintedText
from docsvc.money import InvalidAmount, from_capitals, parse_amount

_CAPITALS = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正"
# 罚款人民币贰仟元整（¥2,000.00）: NFKC has made the signs and brackets plain.
_PAIR = re.compile(rf"([{_CAPITALS}]+)\(¥([0-9,]+\.[0-9]{{2}})\)")
_ORDINARY = re.compile(r"[ -~\u4e00-\u9fa5，。、；：？！（）《》“”‘’〔〕…—·　]*")
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


class PdfInspector:
    """The `Inspector` port.

    PDF/A is checked on the first paper of every template and layout engine, and then on every
    `pdfa_every`th: it hangs on those two and not on the values, and takes longer than the layout.
    """

    def __init__(self, *, pdfa_every: int) -> None:
        self._pdfa_every = pdfa_every
        self._seen: dict[str, int] = {}
        self._lock = threading.Lock()

    def inspect(
        self, pdf: bytes, texts: Sequence[PrintedText], *, kind: str
    ) -> tuple[PaperFault, ...]:
        """Everything wrong with the paper; `kind` names its template and engine."""
        try:
            pages = page_texts(pdf)
        except pypdfium2.PdfiumError as error:
            return (PaperFault("unreadable", "", "PDF 无法读取", str(error)),)
        return (
            *_text_faults(pdf, pages, texts),
            *_amount_faults(pages),
            *_font_faults(pdf),
            *(_pdfa_faults(pdf) if self._due(kind) else ()),
        )

    def _due(self, kind: str) -> bool:
        with self._lock:
            count = self._seen.get(kind, 0)
            self._seen[kind] = count + 1
        return count % self._pdfa_every == 0


def _text_faults(
    pdf: bytes, pages: Sequence[str], texts: Sequence[PrintedText]
) -> Iterator[PaperFault]:
    missing = [text for text in texts if not _stands(stands_in, pages, text)]
    if missing:
        seen = page_texts(pdf, sort_lines=True)
        missing = [text for text in missing if not _stands(stands_in, seen, text)]
        pages = [*pages, *seen]
    for text in missing:
        if not (
            _stands(stands_in_some_order, pages, text)
            or (_is_lent_in_part(text) and _stands(has_the_characters, pages, text))
        ):
            shown = text.readings[0][:40]
            yield PaperFault(
                "value_not_printed",
                text.pointer,
                f"填写的内容没有完整印出：“{shown}”",
                f"{text.pointer} is not found in the PDF's text",
            )


def _is_lent_in_part(text: PrintedText) -> bool:
    """Whether a character is none of the text face's own: a rare one, or a full-width letter.

    Where such a text also wraps, its parts are drawn in an order that only the eye can follow.
    """
    return not all(_ORDINARY.fullmatch(reading) for reading in text.readings)


def _stands(
    how: Callable[[Sequence[str], str], bool], pages: Sequence[str], text: PrintedText
) -> bool:
    return any(how(pages, plain(reading)) for reading in text.readings)


def _amount_faults(pages: Sequence[str]) -> Iterator[PaperFault]:
    """The amount in figures must be the amount in capitals (票据规定: the two must agree)."""
    for capitals, figures in _PAIR.findall("".join(pages)):
        try:
            same = from_capitals(capitals) == parse_amount(figures.replace(",", ""))
        except InvalidAmount:
            same = False
        if not same:
            yield PaperFault(
                "amounts_differ",
                "",
                f"大写金额“{capitals}”与小写金额“{figures}”不一致",
                f"{capitals} is not {figures}",
            )


def _font_faults(pdf: bytes) -> Iterator[PaperFault]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        seen: set[tuple[int, int]] = set()
        for page in opened.pages:
            for font in _fonts(page.obj.get("/Resources"), seen):
                descriptor = font.get("/FontDescriptor", {})
                if not any(name in descriptor for name in _FONT_FILES):
                    name = str(font.get("/BaseFont", ""))
                    zh = f"字体 {name} 没有嵌入"
                    yield PaperFault("font_not_embedded", "", zh, f"font {name} not embedded")


def _fonts(resources: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """The simple and descendant fonts of a page and of the forms drawn on it, each once."""
    if resources is None or resources.objgen in seen:
        return  # LibreOffice shares one dictionary among all pages
    if resources.objgen != (0, 0):
        seen.add(resources.objgen)
    for font in dict(resources.get("/Font", {})).values():
        if font.objgen not in seen:
            seen.add(font.objgen)
            yield from font.get("/DescendantFonts", [font])
    for drawn in dict(resources.get("/XObject", {})).values():
        if drawn.get("/Subtype") == "/Form":
            yield from _fonts(drawn.get("/Resources"), seen)


def _pdfa_faults(pdf: bytes) -> Iterator[PaperFault]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        # Two harmless things of LibreOffice's that the checker declines to judge: a trailer key
        # of its own, and an opening action that is a plain place on the first page.
        if "/DocChecksum" in opened.trailer:
            del opened.trailer["/DocChecksum"]
        if isinstance(opened.Root.get("/OpenAction"), pikepdf.Array):
            del opened.Root["/OpenAction"]
        for finding in pdfa.check(opened, "2b").findings:
            yield PaperFault(
                "not_pdfa_2b",
                "",
                "不符合 PDF/A-2b 归档格式",
                f"{finding.rule} at {finding.where}: {finding.message}",
            )
