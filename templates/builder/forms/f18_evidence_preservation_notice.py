"""18 先行登记保存证据通知书, delivered to the party under seal, its inventory on a page of its own."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    gap,
    head,
    ruled,
    ruled_date,
)
from templates.builder.blocks_signing import seal, signature
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, Xml, element, paragraph, raw_paragraph, runs
from templates.builder.package import Paper
from templates.builder.styles import CELL, TITLE
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

COLUMNS = (7, 17, 17, 13, 13, 8, 11, 9, 11)
HEADINGS = (
    ("序号",),
    ("证据名称",),
    ("规格型号",),
    ("产地",),
    ("成色", "（品级）"),
    ("单位",),
    ("价格",),
    ("数量",),
    ("备注",),
)
ROWS = 11
RECIPIENT = "被通知人或者被通知单位负责人（签名）："


def compose(form: Facts) -> Paper:
    """The notice with its three points on the first page, the inventory on the next."""
    notice = (
        head(form)
        + addressee("party.name")
        + clause(
            f"你（单位）涉嫌{ruled('cause', 14)}行为。为确保调查取证工作，"
            "依据《中华人民共和国行政处罚法》{{ law.sampling_basis }}的规定，"
            "本机关决定对你（单位）的有关证据（证据名称、数量等详见附后清单）采取先行登记保存措施。"
        )
        + clause("注意事项：", keep_next=True)
        + clause(
            "1．对先行登记保存的证据，本机关将在{{ law.preservation_term }}内依法作出处理决定。"
            f"请你（单位）于{ruled_date('decision_on')}到{ruled('decision_place', 16)}"
            "接受对先行登记保存证据的处理决定。"
        )
        + clause(
            "2．对就地先行登记保存的证据，在本机关作出处理决定前，你（单位）负有妥善保管的义务，"
            "不得有短缺、灭失、损毁或者擅自移动等改变证据物品的任何行为。"
        )
        + clause("3．请核对证据清单后，签字确认。", keep_next=True)
        + seal(form.seal_anchor, signature(RECIPIENT, 2200))
        + gap(20, keep_next=False)
    )
    return Paper(form.name, notice + _inventory(), footer=copies_line(form.copies))


def _inventory() -> Xml:
    page_break = element("r", element("br", type="page"))
    title = raw_paragraph(page_break + runs("先行登记保存证据清单"), Format(style=TITLE, after=160))
    heading = Format(style=CELL, align="center", line=320)
    table = grid(
        COLUMNS,
        row(
            COLUMNS,
            *(
                Cell("".join(paragraph(line, heading) for line in lines), middle=True)
                for lines in HEADINGS
            ),
            height=760,
            header=True,
        ),
        each_row(
            COLUMNS,
            f"item in items|rows({ROWS})",
            row(
                COLUMNS,
                centred("{% if item %}{{ loop.index }}{% endif %}"),
                left("{{ item.name }}"),
                left("{{ item.model }}"),
                left("{{ item.origin }}"),
                centred("{{ item.grade }}"),
                centred("{{ item.unit }}"),
                centred("{{ item.price }}"),
                centred("{{ item.quantity }}"),
                left("{{ item.remark }}"),
                height=700,
            ),
        ),
    )
    return (
        title
        + table
        + gap(120)
        + clause("上述物品经核无误。", keep_next=True)
        + signature(RECIPIENT, 2200)
        + _handlers()
        + paragraph("年　　月　　日", Format(align="right"))
    )


def _handlers() -> Xml:
    rest = Field("", "", ruled=False)
    return field_lines(
        *(
            (Field("承办人（签名）：", f"{{{{ officers[{i}].name }}}}", fixed=2200), rest)
            for i in range(2)
        ),
        keep_next=True,
    )
