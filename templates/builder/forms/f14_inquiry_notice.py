"""14 询问通知书, delivered to the one to be questioned under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    MARGIN_TAB,
    addressee,
    clause,
    copies_line,
    gap,
    head,
    ruled,
    ruled_minute,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, Tab, Xml, each, paragraph
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines

PAPERS = (
    ("identity_card", "身份证"),
    ("business_licence", "营业执照"),
    ("representative_proof", "法定代表人身份证明或者委托书"),
)
MORE_LINES = 3
"""Ruled lines below the last box of a blank form."""


def compose(form: Facts) -> Paper:
    """Why, when and where to come, what to bring, and whom to call."""
    contact = field_lines(
        (Field("应急管理部门地址：", "{{ contact.address }}"),),
        (
            Field("联系人：", "{{ contact.name }}", fixed=2200),
            Field("联系电话：", "{{ contact.phone }}"),
        ),
        keep_next=True,
    )
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"因{ruled('cause', 16)}，请你（单位）于{ruled_minute('appear_at')}"
            f"到{ruled('place', 12)}接受询问调查，来时请携带下列证件材料（见打√处）：",
            keep_next=True,
        )
        + "".join(clause(f"{{{{ documents.{key}|tick }}}}{name}") for key, name in PAPERS)
        + _other()
        + clause("如无法按时前来，请及时联系。", keep_next=True)
        + gap(300)
        + contact
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))


def _other() -> Xml:
    boxed = Format(left=660, hanging=240, tabs=(Tab(660, "left"), *MARGIN_TAB))
    below = Format(left=660, tabs=MARGIN_TAB)
    return paragraph(
        "{{ (documents.other is defined)|tick }}\t<u>{{ documents.other }}\t</u>", boxed
    ) + each(f"_ in []|rows(0 if documents else {MORE_LINES})", paragraph("<u>\t</u>", below))
