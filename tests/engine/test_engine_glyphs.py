"""What the fonts can draw, and what is refused for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from house import FONT, House

from docsvc.adapters.libreoffice.fonts import find_fonts
from docsvc.adapters.libreoffice.glyphs import FontGlyphs
from docsvc.errors import InvalidRequest
from docsvc.usecases import read
from docsvc.usecases.issue import issue

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def glyphs(tmp_path_factory: pytest.TempPathFactory) -> FontGlyphs:
    return FontGlyphs(lambda: find_fonts(FONT.parent), tmp_path_factory.mktemp("glyphs"))


@pytest.mark.parametrize(
    "text", ["张三", "䶮𬭚㛃堃玥喆犇龑㺷", "〔2026〕〇℃㎡☐☑①“”……——", "abc é\n"]
)
def test_names_with_rare_characters_can_be_drawn(glyphs: FontGlyphs, text: str) -> None:
    assert glyphs.missing(text) == ()


def test_characters_that_no_font_has_are_named_once_in_order(glyphs: FontGlyphs) -> None:
    assert glyphs.missing("a😀b\U0003134f😀") == ("😀", "\U0003134f")


def test_what_was_found_is_remembered_and_found_the_same(tmp_path: Path) -> None:
    first = FontGlyphs(lambda: find_fonts(FONT.parent), tmp_path)
    assert first.missing("😀张") == ("😀",)
    [kept] = tmp_path.glob("glyphs-*.json")
    again = FontGlyphs(lambda: find_fonts(FONT.parent), tmp_path)
    assert again.missing("😀张") == ("😀",)
    kept.write_text("not JSON", "ascii")
    third = FontGlyphs(lambda: find_fonts(FONT.parent), tmp_path)
    assert third.missing("😀张") == ("😀",)


def test_a_character_without_a_glyph_is_told_at_its_field_before_a_number_is_taken(
    house: House,
) -> None:
    officer = house.actor("officer")
    values = house.request().values
    values["party"]["name"] = "某\U0002f800公司"
    with pytest.raises(InvalidRequest) as refused:
        issue(house.services, house.request(values=values), officer)
    [fault] = refused.value.faults
    assert (fault.pointer, fault.code) == ("/values/party/name", "character_without_glyph")
    assert "U+2F800" in fault.zh
    assert read.listing(house.services, officer) == []
