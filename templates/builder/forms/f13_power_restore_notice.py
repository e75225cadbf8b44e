"""13 恢复供电（供应民用爆炸物品）通知书, delivered to the supplier under seal."""

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

STOPPED = "('停止' ~ supply if supply else '')"


def compose(form: Facts) -> Paper:
    """The supply that was cut is named three times, so that it is asked for once."""
    body = (
        head(form)
        + addressee("recipient.name")
        + clause(
            f"本机关于{ruled_date('stopped_on')}依法对{ruled('party.name', 14)}"
            f"作出了停止{ruled('supply', 10)}的措施，该单位已于{ruled_date('fulfilled_on')}"
            "依法履行了相关行政决定、采取相应措施消除事故隐患，"
            "依据《中华人民共和国安全生产法》{{ law.power_restore_basis }}的规定，"
            f"本机关决定对该单位解除{ruled(STOPPED, 10)}措施。"
            f"请你单位于{ruled_minute('restores_at')}对该单位给予恢复{ruled('supply', 10)}，"
            "请给予配合。",
            keep_next=True,
        )
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
