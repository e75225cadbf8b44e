"""Where people sign and where the seal goes."""

from __future__ import annotations

from collections.abc import Sequence

from templates.builder.blocks import gap, table_text, unlabelled_text
from templates.builder.ooxml import Format, Tab, Xml, bookmark, paragraph, raw_paragraph, runs, when
from templates.builder.styles import CELL, FOOT, TEXT_WIDTH
from templates.builder.tables import (
    Cell,
    Field,
    columns,
    field_lines,
    label_cell,
    merged,
    row,
    text_width,
)

SIGN = 1700
"""The ruled blank for one signature, wide enough to sign beside a printed name."""
REST = Field("", "", ruled=False)
"""Fills a line up to the margin without a rule."""
DATED = Field("", "年\u3000月\u3000日", fixed=1200, ruled=False)


def officer_signatures(label: str = "安全生产行政执法人员（签名）：") -> Xml:
    """OFF: two lines, printed name with room to sign beside it, and certificate number."""
    return field_lines(*(_officer(label, i) for i in range(2)), keep_next=True)


def _officer(label: str, i: int, room: int = SIGN) -> tuple[Field, Field]:
    name = Field(
        label if i == 0 else "",
        f"{{{{ officers[{i}].name }}}}",
        fixed=room,
        label_width=text_width(label) + 30,
    )
    return name, Field("证号：", f"{{{{ officers[{i}].certificate }}}}")


def signature_pair(label: str) -> Xml:
    """Both officers on one line, without certificate numbers (form 28)."""
    names = [f"{{{{ officers[{i}].name }}}}" for i in range(2)]
    return field_lines(
        (Field(label, names[0], fixed=SIGN), Field("、", names[1], fixed=SIGN), REST),
        keep_next=True,
    )


def signature(label: str, width: int = 3000) -> Xml:
    """One line to be signed by hand."""
    return field_lines((Field(label, "", fixed=width), REST), keep_next=True)


def signature_dated(label: str) -> Xml:
    """A signature with a date of its own on the same line, to be written by hand."""
    return field_lines((Field(label, "", fixed=3000), REST, DATED), keep_next=True)


def officers_dated(label: str = "安全生产行政执法人员（签名）：") -> Xml:
    """OFF, each officer with a date of their own."""
    return field_lines(*((*_officer(label, i, 1300), DATED) for i in range(2)), keep_next=True)


def signature_foot(*lines: tuple[str, int]) -> Xml:
    """Signature lines for the foot of every page: (label, number of blanks) and a date.

    A footer is printed as it stands, so nothing here is filled in.
    """
    parts = []
    for label, blanks in lines:
        room = text_width(label)
        tabs = tuple(Tab(room + i * 200 + (i + 1) * 1700, "left") for i in range(blanks))
        signs = "  ".join("<u>\t</u>" for _ in range(blanks))
        parts.append(paragraph(f"{label}{signs}", Format(style=FOOT, tabs=tabs, line=460)))
    return "".join(parts) + foot_date()


def foot_date() -> Xml:
    """A date to be written by hand, flush right at the page's foot."""
    return paragraph("年\u3000\u3000月\u3000\u3000日", Format(style=FOOT, align="right", line=460))


def foot_columns(*lines: Sequence[str]) -> Xml:
    """Signature lines for the foot of every page, several labels side by side in equal columns."""
    parts = []
    for labels in lines:
        column = TEXT_WIDTH // len(labels)
        ends = [
            i * column + min(column - 200, text_width(name) + SIGN) for i, name in enumerate(labels)
        ]
        tabs = [Tab(at, "left") for i, end in enumerate(ends) for at in (i * column, end) if at]
        text = "\t".join(f"{label}<u>\t</u>" for label in labels)
        parts.append(paragraph(text, Format(style=FOOT, tabs=tuple(tabs), line=460)))
    return "".join(parts)


def seal(anchor: str, *below: Xml) -> Xml:
    """SEAL with white space for a 42 mm circle, so that it covers neither signatures nor copies line.

    A blank form bears no such circle and has more empty lines to hold: less space above. What
    stands `below` in the text keeps clear of the circle too.
    """
    above = gap(380) + when("doc.unit", gap(500))
    lines = above + seal_lines(anchor, indent=2500)
    if not below:
        return lines + gap(500, keep_next=False)
    return lines + gap(380) + when("doc.unit", gap(400)) + "".join(below)


