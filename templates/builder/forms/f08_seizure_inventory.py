"""8 查封扣押（场所、设施、财物）清单, attachment without banner and seal."""

from __future__ import annotations

from templates.builder.blocks import copies_line, gap, list_number
from templates.builder.blocks_signing import officers_dated, signature_dated
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, paragraph
from templates.builder.package import Paper
from templates.builder.styles import TITLE
from templates.builder.tables import centred, each_row, grid, left, row

COLUMNS = (8, 21, 31, 10, 18, 12)
HEADINGS = ("编号", "名称", "规格（型号）或者地址", "单位", "数量或者面积", "备注")
ROWS = 10


def compose(form: Facts) -> Paper:
    """A table of at least ten rows that grows over pages under a repeated heading."""
    table = grid(
        COLUMNS,
        row(COLUMNS, *map(centred, HEADINGS), height=560, header=True),
        each_row(
            COLUMNS,
            f"item in items|rows({ROWS})",
            row(
                COLUMNS,
                centred("{% if item %}{{ loop.index }}{% endif %}"),
                left("{{ item.name }}"),
                left("{{ item.model_or_address }}"),
                centred("{{ item.unit }}"),
                centred("{{ item.quantity }}"),
                left("{{ item.remark }}"),
                height=640,
            ),
        ),
    )
    body = (
        paragraph(form.name, Format(style=TITLE))
        + list_number()
        + table
        + paragraph("（此页不够，可另附页）", Format(align="right", keep_next=True))
        + gap(240)
        + signature_dated("当事人（签名或者盖章）：")
        + gap(160)
        + officers_dated()
        + gap(20, keep_next=False)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
