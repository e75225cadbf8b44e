"""DOCX files for the engine's tests: good ones, and each kind of bad one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from docsvc.adapters.libreoffice.sample import sample_docx

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "word/document.xml"


def changed(
    change: Callable[[str], str] = str,
    *,
    part: str = MAIN,
    added: dict[str, str | bytes] | None = None,
) -> bytes:
    """The sample with one part rewritten and others added."""
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(sample_docx())) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
    content = parts[part]
    assert isinstance(content, bytes)
    parts[part] = change(content.decode())
    return packed(parts | (added or {}))


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A deflated zip of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def with_body(xml: str) -> bytes:
    """The sample with `xml` as its whole body."""
    return changed(lambda s: s[: s.index("<w:body>") + 8] + xml + s[s.index("</w:body>") :])


def paragraph(text: str, face: str = "仿宋_GB2312", *, bookmark: str | None = None) -> str:
    """A paragraph in `face`, Latin in Times New Roman, optionally with a bookmark at its start."""
    mark = ""
    if bookmark:
        mark = f'<w:bookmarkStart w:id="9" w:name="{bookmark}"/><w:bookmarkEnd w:id="9"/>'
    return (
        f'<w:p>{mark}<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
        f'w:eastAsia="{face}"/><w:sz w:val="32"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'
        f"<w:t>{text}</w:t></w:r></w:p>"
    )


def long_paper(paragraphs: int) -> bytes:
    """A paper whose layout takes about a second per five thousand paragraphs."""
    return with_body("".join(paragraph(f"第{n}段　现场检查记录") for n in range(paragraphs)))


def with_relationship(kind: str, target: str, *, external: bool) -> bytes:
    """The sample whose main part has one more relationship."""
    mode = ' TargetMode="External"' if external else ""
    xml = (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rX" Type="{_OFFICE}/{kind}" '
        f'Target="{target}"{mode}/></Relationships>'
    )
    return changed(added={"word/_rels/document.xml.rels": xml})