def seal_lines(anchor: str, indent: int | None = None) -> Xml:
    """The organ's name, the date and the three bookmarks between which the seal is placed.

    The picture's centre goes midway between the first two marks, at the height between the two
    lines. The lines never part.
    """
    place = Format(left=indent, align="center", keep_next=True, keep_lines=True)
    name = (
        bookmark(1, f"{anchor}NAME")
        + runs("{{ doc.unit or '应急管理部门' }}")
        + bookmark(2, f"{anchor}END")
        + runs("（印章）")
    )
    dated = bookmark(3, f"{anchor}DATE") + runs("{{ doc.date|or_dates }}")
    return raw_paragraph(name, place) + raw_paragraph(dated, place)


def handling(widths: Sequence[int]) -> Xml:
    """HAND: the opinion of the officers in charge, over the whole width."""
    opinion = table_text("承办人意见：", "handling.opinion")
    signs = _cell_signatures(
        ("承办人（签名）：", "{{ officers[0].name }}", "{{ officers[0].certificate }}"),
        ("", "{{ officers[1].name }}", "{{ officers[1].certificate }}"),
    )
    span = len(widths)
    return row(widths, Cell(opinion, span=span, open_sides=("bottom",)), height=900) + row(
        widths, Cell(signs + _date("handling.date"), span=span, open_sides=("top",)), height=400
    )


def opinion(
    widths: Sequence[int],
    label: Sequence[str],
    said: tuple[str, str],
    sign: str,
    *,
    blanks: int = 1,
    height: int,
) -> Xml:
    """A labelled cell and beside it a text, at its bottom the signatures and the date in one line.

    `said` are the expressions of the text and of its date; `blanks` the number of signatures.
    """
    text, dated = said
    beside = len(widths) - 1
    start, room = text_width(sign) + 40, SIGN if blanks == 1 else 1300
    starts = [start + i * (room + 200) for i in range(blanks)]
    right = Tab(sum(columns(widths)[1:]) - 120)
    tabs = (*(Tab(at, "left") for i in starts for at in (i, i + room)), right)
    foot = paragraph(
        sign + "\t<u>\t</u>" * blanks + f"\t{{{{ {dated}|or_dates }}}}",
        Format(style=CELL, tabs=tabs, line=440, after=60),
    )
    return row(
        widths,
        label_cell(*label),
        Cell(unlabelled_text(text), span=beside, open_sides=("bottom",)),
        height=height,
    ) + row(
        widths,
        merged(),
        Cell(foot, span=beside, open_sides=("top",)),
        height=500,
    )


def approvals(
    widths: Sequence[int], spans: tuple[int, int] = (1, 1), *, keep_next: bool = False
) -> Xml:
    """APPR: reviewer and approver side by side, signatures at the bottom of their cells.

    `spans` are the columns of each. `keep_next` holds the signatures to the opinions.
    """
    parts = (
        ("审核意见：", "审核人（签名）：", "review"),
        ("审批意见：", "审批人（签名）：", "approval"),
    )
    return row(
        widths,
        *(
            Cell(
                table_text(label, f"{name}.opinion", keep_next=keep_next),
                span=span,
                open_sides=("bottom",),
            )
            for (label, _, name), span in zip(parts, spans, strict=True)
        ),
        height=900,
    ) + row(
        widths,
        *(
            Cell(
                _cell_signatures((sign, "", None)) + _date(f"{name}.date"),
                span=span,
                open_sides=("top",),
            )
            for (_, sign, name), span in zip(parts, spans, strict=True)
        ),
        height=400,
    )


def _cell_signatures(*lines: tuple[str, str, str | None]) -> Xml:
    """Signature blanks inside a cell, drawn by tabs: label, printed name, certificate number."""
    start = max(text_width(label) for label, _, _ in lines) + 40
    stop = start + SIGN
    parts = []
    for label, name, certificate in lines:
        text = f"{label}\t<u>{name}\t</u>"
        tabs = [Tab(start, "left"), Tab(stop, "left")]
        if certificate is not None:
            text += f"  证号：<u>{certificate}\t</u>"
            tabs.append(Tab(stop + 2600))
        parts.append(paragraph(text, Format(style=CELL, tabs=tuple(tabs), line=440)))
    return "".join(parts)


def _date(expression: str) -> Xml:
    return paragraph(
        f"{{{{ {expression}|or_dates }}}}", Format(style=CELL, align="right", line=440, after=60)
    )
