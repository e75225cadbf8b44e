"""One font set for all, a fork server for those that do not harm it, and one's own for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from docsvc.adapters.libreoffice.choose import PROGRAMS, find_program
from docsvc.adapters.libreoffice.client import ForkServerConverter
from docsvc.adapters.libreoffice.fonts import FontSet, find_fonts, prepare_fonts
from docsvc.adapters.libreoffice.options import EngineOptions

PROJECT_FONTS = Path(__file__).parents[2] / "fonts"


@pytest.fixture(scope="session")
def font_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(scope="session")
def fonts(font_cache: Path) -> FontSet:
    return prepare_fonts(font_cache, find_fonts(PROJECT_FONTS))


@pytest.fixture(scope="session")
def program() -> Path:
    return find_program(None, PROGRAMS)


@pytest.fixture(scope="session")
def shared(
    fonts: FontSet, font_cache: Path, program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ForkServerConverter]:
    options = EngineOptions(
        PROJECT_FONTS, font_cache, scratch=tmp_path_factory.mktemp("shared-scratch")
    )
    converter = ForkServerConverter(options, program, fonts)
    yield converter
    converter.close()


@pytest.fixture
def options(font_cache: Path, tmp_path: Path) -> EngineOptions:
    return EngineOptions(PROJECT_FONTS, font_cache, scratch=tmp_path, papers_per_child=3)


@pytest.fixture
def own(options: EngineOptions, program: Path, fonts: FontSet) -> Iterator[ForkServerConverter]:
    converter = ForkServerConverter(options, program, fonts)
    yield converter
    converter.close()
