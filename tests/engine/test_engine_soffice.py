"""The fallback, and the choice between the two."""

from __future__ import annotations

import dataclasses
import os
import subprocess
from pathlib import Path

import psutil
import pytest
from engine_papers import changed, long_paper, paragraph, with_body

from docsvc.adapters.libreoffice.choose import find_program, open_converter
from docsvc.adapters.libreoffice.client import ForkServerConverter
from docsvc.adapters.libreoffice.fonts import FontSet
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.libreoffice.soffice import SofficeConverter
from docsvc.errors import ConversionFailed, ConversionTimedOut, EngineUnavailable

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("engine")]

SECONDS = 120.0
PAPER = with_body(
    "".join(paragraph(f"“第{n}条”——某某市应急管理局〔2026〕{n}号，□是☑否。") for n in range(40))
)


def text(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture
def plain(options: EngineOptions, program: Path, fonts: FontSet) -> SofficeConverter:
    return SofficeConverter(options, program, fonts)


def test_both_engines_give_the_same_text_in_the_same_fonts(
    shared: ForkServerConverter, plain: SofficeConverter, tmp_path: Path
) -> None:
    fast, slow = (engine.convert(PAPER, timeout=SECONDS) for engine in (shared, plain))
    assert text(fast.pdf) == text(slow.pdf)
    assert "soffice per paper" in slow.engine
    assert fast.engine.split(",")[0] == slow.engine.split(",")[0]
    assert fast.engine.split(",")[2] == slow.engine.split(",")[2]
    assert list(tmp_path.iterdir()) == []


def test_the_fallback_refuses_what_cannot_be_loaded_though_soffice_returns_success(
    plain: SofficeConverter, tmp_path: Path
) -> None:
    contradiction = changed(
        lambda xml: xml.replace("wordprocessingml.document", "spreadsheetml.sheet"),
        part="[Content_Types].xml",
    )
    with pytest.raises(ConversionFailed) as caught:
        plain.convert(contradiction, timeout=SECONDS)
    assert type(caught.value) is ConversionFailed
    assert list(tmp_path.iterdir()) == []


def test_the_fallback_kills_all_that_it_started_at_the_deadline(
    plain: SofficeConverter, tmp_path: Path
) -> None:
    with pytest.raises(ConversionTimedOut):
        plain.convert(long_paper(60_000), timeout=3.0)
    left = [p for p in psutil.process_iter(["cmdline"]) if str(tmp_path) in str(p.info["cmdline"])]
    assert left == []
    assert list(tmp_path.iterdir()) == []


def test_the_fallback_keeps_the_port_too(plain: SofficeConverter) -> None:
    assert plain.check().ok
    plain.close()
    with pytest.raises(ConversionFailed, match="not a DOCX"):
        plain.convert(b"", timeout=SECONDS)


def test_auto_takes_the_kit_where_it_works(options: EngineOptions) -> None:
    converter = open_converter(options)
    assert isinstance(converter, ForkServerConverter)
    converter.close()


def test_auto_takes_soffice_where_the_kit_is_missing_or_fails(
    options: EngineOptions, program: Path, tmp_path: Path
) -> None:
    without = tmp_path / "without"
    broken = tmp_path / "broken"
    for folder in (without, broken):
        folder.mkdir()
        (folder / "soffice").symlink_to(program / "soffice")
    (broken / "libmergedlo.so").write_bytes(os.urandom(64))
    for folder in (without, broken):
        chosen = open_converter(dataclasses.replace(options, program=folder))
        assert isinstance(chosen, SofficeConverter)
        assert chosen.check().ok


def test_a_setting_is_taken_at_its_word(options: EngineOptions) -> None:
    plain = open_converter(dataclasses.replace(options, engine="soffice"))
    assert isinstance(plain, SofficeConverter)
    kit = open_converter(dataclasses.replace(options, engine="libreofficekit"))
    assert isinstance(kit, ForkServerConverter)
    kit.close()


def test_no_libreoffice_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="not installed"):
        find_program(None, [tmp_path])
    with pytest.raises(EngineUnavailable, match="no soffice in"):
        find_program(tmp_path, [])
