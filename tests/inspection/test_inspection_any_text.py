"""Any text that the schemas allow comes out on every form, unharmed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from house import FONT, TODAY, catalogue
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from docsvc.adapters.docx import DocxRenderer
from docsvc.adapters.inspection.inspector import PdfInspector
from docsvc.adapters.libreoffice.choose import open_converter
from docsvc.adapters.libreoffice.fonts import find_fonts
from docsvc.adapters.libreoffice.glyphs import FontGlyphs
from docsvc.bootstrap import engine_options
from docsvc.forms.presentation import paper_context, printed_texts
from docsvc.forms.validation import validate
from docsvc.ports import Converter, Glyphs
from docsvc.settings import load_settings

FORMS = [f.slug for f in catalogue()]

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
RARE_HAN = st.sampled_from("䶮𬭚㛃堃玥喆犇龑㺷𠮷〇")
FULL_WIDTH = st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E)
LATIN = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
HOSTILE = st.sampled_from(
    [
        "{{ party.name }}",
        "{% for x in y %}",
        "{# 注 #}",
        "{{ ''.__class__ }}",
        "<w:t>&amp;</w:t>",
        "]]>",
        "<b>粗</b>",
        "&lt;&#20;",
        "${jndi:x}",
        "{%tr if x %}",
        "{{r x }}",
        "W" * 60,
        "1—3",
        "“引”‘号’……——",
    ]
)
PIECE = st.one_of(
    HOSTILE, st.text(HAN, min_size=1, max_size=30), RARE_HAN,
    st.text(FULL_WIDTH, min_size=1, max_size=10), st.text(LATIN, min_size=1, max_size=20),
)  # fmt: skip
TEXT = st.lists(PIECE, min_size=1, max_size=4).map("".join)


@pytest.fixture(scope="module")
def converter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Converter]:
    home = tmp_path_factory.mktemp("any")
    opened = open_converter(engine_options(load_settings(home=home), catalogue()))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def glyphs(tmp_path_factory: pytest.TempPathFactory) -> Glyphs:
    return FontGlyphs(lambda: find_fonts(FONT.parent), tmp_path_factory.mktemp("glyphs"))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, dict | list):
            yield from leaves(item, (*path, key))
        elif isinstance(item, str):
            yield (*path, key)


def replaced(values: dict[str, Any], path: tuple[Any, ...], text: str) -> dict[str, Any]:
    changed = copy.deepcopy(values)
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = text
    return changed


@pytest.mark.slow
@pytest.mark.parametrize("slug", FORMS)
@given(data=st.data())
# Shrinking would lay out a thousand papers to say what one has said.
@settings(
    max_examples=4,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_filled_in_is_found_on_the_paper(
    converter: Converter, glyphs: Glyphs, slug: str, data: st.DataObject
) -> None:
    form = catalogue().get(slug)
    values = form.examples()["short"]
    for path in leaves(values):
        changed = replaced(values, path, data.draw(TEXT, label="/".join(map(str, path))))
        if not validate(form, changed, TODAY):
            values = changed
    texts = printed_texts(form.schema, values)
    if any(glyphs.missing(reading) for text in texts for reading in text.readings):
        return  # refused long before
    context = paper_context(
        form, catalogue().law, values, unit="某某市应急管理局", dated=TODAY, number="12号"
    )
    pdf = converter.convert(DocxRenderer().render(form, context), timeout=60).pdf
    faults = PdfInspector(pdfa_every=10**9).inspect(pdf, texts, kind="")
    named = [f for f in faults if f.code != "not_pdfa_2b"]
    assert named == []
