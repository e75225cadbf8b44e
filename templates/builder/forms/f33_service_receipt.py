"""33 文书送达回执, one per case, sealed inside its table."""

from __future__ import annotations

from templates.builder.blocks import gap, head, notes, table_text
from templates.builder.blocks_signing import seal_lines
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, paragraph
from templates.builder.package import Paper
from templates.builder.styles import CELL
from templates.builder.tables import (
    Cell,
    Field,
    centred,
    each_row,
    field_lines,
    grid,
    left,
    row,
)

COLUMNS = (50, 29, 28, 45, 24, 24)
HEADINGS = (
    ("送达文书名称、文号",),
    ("收件人签名", "或者盖章"),
    ("送达", "地点"),
    ("送达", "日期"),
    ("送达", "方式"),
    ("送达人",),
)
ROWS = 5
SIGN_LINE = 500
NOTES = (
    "一个案件各类文书的送达，统一使用一份送达回执。",
    "各类文书送达参照民事诉讼法有关送达的规定执行。",
    "他人代收的，由代收人在收件人栏内签名或者盖章，并在备注栏内注明与被送达人的关系；"
    "留置送达的，在备注栏说明情况，并由证明人签字。",
)


def compose(form: Facts) -> Paper:
    """Five rows or more, each with two lines for the two who serve, then the sealed row."""
    heading = Format(style=CELL, align="center", line=300)
    servers = Format(style=CELL, line=SIGN_LINE)
    table = grid(
        COLUMNS,
        row(
            COLUMNS,
            left("受送达单位（个人）"),
            left("{{ party.name }}", span=5),
            height=520,
            header=True,
        ),
        row(
            COLUMNS,
            *(
                Cell("".join(paragraph(line, heading) for line in lines), middle=True)
                for lines in HEADINGS
            ),
            height=680,
            header=True,
        ),
        each_row(
            COLUMNS,
            f"item in items|rows({ROWS})",
            row(
                COLUMNS,
                left("{{ item.document }}"),
                centred(""),
                left("{{ item.place }}"),
                centred("{{ item.date }}"),
                centred("{{ item.method }}"),
                Cell(
                    paragraph("", Format(style=CELL, line=SIGN_LINE, rule_below=4))
                    + paragraph("", servers),
                    middle=True,
                    tight=True,
                ),
                height=2 * SIGN_LINE,
            ),
        ),
        row(
            COLUMNS, Cell(gap(220) + seal_lines(form.seal_anchor), span=6, middle=True), height=2520
        ),
        row(COLUMNS, Cell(table_text("备注：", "remarks"), span=6), height=700),
    )
    body = (
        head(form)
        + field_lines((Field("案件名称：", "{{ case_name }}"),))
        + gap(80)
        + table
        + notes(NOTES)
    )
    return Paper(form.name, body)
