"""Independent judges on a paper as the layout engine makes it: LibreOffice, poppler, PDF/A."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import page
import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from seals_papers import CREDIT_CODE, FONT, NOW, ORGAN

from seals.authority import DemoAuthority
from seals.place import POINTS_PER_MM, find_placement
from seals.signer import SealSigner
from seals.verify import verify_sealed_pdf

pytestmark = pytest.mark.slow

Seal = Callable[..., bytes]
FAMILY = "Zhuque Fangsong (technical preview)"
DATE = "2026年3月2日"
FILTER = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)


def write_docx(path: Path) -> None:
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FAMILY, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FAMILY)
    document.add_paragraph("行政处罚决定书").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for _ in range(8):
        document.add_paragraph("依据《中华人民共和国安全生产法》的规定，对你单位作出如下决定。" * 3)
    name = document.add_paragraph()
    bookmark(name, "SEAL1NAME", 1)
    name.add_run(ORGAN)
    bookmark(name, "SEAL1END", 2)
    date = document.add_paragraph()
    bookmark(date, "SEAL1DATE", 3)
    date.add_run(DATE)
    name.alignment = date.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.save(str(path))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real paper: DOCX with bookmarks, through LibreOffice, to PDF/A-2b."""
    room = tmp_path_factory.mktemp("office")
    write_docx(room / "paper.docx")
    (room / "fonts.conf").write_text(
        f"<fontconfig><dir>{FONT.parent}</dir><cachedir>{room}/cache</cachedir></fontconfig>"
    )
    command = [
        "soffice", f"-env:UserInstallation=file://{room}/profile", "--headless",
        "--convert-to", FILTER, "paper.docx",
    ]  # fmt: skip
    environment = {
        "FONTCONFIG_FILE": str(room / "fonts.conf"),
        "HOME": str(room),
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run(command, cwd=room, env=environment, check=True, capture_output=True, timeout=120)
    return (room / "paper.pdf").read_bytes()


@pytest.fixture(scope="module")
def judged(
    converted: bytes, seal: Seal, authority: DemoAuthority, small_key: rsa.RSAPrivateKey
) -> bytes:
    """Sealed with a long-lived certificate: these judges look at the machine's own clock."""
    material = authority.issue_seal_certificate(
        ORGAN, CREDIT_CODE, NOW - timedelta(days=1), NOW + timedelta(days=3650), key=small_key
    )
    return seal(converted, signer=SealSigner(material))


def test_the_engine_s_bookmarks_place_the_seal_over_name_and_date(converted: bytes) -> None:
    place = find_placement(converted, anchor="SEAL1", mm=42.0)
    with pypdfium2.PdfDocument(converted) as document:
        assert place.page == len(document) - 1
        text = document[place.page].get_textpage()
        boxes = []
        for words in (ORGAN, DATE):
            index, count = text.search(words).get_next()
            chars = [text.get_charbox(i) for i in range(index, index + count)]
            left, right = min(c[0] for c in chars), max(c[2] for c in chars)
            boxes.append((left, right, chars[0][1], chars[0][3]))
    (name_left, name_right, name_foot, _), (_, _, date_foot, date_head) = boxes
    assert place.cx == pytest.approx((name_left + name_right) / 2, abs=3)
    assert date_head < place.cy
    # 端正、居中下压: both lines are under the seal, the name in its middle.
    assert abs(place.cy - name_foot) < 12 * POINTS_PER_MM
    assert place.cy - date_foot < 12 * POINTS_PER_MM


def test_our_own_verifier_agrees(judged: bytes, authority: DemoAuthority) -> None:
    verify_sealed_pdf(judged, roots=[authority.root], at=NOW, expected_fields=["Seal1"])


def test_poppler_calls_the_signature_valid_and_the_certificate_trusted(
    judged: bytes, authority: DemoAuthority, tmp_path: Path
) -> None:
    (tmp_path / "sealed.pdf").write_bytes(judged)
    (tmp_path / "root.pem").write_bytes(authority.root.public_bytes(Encoding.PEM))
    (tmp_path / "nss").mkdir()

    def tool(command: str) -> str:
        done = subprocess.run(
            command.split(), cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout

    tool("certutil -N -d sql:nss --empty-password")
    tool("certutil -A -d sql:nss -n root -t CT,C,C -i root.pem")
    said = tool("pdfsig -nssdir sql:nss sealed.pdf")  # no certificate here names a responder
    assert "Signature is Valid" in said
    assert "Certificate is Trusted" in said
    assert "Total document signed" in said


def test_sealing_keeps_pdf_a_2b(converted: bytes, judged: bytes) -> None:
    def broken_rules(pdf: bytes) -> set[str]:
        return {f.rule_id for f in page.validate_pdf_bytes(pdf, profile="2b").failures}

    assert broken_rules(converted) == set()
    assert broken_rules(judged) == set()
