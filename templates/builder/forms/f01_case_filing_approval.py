"""1 立案审批表, internal."""

from __future__ import annotations

from templates.builder.blocks import gap, head, table_text
from templates.builder.blocks_signing import approvals, handling
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Cell, Field, field_lines, grid, row

HALVES = (1, 1)


def compose(form: Facts) -> Paper:
    """Ruled lines about the case, then the facts and the three opinions in a table."""
    lines = field_lines(
        (Field("案由", "{{ cause }}"),),
        (Field("案件来源", "{{ source }}"), Field("时间", "{{ received }}", fixed=3400)),
        (Field("案件名称", "{{ case_name }}"),),
        (Field("当事人", "{{ party.name }}"), Field("电话", "{{ party.phone }}", fixed=2200)),
        (Field("法定代表人/负责人", "{{ party.representative }}"),),
        (
            Field("当事人地址", "{{ party.address }}"),
            Field("邮政编码", "{{ party.postcode }}", fixed=1100),
        ),
    )
    table = grid(
        HALVES,
        row(
            HALVES,
            Cell(table_text("案件基本情况：", "facts"), span=2),
            height=4600,
            flows=True,
        ),
        handling(HALVES),
        approvals(HALVES),
    )
    return Paper(form.name, head(form) + lines + gap(200) + table + gap(20, keep_next=False))
