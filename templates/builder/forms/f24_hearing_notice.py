"""24 行政处罚听证会通知书, delivered to whoever asked for the hearing, under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    head,
    ruled,
    ruled_case,
    ruled_minute,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.ooxml import Xml
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines

NOTES = (
    "请事先准备相关证据，通知证人和委托代理人准时参加。",
    "委托代理人参加听证的，应当在听证会前向本机关提交授权委托书等有关证明。",
    "申请延期举行的，应当在举行听证会前向本机关提出，由本机关决定是否延期。",
    "不按时参加听证会且未事先说明理由的，视为放弃听证权利。",
)
LABEL = 6 * 210 + 230


def compose(form: Facts) -> Paper:
    """When and where, who holds the hearing, what to mind, and whom to ask."""
    where_to_ask = field_lines(
        (Field("应急管理部门地址：", "{{ contact.address }}"),),
        (
            Field("邮政编码：", "{{ contact.postcode }}", fixed=1000),
            Field("联系人：", "{{ contact.name }}"),
            Field("联系电话：", "{{ contact.phone }}"),
        ),
    )
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"根据你（单位）申请，关于{ruled_case(20)}，现定于{ruled_minute('held_at')}"
            f"在{ruled('place', 14)}（{{{{ public|tick }}}}公开、"
            "{{ (public == false)|tick }}不公开）举行听证会议，请准时出席。"
        )
        + _panel()
        + clause(
            "根据《中华人民共和国行政处罚法》{{ law.hearing_basis }}的规定，"
            "你（单位）可以申请听证主持人回避。"
        )
        + clause("注意事项：", keep_next=True)
        + "".join(
            clause(f"{number}．{note}", keep_next=number == len(NOTES))
            for number, note in enumerate(NOTES, 1)
        )
        + clause("特此通知。", keep_next=True)
        + seal(form.seal_anchor, where_to_ask)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))


def _panel() -> Xml:
    people = (
        ("听证主持人姓名", "presider"),
        ("听证员姓名", "members[0]"),
        ("听证员姓名", "members[1]"),
        ("书记员姓名", "clerk"),
    )
    return field_lines(
        *(
            (
                Field(label, f"{{{{ {who}.name }}}}", fixed=2000, label_width=LABEL),
                Field("职务", f"{{{{ {who}.title }}}}"),
            )
            for label, who in people
        )
    )
