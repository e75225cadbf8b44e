"""12 停止供电（供应民用爆炸物品）通知书, delivered to the supplier under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    head,
    ruled,
    ruled_date,
    ruled_minute,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """Form 11 told to the supplier: whom to cut off, from when and what."""
    body = (
        head(form)
        + addressee("recipient.name")
        + clause(
            f"因{ruled('party.name', 14)}存在重大生产安全事故隐患，"
            f"本机关于{ruled_date('decision.date')}依法对该单位作出了{ruled('decision.name', 14)}"
            "的决定，该单位未执行以上决定，没有及时消除事故隐患，"
            "存在发生生产安全事故现实危险。为保障安全生产，"
            "依据《中华人民共和国安全生产法》{{ law.power_cut_basis }}的规定，"
            f"本机关决定对该单位采取{ruled('measure', 12)}措施，强制其履行决定。"
            f"请你单位于{ruled_minute('stops_at')}对该单位{ruled('action', 12)}，请给予配合。"
        )
        + clause(
            "该单位依法履行相关行政决定、采取相应措施消除事故隐患的，"
            "本机关将及时通知你单位解除有关措施。",
            keep_next=True,
        )
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
