"""Tables: ruled lines of labelled fields, and grids with single rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from templates.builder.ooxml import FULL_WIDTH, Format, Tab, Xml, element, flag, paragraph
from templates.builder.styles import BODY_LINE, CELL, GRID, TEXT_WIDTH

GAP = 80
"""Between a ruled blank and the label after it."""
NARROW = 3000
CELL_TEXT = Format(style=CELL)
CELL_CENTRED = Format(style=CELL, align="center")


@dataclass(frozen=True)
class Field:
    """A label and its ruled blank. `share` divides a line's width among its blanks.

    `fixed` gives the blank a width of its own; `ruled=False` prints the value without a rule.
    """

    label: str
    value: str = ""
    share: int = 1
    fixed: int | None = None
    ruled: bool = True
    label_width: int | None = None


@dataclass(frozen=True)
class Cell:
    """A cell of ready paragraphs over `span` columns. `open_sides` names sides without a rule.

    `merge` joins cells of rows below each other: "restart" in the first, "continue" further down.
    """

    content: Xml
    span: int = 1
    middle: bool = False
    open_sides: tuple[str, ...] = ()
    tight: bool = False
    merge: str | None = None


def text_width(text: str) -> int:
    """The width of a label in twips: full-width characters, half for ASCII."""
    return sum(FULL_WIDTH // 2 if ch.isascii() else FULL_WIDTH for ch in text)


def field_lines(*lines: Sequence[Field], keep_next: bool = False) -> Xml:
    """Lines of labelled blanks that run on to the right margin.

    A borderless table, so that a long value wraps inside its own blank and the next label stays
    where it was. A tab draws each rule on to the end of its cell.
    """
    layouts = [_layout(line) for line in lines]
    stops = sorted({0, *(stop for layout in layouts for stop in accumulate(layout))})
    rows = []
    for line, widths in zip(lines, layouts, strict=True):
        edges = [0, *accumulate(widths)]
        cells = []
        for i, (start, end) in enumerate(zip(edges, edges[1:], strict=False)):
            if start == end:
                continue
            content = _value if i % 2 else _label
            cells.append(
                _tc(
                    end - start,
                    stops.index(end) - stops.index(start),
                    content(line[i // 2], end - start, keep_next=keep_next),
                    margins=(0 if i % 2 or i == 0 else GAP, 0),
                )
            )
        rows.append(_tr(cells, height=BODY_LINE, cant_split=True))
    widths = [end - start for start, end in zip(stops, stops[1:], strict=False)]
    return _table(widths, rows, style=None)


def _label(field: Field, width: int, *, keep_next: bool) -> Xml:
    return paragraph(field.label, Format(align="left", keep_next=keep_next))


def _value(field: Field, width: int, *, keep_next: bool) -> Xml:
    if not field.ruled:
        return paragraph(field.value, Format(align="right", keep_next=keep_next))
    # Justifying a narrow blank would pull its few characters apart.
    align = "left" if width < NARROW else None
    return paragraph(
        f"<u> {field.value}\t</u>", Format(align=align, tabs=(Tab(width),), keep_next=keep_next)
    )


def _layout(line: Sequence[Field]) -> list[int]:
    labels = [
        field.label_width
        if field.label_width is not None
        else text_width(field.label) + (30 if field.label else 0) + (GAP if i else 0)
        for i, field in enumerate(line)
    ]
    free = TEXT_WIDTH - sum(labels) - sum(f.fixed or 0 for f in line)
    if free < 0:
        raise ValueError(f"line too full: {[f.label for f in line]}")
    shares = sum(f.share for f in line if f.fixed is None)
    widths = []
    for label, field in zip(labels, line, strict=True):
        blank = field.fixed if field.fixed is not None else free * field.share // shares
        widths += [label, blank]
    widths[-1] += TEXT_WIDTH - sum(widths)
    return widths


def grid(widths: Sequence[int], *rows: Xml) -> Xml:
    """A table with single rules over the full text width. `widths` are parts of a whole."""
    return _table(columns(widths), list(rows), style=GRID)


def columns(parts: Sequence[int]) -> list[int]:
    """Widths in twips that fill the text width in the given proportion."""
    whole = sum(parts)
    edges = [TEXT_WIDTH * edge // whole for edge in accumulate(parts)]
    return [right - left for left, right in zip([0, *edges], edges, strict=False)]


def row(
    widths: Sequence[int],
    *cells: Cell,
    height: int = BODY_LINE,
    header: bool = False,
    flows: bool = False,
) -> Xml:
    """A row at least `height` high. Only a row that `flows` may break across pages."""
    twips = columns(widths)
    parts, column = [], 0
    for cell in cells:
        borders = "".join(
            element(side, val="nil")
            for side in ("top", "left", "bottom", "right")
            if side in cell.open_sides
        )
        parts.append(
            _tc(
                sum(twips[column : column + cell.span]),
                cell.span,
                cell.content,
                borders=borders,
                margins=(0, 0) if cell.tight else None,
                align="center" if cell.middle else None,
                merge=cell.merge,
            )
        )
        column += cell.span
    return _tr(parts, height=height, cant_split=not flows, header=header)


def each_row(widths: Sequence[int], loop: str, *rows: Xml) -> Xml:
    """Rows repeated for a list: `each_row(widths, "item in items|rows(10)", row(…))`."""
    return _tag_row(widths, f"for {loop}") + "".join(rows) + _tag_row(widths, "endfor")


def _tag_row(widths: Sequence[int], tag: str) -> Xml:
    return row(widths, Cell(paragraph(f"{{%tr {tag} %}}"), span=len(widths)))


def centred(text: str) -> Cell:
    """A short entry in the middle of its cell."""
    return Cell(paragraph(text, CELL_CENTRED), middle=True)


def label_cell(*lines: str, merge: str | None = "restart") -> Cell:
    """A label of several short lines, which the cells below it may continue."""
    # A row stays with the next one if its first paragraph says so.
    form = Format(style=CELL, align="center", keep_next=merge is not None)
    content = "".join(paragraph(line, form) for line in lines)
    return Cell(content, middle=True, merge=merge)


def merged() -> Cell:
    """A cell that continues the one above it."""
    return Cell(paragraph(""), merge="continue")


def left(text: str, span: int = 1) -> Cell:
    """An entry flush left, in the middle of its height."""
    return Cell(paragraph(text, CELL_TEXT), span=span, middle=True)


def _tc(
    width: int,
    span: int,
    content: Xml,
    *,
    borders: Xml = "",
    margins: tuple[int, int] | None = None,
    align: str | None = None,
    merge: str | None = None,
) -> Xml:
    properties = (
        element("tcW", w=width, type="dxa")
        + (element("gridSpan", val=span) if span > 1 else "")
        + (element("vMerge", val=merge) if merge else "")
        + (element("tcBorders", borders) if borders else "")
        + (
            element(
                "tcMar",
                element("left", w=margins[0], type="dxa"),
                element("right", w=margins[1], type="dxa"),
            )
            if margins
            else ""
        )
        + (element("vAlign", val=align) if align else "")
    )
    return element("tc", element("tcPr", properties), content)


def _tr(cells: Iterable[Xml], *, height: int, cant_split: bool, header: bool = False) -> Xml:
    properties = element(
        "trPr",
        flag("cantSplit", cant_split),
        element("trHeight", val=height, hRule="atLeast"),
        flag("tblHeader", header),
    )
    return element("tr", properties, *cells)


def _table(widths: Sequence[int], rows: Sequence[Xml], *, style: str | None) -> Xml:
    properties = (
        (element("tblStyle", val=style) if style else "")
        + element("tblW", w=TEXT_WIDTH, type="dxa")
        + element("tblInd", w=0, type="dxa")
        + element("tblLayout", type="fixed")
        + element("tblLook", val="0000")
    )
    lines = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", element("tblPr", properties), lines, *rows)
