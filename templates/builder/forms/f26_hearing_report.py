"""26 听证会报告书, internal."""

from __future__ import annotations

from templates.builder.blocks import gap, head, table_text
from templates.builder.blocks_signing import opinion
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Cell, Field, centred, field_lines, grid, row

COLUMNS = (15, 16, 11, 29, 11, 18)
MEMBERS = (
    "{% for member in members %}{{ member.name }}{% if not loop.last %}、{% endif %}{% endfor %}"
)


def compose(form: Facts) -> Paper:
    """Who held the hearing, what was said there, and the two opinions on it."""
    table = grid(
        COLUMNS,
        row(
            COLUMNS,
            centred("主持人"),
            centred("{{ presider.name }}"),
            centred("听证员"),
            centred(MEMBERS),
            centred("书记员"),
            centred("{{ clerk.name }}"),
            height=560,
        ),
        row(
            COLUMNS,
            Cell(
                table_text("听证会基本情况摘要：（详见听证会笔录，笔录附后）", "summary"),
                span=len(COLUMNS),
            ),
            height=6600,
            flows=True,
        ),
        opinion(
            COLUMNS,
            ("主持人", "意见"),
            ("presider_opinion.opinion", "presider_opinion.date"),
            "主持人（签名）：",
            height=1250,
        ),
        opinion(
            COLUMNS,
            ("负责人", "审核意见"),
            ("review.opinion", "review.date"),
            "负责人（签名）：",
            height=1250,
        ),
    )
    body = (
        head(form)
        + field_lines((Field("案件名称：", "{{ case_name }}"),))
        + gap(120)
        + table
        + gap(20, keep_next=False)
    )
    return Paper(form.name, body)
