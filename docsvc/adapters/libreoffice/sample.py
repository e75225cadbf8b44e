"""A small paper in every face that forms use: it warms the engine up, and proves that it works."""

from __future__ import annotations

import io
import zipfile

_FACES = ("仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体")
_TEXT = "某某市应急管理局〔2026〕第0123456789号：“现场检查记录”，□是☑否。ABC abc"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def sample_docx() -> bytes:
    """The sample as DOCX: a line and a table cell per face, and one bookmark."""
    lines = "".join(_paragraph(face) for face in _FACES)
    rows = "".join(
        f"<w:tr><w:tc><w:tcPr><w:tcW w:w='8000' w:type='dxa'/></w:tcPr>{_paragraph(f)}</w:tc></w:tr>"
        for f in _FACES
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": (
            f'<w:document xmlns:w="{_W}"><w:body><w:bookmarkStart w:id="1" w:name="SEAL1NAME"/>'
            f'<w:bookmarkEnd w:id="1"/>{lines}<w:tbl><w:tblPr><w:tblBorders>'
            '<w:insideH w:val="single" w:sz="4"/></w:tblBorders></w:tblPr><w:tblGrid>'
            f'<w:gridCol w:w="8000"/></w:tblGrid>{rows}</w:tbl><w:p/></w:body></w:document>'
        ),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, xml in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return file.getvalue()


def _paragraph(face: str) -> str:
    return (
        f'<w:p><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
        f'w:eastAsia="{face}"/><w:sz w:val="32"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'
        f"<w:t>{_TEXT}</w:t></w:r></w:p>"
    )
