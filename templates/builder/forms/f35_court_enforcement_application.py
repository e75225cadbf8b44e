"""35 强制执行申请书, delivered to the court under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    banner,
    clause,
    gap,
    own_number,
    ruled,
    ruled_date,
    ruled_text,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, Tab, paragraph
from templates.builder.package import Paper
from templates.builder.styles import NUMBER, TEXT_WIDTH
from templates.builder.tables import Field, field_lines

SIGNER = Tab(TEXT_WIDTH - 2750, "left")
"""Where 签发人 stands, to the right of the number."""


def compose(form: Facts) -> Paper:
    """The decision, that it was not performed, the papers added, and whom the court can ask."""
    number = paragraph(
        f"{own_number(form.code)}\t签发人：<u>{{{{ signatory }}}}\t</u>",
        Format(style=NUMBER, align="left", keep_next=True, tabs=(SIGNER, Tab(TEXT_WIDTH))),
    )
    body = (
        banner(form.name)
        + gap(200)
        + number
        + gap(200)
        + addressee("court")
        + clause(
            f"本行政机关于{ruled_date('decision.date')}对被申请执行人{ruled('party.name', 12)}"
            f"作出了{ruled('decision.content', 12)}的行政决定"
            f"（文号：{ruled('decision.number', 8)}），被申请执行人在法定的期限内未履行该行政决定。"
            "根据《中华人民共和国行政处罚法》{{ law.court_basis }}及"
            "《中华人民共和国行政强制法》第五十三条、五十四条的规定，特申请贵院强制执行。"
        )
        + ruled_text("附有关材料：", "materials", 6, keep_next=True)
        + seal(
            form.seal_anchor,
            field_lines(
                (
                    Field("联系人：", "{{ contact.name }}"),
                    Field("联系电话：", "{{ contact.phone }}"),
                )
            ),
        )
    )
    return Paper(form.name, body)
