"""What the PDF must be: archival, with every font inside, the right faces and the seal's mark."""

from __future__ import annotations

import io
import subprocess
from itertools import pairwise
from pathlib import Path

import page
import pikepdf
import pytest
from engine_papers import paragraph, with_body
from lxml import etree
from pikepdf import pdfa

from docsvc.adapters.libreoffice.client import ForkServerConverter

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("engine")]

SECONDS = 120.0
MARKS = "“引号”‘单’——……□☐☑☒①〔〕〇№㎡·℃0123456789"
RARE = "䶮𬭚㛃堃玥喆犇龑㺷頔"
STAND_INS = {
    "仿宋_GB2312": "DocsvcFangsong-Regular",
    "仿宋": "DocsvcFangsong-Regular",
    "FangSong": "DocsvcFangsong-Regular",
    "楷体_GB2312": "DocsvcKai-Regular",
    "KaiTi": "DocsvcKai-Regular",
    "黑体": "NotoSansCJKsc-Regular",
    "SimHei": "NotoSansCJKsc-Regular",
    "宋体": "NotoSerifCJKsc-Regular",
    "SimSun": "NotoSerifCJKsc-Regular",
    "方正小标宋简体": "NotoSerifCJKsc-Bold",
    "方正小标宋_GBK": "NotoSerifCJKsc-Bold",
    "华文中宋": "NotoSerifCJKsc-Bold",
    "谁也没听说过的字体": "DocsvcFangsong-Regular",
}


def convert(converter: ForkServerConverter, *paragraphs: str) -> bytes:
    return converter.convert(with_body("".join(paragraphs)), timeout=SECONDS).pdf


def fonts_in(pdf: bytes) -> dict[str, str]:
    """Name without subset tag, and the `emb` column, of every font."""
    listed = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True)
    rows = [line.split() for line in listed.stdout.decode().splitlines()[2:]]
    return {row[0].partition("+")[2]: row[-5] for row in rows}


@pytest.mark.parametrize(("asked", "given"), STAND_INS.items())
def test_each_name_that_forms_use_gets_its_face(
    shared: ForkServerConverter, asked: str, given: str
) -> None:
    assert set(fonts_in(convert(shared, paragraph("现场检查记录", asked)))) == {given}


def test_latin_letters_and_digits_come_from_the_latin_face(shared: ForkServerConverter) -> None:
    assert "DocsvcLatin-Regular" in fonts_in(convert(shared, paragraph("第0123号 ABC")))


def test_every_font_is_embedded_and_none_is_of_another_region(
    shared: ForkServerConverter,
) -> None:
    faces = ("仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体")
    fonts = fonts_in(convert(shared, *(paragraph(MARKS + RARE, face) for face in faces)))
    assert set(fonts.values()) == {"yes"}
    assert set(fonts) <= {*STAND_INS.values(), "DocsvcLatin-Regular"}


@pytest.mark.parametrize("face", ["仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"])
def test_chinese_marks_are_as_wide_as_chinese_characters(
    shared: ForkServerConverter, face: str, tmp_path: Path
) -> None:
    marks = "“”‘’—…·□☐☑☒"
    # A character before and after each mark: LibreOffice closes up neighbouring marks.
    pdf = convert(shared, paragraph("国".join(("", *marks, "")), face))
    advances = _advances(pdf, tmp_path)
    assert {mark for mark in marks if advances[mark] < 0.95 * advances["国"]} == set()


def _advances(pdf: bytes, folder: Path) -> dict[str, float]:
    """How far each character of the only line moves the pen, in points."""
    paper, drawn = folder / "paper.pdf", folder / "paper.xml"
    paper.write_bytes(pdf)
    subprocess.run(["mutool", "draw", "-q", "-F", "stext", "-o", drawn, paper], check=True)
    # Fallback glyphs are drawn after the others, so order by place; there is but one line.
    chars = sorted((float(c.get("x")), c.get("c")) for c in etree.parse(drawn).iter("char"))
    return {char: after - x for (x, char), (after, _) in pairwise(chars)}


def test_a_bookmark_becomes_a_named_destination_with_left_and_top(
    shared: ForkServerConverter,
) -> None:
    pdf = convert(shared, paragraph("一"), paragraph("某某市应急管理局", bookmark="SEAL1NAME"))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        where = list(file.Root.Dests["/SEAL1NAME"])
        assert where[0].objgen == file.pages[0].objgen
        assert where[1] == "/XYZ"
        left, top = float(where[2]), float(where[3])
        width, height = (float(n) for n in file.pages[0].MediaBox[2:])
    assert 0 < left < width
    assert 0 < top < height


def test_it_is_tagged_pdf_a_2b(shared: ForkServerConverter) -> None:
    pdf = convert(shared, paragraph(MARKS), paragraph("现场检查记录", "黑体"))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.Root.MarkInfo.Marked
        metadata = file.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")


def test_an_independent_validator_finds_no_violation(shared: ForkServerConverter) -> None:
    pdf = convert(shared, *(paragraph(MARKS + RARE, face) for face in STAND_INS))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        # Two things the validator declines to judge: a private key in the trailer, and an open
        # action. ISO 19005-2 forbids neither (6.5.1 forbids some actions; this one only goes to
        # the first page).
        del file.trailer["/DocChecksum"]
        assert file.Root.OpenAction[1] == "/XYZ"
        del file.Root.OpenAction
        pdfa.save(file, io.BytesIO(), "2b")


def test_a_second_validator_agrees_where_all_fonts_are_truetype(
    shared: ForkServerConverter,
) -> None:
    # It knows Type 1 programs, which LibreOffice makes of Noto's, only by the header
    # `%!PS-AdobeFont`, not by the equally valid `%!FontType1`, and calls them not embedded.
    pdf = convert(shared, paragraph("现场检查记录〔2026〕0123号"), paragraph("楷体", "楷体"))
    report = page.validate_pdf_bytes(pdf, profile="pdfa-2b")
    assert [failure.rule_id for failure in report.failures] == []
