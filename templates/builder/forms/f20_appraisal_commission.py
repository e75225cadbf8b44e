"""20 鉴定委托书, delivered to the expert body under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    gap,
    head,
    ruled_date,
    ruled_text,
)
from templates.builder.blocks_signing import REST, seal
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Field, centred, each_row, field_lines, grid, left, row

COLUMNS = (32, 32, 12, 26)
HEADINGS = ("物品名称", "规格型号", "数量", "备注")
ROWS = 3
NOTE = "注：鉴定结果请提出具体鉴定报告书，并由鉴定人员签名或者盖章，加盖鉴定机构印章。"


def compose(form: Facts) -> Paper:
    """A table of at least three things, the questions, the term, and a note in place of copies."""
    table = grid(
        COLUMNS,
        row(COLUMNS, *map(centred, HEADINGS), height=600, header=True),
        each_row(
            COLUMNS,
            f"item in items|rows({ROWS})",
            row(
                COLUMNS,
                left("{{ item.name }}"),
                left("{{ item.model }}"),
                centred("{{ item.quantity }}"),
                left("{{ item.remark }}"),
                height=600,
            ),
        ),
    )
    contact = field_lines(
        (
            Field("　　联系人：", "{{ contact.name }}", fixed=1600),
            Field("联系电话：", "{{ contact.phone }}", fixed=2600),
            REST,
        ),
        keep_next=True,
    )
    body = (
        head(form)
        + addressee("recipient.name")
        + clause(
            "因调查有关安全生产违法案件的需要，本行政机关现委托你单位对下列物品进行鉴定。",
            keep_next=True,
        )
        + gap(80)
        + table
        + gap(160)
        + ruled_text("鉴定要求：", "requirements", 4)
        + clause(f"请于{ruled_date('due')}前向本行政机关提交鉴定结果。", keep_next=True)
        + contact
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(NOTE))
