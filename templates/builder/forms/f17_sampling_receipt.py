"""17 抽样取证凭证, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import clause, copies_line, gap, head
from templates.builder.blocks_record import time_span
from templates.builder.blocks_signing import officer_signatures, seal, signature
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Field, centred, each_row, field_lines, grid, left, row

COLUMNS = (7, 50, 32, 11)
HEADINGS = ("序号", "证据物品名称", "规格及批号", "数量")
ROWS = 6


def compose(form: Facts) -> Paper:
    """Where samples were taken, and a table of at least six rows that grows over pages."""
    lines = field_lines(
        (
            Field("被抽样取证人（单位）", "{{ party.name }}"),
            Field("现场负责人", "{{ party.site_manager }}", fixed=1300),
        ),
        (
            Field("地址", "{{ party.address }}"),
            Field("联系电话", "{{ party.phone }}", fixed=1500),
            Field("邮编", "{{ party.postcode }}", fixed=850),
        ),
        time_span("抽样取证时间"),
        (Field("抽样地点", "{{ place }}"),),
    )
    table = grid(
        COLUMNS,
        row(COLUMNS, *map(centred, HEADINGS), header=True),
        each_row(
            COLUMNS,
            f"item in items|rows({ROWS})",
            row(
                COLUMNS,
                centred("{% if item %}{{ loop.index }}{% endif %}"),
                left("{{ item.name }}"),
                left("{{ item.specification }}"),
                centred("{{ item.quantity }}"),
            ),
        ),
    )
    body = (
        head(form)
        + lines
        + clause(
            "依据《中华人民共和国行政处罚法》{{ law.sampling_basis }}的规定，"
            "对你（单位）的下列物品进行抽样取证。",
            keep_next=True,
        )
        + gap(100)
        + table
        + gap(160)
        + signature("现场负责人（签名）：", 2200)
        + officer_signatures()
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
