"""Where on which page the seal goes: read from named destinations that the template carries.

A template marks three points with bookmarks, which the layout engine exports as destinations:
`<ANCHOR>NAME` before and `<ANCHOR>END` behind the organ's name, `<ANCHOR>DATE` before the date.
The seal sits across the name and the date (GB/T 9704-2012, 7.3.5.1: 端正、居中下压发文机关署名和
成文日期), its centre between the two lines.
"""

# mypy: disable-error-code="no-untyped-call, import-untyped"
# Parts of pyHanko are not annotated.

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from seals.errors import AnchorMissing, AnchorSplit, SealingFailed

POINTS_PER_MM = 72 / 25.4
RAISED_MM = 2.0
"""The centre lies this far above the top of the date line, so that name and date both sit low."""

_MAX_DEPTH = 40
"""Page trees and name trees deeper than this are not ours, and may be a loop."""


@dataclass(frozen=True)
class Placement:
    """The centre of a seal: page index from 0, and PDF points from the page's lower left."""

    page: int
    cx: float
    cy: float


@dataclass(frozen=True)
class _Point:
    page: int
    x: float
    top: float


@dataclass(frozen=True)
class _Page:
    ref: generic.Reference
    box: tuple[float, float, float, float]
    rotated: bool


def find_placement(pdf: bytes, *, anchor: str, mm: float) -> Placement:
    """The place of a seal `mm` wide at the anchor's three marks, moved to stay on the page.

    `anchor` is letters and digits, e.g. `SEAL1`. Raises AnchorMissing when a mark is absent or has
    no position, AnchorSplit when name and date are on different pages, and SealingFailed when the
    file cannot be read or the page cannot take the seal.
    """
    if re.fullmatch(r"[A-Za-z0-9]+", anchor) is None:
        raise AnchorMissing(anchor, "an anchor is letters and digits")
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        pages = tuple(_pages(reader))
        name, end, date = (_point(reader, pages, anchor + s) for s in ("NAME", "END", "DATE"))
    except (PdfError, ValueError, TypeError, KeyError, IndexError, RecursionError) as exc:
        raise SealingFailed(f"the file cannot be read: {exc}") from exc
    if name.page != date.page:
        raise AnchorSplit(name.page, date.page)
    if end.page != name.page:
        raise AnchorSplit(name.page, end.page)
    cx, cy = (name.x + end.x) / 2, date.top + RAISED_MM * POINTS_PER_MM
    return _kept_on_page(Placement(name.page, cx, cy), pages[name.page], mm)


def _kept_on_page(place: Placement, page: _Page, mm: float) -> Placement:
    if page.rotated:
        raise SealingFailed("the page is rotated")
    left, bottom, right, top = page.box
    radius = mm * POINTS_PER_MM / 2
    if right - left < 2 * radius or top - bottom < 2 * radius:
        raise SealingFailed("the page is smaller than the seal")
    return Placement(
        place.page,
        round(min(max(place.cx, left + radius), right - radius), 3),
        round(min(max(place.cy, bottom + radius), top - radius), 3),
    )


def _pages(reader: PdfFileReader) -> Iterator[_Page]:
    root = reader.root
    yield from _walk_pages(root.raw_get("/Pages"), (), 0)


def _walk_pages(
    node_ref: generic.IndirectObject, parents: tuple[generic.DictionaryObject, ...], depth: int
) -> Iterator[_Page]:
    if depth > _MAX_DEPTH:
        raise ValueError("page tree too deep")
    node = node_ref.get_object()
    line = (node, *parents)
    if "/Kids" in node:
        kids = node["/Kids"]
        for i in range(len(kids)):
            yield from _walk_pages(kids.raw_get(i), line, depth + 1)
        return
    box = _inherited(line, "/CropBox") or _inherited(line, "/MediaBox")
    x0, y0, x1, y1 = (float(v) for v in box)
    yield _Page(
        node_ref.reference,
        (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)),
        bool(int(_inherited(line, "/Rotate") or 0) % 360),
    )


def _inherited(line: tuple[generic.DictionaryObject, ...], key: str) -> Any:
    return next((node[key] for node in line if key in node), None)


def _point(reader: PdfFileReader, pages: tuple[_Page, ...], name: str) -> _Point:
    found = _destination(reader, name)
    if isinstance(found, generic.DictionaryObject):
        found = found["/D"]
    if not isinstance(found, generic.ArrayObject) or len(found) < 4 or found[1] != "/XYZ":
        raise AnchorMissing(name, "the destination has no XYZ position")
    left, top = found[2], found[3]
    if isinstance(left, generic.NullObject) or isinstance(top, generic.NullObject):
        raise AnchorMissing(name, "the destination has no XYZ position")
    target = found.raw_get(0)
    for index, page in enumerate(pages):
        if isinstance(target, generic.IndirectObject) and target.reference == page.ref:
            return _Point(index, float(left), float(top))
    raise AnchorMissing(name, "the destination is on no page")


def _destination(reader: PdfFileReader, name: str) -> Any:
    """ISO 32000-1, 12.3.2.3: a dictionary in the catalog (PDF 1.1) or a name tree (PDF 1.2)."""
    root = reader.root
    if "/Dests" in root and "/" + name in root["/Dests"]:
        return root["/Dests"]["/" + name]
    if "/Names" in root and "/Dests" in root["/Names"]:
        found = _in_tree(root["/Names"]["/Dests"], name, 0)
        if found is not None:
            return found
    raise AnchorMissing(name)


def _in_tree(node: generic.DictionaryObject, name: str, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise ValueError("name tree too deep")
    names = node.get("/Names", ())
    for i in range(0, len(names) - 1, 2):
        if _as_text(names[i]) == name:
            return names[i + 1]
    for kid in node.get("/Kids", ()):
        found = _in_tree(kid.get_object(), name, depth + 1)
        if found is not None:
            return found
    return None


def _as_text(key: object) -> str:
    return key.decode("latin-1") if isinstance(key, bytes) else str(key)
