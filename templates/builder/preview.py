"""`python -m templates.builder.preview FOLDER [FORM …]`: each form as PDF, blank and filled.

For looking at: the service's own renderer, fonts and layout engine, with made-up facts about the
paper. Fonts are prepared once in FOLDER/.fonts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from docsvc.adapters.docx import DocxRenderer
from docsvc.adapters.libreoffice.choose import open_converter
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.forms.catalogue import Form, load_form
from docsvc.forms.law import Law, load_law
from docsvc.forms.presentation import blank_context, paper_context
from templates.builder.catalogue import form_names
from templates.builder.facts import FORMS

PROJECT_FONTS = FORMS.parents[1] / "fonts"
SECONDS = 60.0
DATED = date(2026, 11, 20)
LONG_UNIT = "某某省某某市某某经济技术开发区应急管理局"


def contexts(form: Form, law: Law) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The blank form and each example, by name. The long example comes from a long-named organ."""
    yield "blank", blank_context(law, DATED)
    for name, values in form.examples().items():
        unit = LONG_UNIT if name == "long" else "某某市应急管理局"
        number = f"（某）{form.code}〔2026〕12号" if form.numbered else None
        yield name, paper_context(form, law, values, unit=unit, dated=DATED, number=number)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write FOLDER/NN_example.pdf for all or the named forms."""
    parser = argparse.ArgumentParser(
        prog="python -m templates.builder.preview", description=__doc__
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("form", nargs="*", help="folder name, e.g. 28_spot_penalty_decision")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    renderer, law = DocxRenderer(), load_law(FORMS / "law.toml")
    converter = open_converter(EngineOptions(PROJECT_FONTS, options.folder / ".fonts"))
    try:
        for folder in options.form or form_names():
            form = load_form(FORMS / folder)
            for name, context in contexts(form, law):
                done = converter.convert(renderer.render(form, context), timeout=SECONDS)
                target = options.folder / f"{form.number:02}_{name}.pdf"
                target.write_bytes(done.pdf)
                sys.stdout.write(f"{target}\n")
    finally:
        converter.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
