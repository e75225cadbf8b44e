"""`python -m docs.pictures`: the first page of every form, filled shortly.

One picture each for the forms' own pages, and all of them on one contact sheet. Runs the service's own renderer, fonts and layout engine.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from docs.form_pages import page_name
from docsvc.adapters.docx import DocxRenderer
from docsvc.adapters.libreoffice.choose import open_converter
from docsvc.bootstrap import engine_options
from docsvc.forms.catalogue import Catalogue, load_catalogue
from docsvc.forms.presentation import paper_context
from docsvc.settings import load_settings

PICTURES = Path(__file__).parent / "pictures"
PAGE_WIDTH, PAGE_HEIGHT, SHADES = 600, round(600 * 297 / 210), 8
DATED = date(2026, 11, 20)
SCALE = 2
"""Times 72 dots per inch, drawn before it is made small."""
COLUMNS, WIDTH, GAP, CAPTION = 8, 300, 12, 26
HEIGHT = round(WIDTH * 297 / 210)


def main() -> None:
    """Write the picture of each form and the contact sheet."""
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings(home=Path(home))
        forms = load_catalogue(settings.forms_dir)
        converter = open_converter(engine_options(settings, forms))
        try:
            drawn = [_first_page(converter.convert(d, timeout=60).pdf) for d in _docx(forms)]
        finally:
            converter.close()
        font = ImageFont.truetype(settings.fonts_dir / "ZhuqueFangsong-Regular.ttf", 15)
        captions = [f"{f.number:02} {f.name}" for f in forms]
        for form, page in zip(forms, drawn, strict=True):
            small = page.resize((PAGE_WIDTH, PAGE_HEIGHT), Image.Resampling.LANCZOS)
            file = PICTURES / f"{page_name(form)}.png"
            small.quantize(SHADES).save(file, optimize=True)
        pages = [page.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS) for page in drawn]
        _sheet(pages, captions, font).save(PICTURES / "forms.png", optimize=True)


def _docx(forms: Catalogue) -> list[bytes]:
    made = []
    for form in forms:
        number = f"（某）{form.code}〔2026〕12号" if form.numbered else None
        context = paper_context(
            form,
            forms.law,
            form.examples()["short"],
            unit="某某市应急管理局",
            dated=DATED,
            number=number,
        )
        made.append(DocxRenderer().render(form, context))
    return made


def _first_page(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    page: Image.Image = document[0].render(scale=SCALE).to_pil().convert("L")
    document.close()
    return page


def _sheet(
    pages: list[Image.Image], captions: list[str], font: ImageFont.FreeTypeFont
) -> Image.Image:
    rows = -(-len(pages) // COLUMNS)
    cell = (WIDTH + GAP, HEIGHT + CAPTION + GAP)
    sheet = Image.new("L", (GAP + COLUMNS * cell[0], GAP + rows * cell[1]), 225)
    draw = ImageDraw.Draw(sheet)
    for i, (page, caption) in enumerate(zip(pages, captions, strict=True)):
        x, y = GAP + i % COLUMNS * cell[0], GAP + i // COLUMNS * cell[1]
        sheet.paste(page, (x, y))
        draw.text((x, y + HEIGHT + 4), caption, font=font, fill=0)
    return sheet.quantize(16).convert("P")


if __name__ == "__main__":
    main()
