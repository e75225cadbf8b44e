"""11 停止供电（供应民用爆炸物品）决定书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    head,
    reconsideration,
    ruled,
    ruled_date,
    ruled_minute,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """The order that was not obeyed, the supply that is cut, and when that ends."""
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"因你单位存在重大生产安全事故隐患，本机关于{ruled_date('decision.date')}"
            f"依法对你单位作出了{ruled('decision.name', 14)}的决定，你单位未执行以上决定，"
            "没有及时消除事故隐患，存在发生生产安全事故现实危险。为保障安全生产，"
            "依据《中华人民共和国安全生产法》{{ law.power_cut_basis }}的规定，"
            f"本机关决定自{ruled_minute('stops_at')}起，对你单位采取{ruled('measure', 12)}措施，"
            "强制你单位履行决定。"
        )
        + clause(
            "你单位依法履行行政决定、采取相应措施消除事故隐患的，"
            "本机关将及时通知有关单位解除上述有关措施。"
        )
        + clause(reconsideration("决定", "你单位"), keep_next=True)
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
