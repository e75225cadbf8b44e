"""The mark 预览 behind every page of a paper that was not issued."""

from __future__ import annotations

import io
import threading

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from pypdf import PdfReader, PdfWriter

from docsvc.ports import Converter

_TEXT = "预览"
_GREY = RGBColor(0xC8, 0xC8, 0xC8)
_SIZE = Pt(200)
_SECONDS = 60.0


class PreviewWatermark:
    """The `Watermarker` port: a page that the layout engine makes once, laid under each page.

    It is text, so that a search finds it and a printer draws it sharp.
    """

    def __init__(self, converter: Converter) -> None:
        self._converter = converter
        self._stamp: bytes | None = None
        self._lock = threading.Lock()

    def mark(self, pdf: bytes) -> bytes:
        """The same pages with the mark behind the text of each. Raises ConversionFailed."""
        with self._lock:
            if self._stamp is None:
                self._stamp = self._converter.convert(_page(), timeout=_SECONDS).pdf
        writer = PdfWriter(clone_from=io.BytesIO(pdf))
        for page in writer.pages:
            page.merge_page(PdfReader(io.BytesIO(self._stamp)).pages[0], over=False)
        marked = io.BytesIO()
        writer.write(marked)
        return marked.getvalue()


def _page() -> bytes:
    """An A4 page that says the word once, large and grey, in the middle."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    paragraph = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Mm(70)
    run = paragraph.add_run(_TEXT)
    run.font.size, run.font.color.rgb = _SIZE, _GREY
    run.font.name = "Times New Roman"
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
