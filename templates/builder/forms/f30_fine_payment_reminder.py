"""30 缴纳罚款催告书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    decision_number,
    gap,
    head,
    ruled,
    ruled_date,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines


def compose(form: Facts) -> Paper:
    """Which fine was not paid, what follows, and that the party may state its case."""
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"本机关于{ruled_date('decision.date')}发出{decision_number('decision.number')}"
            f"《行政处罚决定书》，要求你（单位）于{ruled_date('due')}前"
            f"将罚款缴至{ruled('payee', 14)}。因你（单位）至今未履行该处罚决定，"
            "依据《中华人民共和国行政强制法》第三十五条的规定，现催告你（单位）履行以上决定，"
            "本机关将依据《中华人民共和国行政处罚法》{{ law.late_fine_basis }}、"
            "《中华人民共和国行政强制法》第四十五条的规定，每日按罚款数额的3％加处罚款。"
        )
        + clause(
            "如有异议，依据《中华人民共和国行政强制法》第三十六条的规定，"
            "你（单位）有权在收到本催告书之日起3日内向本机关提出陈述和申辩，"
            "逾期未提出的，视为放弃此权利。",
            keep_next=True,
        )
        + gap(120)
        + field_lines(
            (Field("地址：", "{{ contact.address }}"),),
            (
                Field("联系人：", "{{ contact.name }}"),
                Field("联系电话：", "{{ contact.phone }}"),
            ),
            keep_next=True,
        )
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
