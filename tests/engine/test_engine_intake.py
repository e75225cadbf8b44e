"""What LibreOffice never gets to see."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from engine_papers import MAIN, changed, packed, paragraph, with_body, with_relationship

from docsvc.adapters.libreoffice import intake
from docsvc.adapters.libreoffice.intake import check_docx
from docsvc.adapters.libreoffice.sample import sample_docx
from docsvc.errors import ConversionFailed

SAMPLE = sample_docx()


def refusal(content: bytes) -> str:
    with pytest.raises(ConversionFailed) as caught:
        check_docx(content)
    return caught.value.why


def test_the_sample_and_a_paper_made_by_python_docx_pass() -> None:
    made = io.BytesIO()
    docx.Document().save(made)
    for good in (SAMPLE, made.getvalue(), with_body(paragraph("一"))):
        check_docx(good)


def test_a_hyperlink_passes_because_it_is_only_printed() -> None:
    check_docx(with_relationship("hyperlink", "https://example.org/", external=True))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "纯文本".encode(),
        b"<html><body><img src='http://127.0.0.1/x.png'/></body></html>",
        b"%PDF-1.7",
        SAMPLE[: len(SAMPLE) // 2],
        SAMPLE.replace("某某市".encode(), "某某县".encode(), 1),
        packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}),
    ],
    ids=["empty", "text", "html", "pdf", "truncated", "bit-flipped", "spreadsheet"],
)
def test_what_is_no_docx_is_refused(content: bytes) -> None:
    assert refusal(content).startswith("not a DOCX")


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "//host/share/x.png"]
)
def test_a_picture_outside_the_file_is_refused(target: str) -> None:
    assert "outside the file" in refusal(with_relationship("image", target, external=True))


def test_an_absolute_address_is_outside_whatever_the_file_says_of_it() -> None:
    content = with_relationship("image", "file:///etc/hostname", external=False)
    assert "outside the file" in refusal(content)


@pytest.mark.parametrize("kind", ["oleObject", "aFChunk", "subDocument", "control", "vbaProject"])
def test_content_that_runs_or_that_is_another_document_is_refused(kind: str) -> None:
    assert "may not" in refusal(with_relationship(kind, "embeddings/x.bin", external=False))


def test_a_macro_is_refused_by_its_part_and_by_its_declaration() -> None:
    assert "macro" in refusal(changed(added={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))
    declared = changed(
        lambda xml: xml.replace("document.main+xml", "document.macroEnabled.main+xml"),
        part="[Content_Types].xml",
    )
    assert "macro" in refusal(declared)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_body("<w:p><w:r><w:t>" + " " * intake.LARGEST_EXPANDED + "</w:t></w:r></w:p>")
    assert len(bomb) < intake.LARGEST_DOCX
    assert "too much" in refusal(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = with_body("<w:p><w:r><w:t>" + " " * 70_000 + "</w:t></w:r></w:p>")
    with zipfile.ZipFile(io.BytesIO(honest)) as package:
        size = package.getinfo(MAIN).file_size
    lying = honest.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != honest
    assert refusal(lying).startswith("not a DOCX")


def test_too_many_parts_are_refused() -> None:
    many = {f"word/media/{n}.png": "x" for n in range(intake.MOST_PARTS)}
    assert "too much" in refusal(changed(added={**many}))


def test_two_parts_of_one_name_are_refused() -> None:
    assert "one name" in refusal(changed(added={"word/DOCUMENT.xml": "<x/>"}))


def test_a_document_type_and_so_every_entity_is_refused() -> None:
    external = changed(
        lambda xml: xml.replace(
            "<w:document", '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///x">]><w:document', 1
        )
    )
    assert "document type" in refusal(external)
    hidden = changed(
        added={"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}
    )
    assert "document type" in refusal(hidden)


def test_another_main_part_than_the_one_checked_is_refused() -> None:
    content = changed(lambda xml: xml.replace(MAIN, "word/other.xml"), part="_rels/.rels")
    assert "main part" in refusal(content)


@pytest.mark.parametrize("keep", [0, 100, -20])
def test_a_part_that_breaks_off_is_refused(keep: int) -> None:
    assert "not XML" in refusal(changed(lambda xml: xml[:keep]))


@pytest.mark.parametrize(
    "main", ["<document/>", "<w:document xmlns:w='urn:x'/>", "<d xmlns='urn:x'><body/></d>"]
)
def test_a_main_part_without_content_is_refused_because_it_would_print_blank(main: str) -> None:
    assert "no body" in refusal(changed(lambda xml: main))
