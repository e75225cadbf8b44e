"""40 卷内目录, internal: what a case file holds, in a table that repeats its heading."""

from __future__ import annotations

from templates.builder.blocks import gap
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, paragraph
from templates.builder.package import Paper
from templates.builder.styles import CELL, TITLE_FACE, style
from templates.builder.tables import Cell, centred, each_row, grid, row

TITLE = "IndexTitle"
COLUMNS = (7, 46, 23, 10, 14)
HEADINGS = ("序号", "文件名称及编号", "日期", "页号", "备注")
ROWS = 20
CLOSE = Format(style=CELL, line=270)
"""Two lines of a name fit the height of one row."""


def compose(form: Facts) -> Paper:
    """A table of at least twenty rows; no banner, no number, no signature."""
    table = grid(
        COLUMNS,
        row(COLUMNS, *map(centred, HEADINGS), height=560, header=True),
        each_row(
            COLUMNS,
            f"item in items|rows({ROWS})",
            row(
                COLUMNS,
                centred("{% if item %}{{ loop.index }}{% endif %}"),
                Cell(paragraph("{{ item.document }}", CLOSE), middle=True),
                centred("{{ item.date }}"),
                centred("{{ item.pages }}"),
                Cell(paragraph("{{ item.remark }}", CLOSE), middle=True),
                height=600,
            ),
        ),
    )
    spaced = style(
        TITLE,
        "目录名称",
        Format(align="center", keep_next=True, line=700),
        face=TITLE_FACE,
        size=36,
        apart=180,
    )
    body = paragraph(form.name, Format(style=TITLE)) + gap(160) + table + gap(20, keep_next=False)
    return Paper(form.name, body, styles=spaced)
