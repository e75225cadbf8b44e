"""19 先行登记保存证据处理决定书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    cited_number,
    clause,
    copies_line,
    head,
    reconsideration,
    ruled,
    ruled_date,
    ruled_text,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """What was kept by which notice, and what becomes of it."""
    number = cited_number("preservation.number", "应急先保通", "文号：")
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"本机关于{ruled_date('preservation.date')}对你（单位）的"
            f"{ruled('preservation.object', 28)}等物品进行了先行登记保存{number}。"
            "现依法对上述物品作出如下处理决定：",
            keep_next=True,
        )
        + ruled_text("", "disposal", 6)
        + clause(reconsideration("决定"), keep_next=True)
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
