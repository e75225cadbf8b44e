"""The DOCX container: the fewest parts that Word and LibreOffice need, always the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from html import escape

from templates.builder.ooxml import Xml, element
from templates.builder.styles import MARGIN_SIDE, MARGIN_TOP, PAGE_HEIGHT, PAGE_WIDTH, styles

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'

FOOTER_EDGE = 500
"""From the sheet's edge to the footer's last line."""
HEADER_EDGE = 800
BUILT = "2020-12-01T00:00:00Z"
"""Templates carry the handbook's date, not the day on which they were built."""
ZIP_DATE = (2020, 12, 1, 0, 0, 0)


@dataclass(frozen=True)
class Paper:
    """One template: its body, what stands at each page's foot, and above further pages.

    `styles` are those that it has beside the common ones.
    """

    title: str
    body: Xml
    footer: Xml = ""
    continuation: Xml = ""
    styles: Xml = ""


def pack(paper: Paper) -> bytes:
    """The DOCX file of a paper."""
    parts = _parts(paper)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else the byte depends on the machine that builds
            archive.writestr(entry, DECLARATION + text)
    return buffer.getvalue()


def _parts(paper: Paper) -> dict[str, str]:
    margins: dict[str, str] = {}
    if paper.footer:
        margins["footer1"] = f"<w:ftr {NAMESPACES}>{paper.footer}</w:ftr>"
    if paper.continuation:
        # titlePg gives page one a header and footer of its own: no 续页 there, but the same foot.
        margins["header1"] = f"<w:hdr {NAMESPACES}>{paper.continuation}</w:hdr>"
        margins["header2"] = f"<w:hdr {NAMESPACES}>{element('p')}</w:hdr>"
        margins["footer2"] = margins["footer1"]
    names = ["styles", "settings", *margins]
    return {
        "[Content_Types].xml": _content_types(names),
        "_rels/.rels": _relationships(
            ("officeDocument", "word/document.xml"),
            ("extended-properties", "docProps/app.xml"),
            ("core-properties", "docProps/core.xml"),
        ),
        "docProps/app.xml": (
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
            'extended-properties"><Application>docsvc</Application></Properties>'
        ),
        "docProps/core.xml": _core(paper.title),
        "word/document.xml": _document(paper, list(margins)),
        "word/styles.xml": styles(NAMESPACES, paper.styles),
        "word/settings.xml": _settings(),
        "word/_rels/document.xml.rels": _relationships(
            *((name.rstrip("12"), f"{name}.xml") for name in names)
        ),
        **{f"word/{name}.xml": text for name, text in margins.items()},
    }


def _content_types(names: list[str]) -> str:
    kinds = {"document": "document.main"} | {name: name.rstrip("12") for name in names}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD_TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.extended-properties+xml"/>'
        f"{overrides}</Types>"
    )


def _relationships(*targets: tuple[str, str]) -> str:
    lines = []
    for number, (kind, target) in enumerate(targets, 1):
        base = f"{PACKAGE}/relationships/metadata" if kind == "core-properties" else R
        lines.append(f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>')
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator></dc:creator><dc:language>zh-CN"
        "</dc:language><cp:lastModifiedBy></cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{BUILT}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{BUILT}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _settings() -> str:
    compat = element(
        "compat",
        # A line that ends in a break inside justified text keeps its width.
        element("doNotExpandShiftReturn"),
        element(
            "compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val=15,
        ),
    )
    return (
        f"<w:settings {NAMESPACES}>"
        + element("defaultTabStop", val=420)
        + element("characterSpacingControl", val="doNotCompress")
        + compat
        + element("themeFontLang", val="en-US", eastAsia="zh-CN")
        + "</w:settings>"
    )


def _document(paper: Paper, margins: list[str]) -> str:
    first_id = 3  # rId1 and rId2 are the styles and the settings
    references = "".join(
        f'<w:{name[:-1]}Reference w:type="{"default" if name.endswith("1") else "first"}" '
        f'r:id="rId{first_id + i}"/>'
        for i, name in enumerate(margins)
    )
    section = (
        references
        + element("pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT)
        + element(
            "pgMar",
            top=MARGIN_TOP,
            right=MARGIN_SIDE,
            bottom=MARGIN_TOP,
            left=MARGIN_SIDE,
            header=HEADER_EDGE,
            footer=FOOTER_EDGE,
            gutter=0,
        )
        + (element("titlePg") if paper.continuation else "")
    )
    return (
        f"<w:document {NAMESPACES}><w:body>{paper.body}"
        + element("sectPr", section)
        + "</w:body></w:document>"
    )
