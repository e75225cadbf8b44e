"""What a DOCX must be before LibreOffice may see it.

LibreOffice guesses at anything it is given: it lays out HTML, fetches linked pictures and embeds
local files that a link names. Templates are ours, but pictures and texts come from outside, and a
template can be bad; so the file is checked here, whole, and refused rather than repaired.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.parsers import expat

from docsvc.errors import ConversionFailed

LARGEST_DOCX = 32 << 20
LARGEST_EXPANDED = 128 << 20
MOST_PARTS = 2000
_MAIN = "word/document.xml"
_TYPES = "[Content_Types].xml"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Last step of a relationship's type: content that runs, or that is another document.
_FORBIDDEN = frozenset(
    {
        "aFChunk",
        "attachedTemplate",
        "control",
        "frame",
        "keyMapCustomizations",
        "oleObject",
        "package",
        "subDocument",
        "vbaProject",
        "wordVbaData",
    }
)
_XML = (".xml", ".rels")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def check_docx(docx: bytes) -> None:
    """Raise ConversionFailed unless this is a DOCX that fetches, runs and hides nothing."""
    if len(docx) > LARGEST_DOCX:
        raise ConversionFailed(f"the DOCX is larger than {LARGEST_DOCX} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            _check_package(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as exc:
        raise ConversionFailed(f"not a DOCX: {exc}") from exc


def _check_package(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_EXPANDED:
        raise ConversionFailed("the DOCX unpacks to too much")
    # ECMA-376 part 2, 9.1.1: part names are equal when equal without regard to case. Two readers
    # may choose differently between equal names, and what was checked would not be what is read.
    if len({name.lower() for name in names}) != len(names):
        raise ConversionFailed("the DOCX has two parts of one name")
    for needed in (_TYPES, _MAIN):
        if needed not in names:
            raise ConversionFailed(f"not a DOCX: no {needed}")
    for part in parts:
        if part.flag_bits & 0x1:
            raise ConversionFailed("the DOCX is encrypted")
        # Reading to the end proves size and checksum; a lying header ends in BadZipFile.
        _check_part(part.filename, package.read(part))


def _check_part(name: str, content: bytes) -> None:
    lower = name.lower()
    if "vbaproject" in lower or "activex" in lower:
        raise ConversionFailed(f"the DOCX holds a macro: {name}")
    if not lower.endswith(_XML):
        return
    # ECMA-376 part 2, 8.1.4: no DTD in a package; with it go external and exploding entities.
    if content.startswith(_BYTE_ORDER_MARKS) or b"\0" in content[:64] or b"<!DOCTYPE" in content:
        raise ConversionFailed(f"{name} has a document type, or is not in UTF-8")
    if name == _TYPES and (b"macroEnabled" in content or b"vbaProject" in content):
        raise ConversionFailed("the DOCX declares macros")
    try:
        if lower.endswith(".rels"):
            _check_relationships(name, ElementTree.fromstring(content))  # noqa: S314 - no DOCTYPE
        elif name == _MAIN:
            _check_main(ElementTree.fromstring(content))  # noqa: S314 - no DOCTYPE
        else:
            expat.ParserCreate().Parse(content, True)
    except (ElementTree.ParseError, expat.ExpatError) as exc:
        raise ConversionFailed(f"{name} is not XML: {exc}") from exc


def _check_main(document: ElementTree.Element) -> None:
    # LibreOffice makes a blank page of a main part without a body, and says nothing.
    if document.find("{*}body/*") is None:
        raise ConversionFailed("not a DOCX: its main part has no body")


def _check_relationships(name: str, relationships: ElementTree.Element) -> None:
    for relationship in relationships.iter(_RELATIONSHIP):
        kind = relationship.get("Type", "").rpartition("/")[2]
        target = relationship.get("Target", "")
        if kind == "hyperlink":
            continue  # is printed, not followed
        if relationship.get("TargetMode") == "External" or urlsplit(target).scheme:
            raise ConversionFailed(f"{name} links to {kind} outside the file: {target[:100]}")
        if kind in _FORBIDDEN:
            raise ConversionFailed(f"{name} includes {kind}, which papers may not")
        if kind == "officeDocument" and target.lstrip("/") != _MAIN:
            raise ConversionFailed(f"not a DOCX: its main part is {target[:100]}")
