"""7 查封扣押决定书, delivered to the party under seal with an inventory (form 8)."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    head,
    reconsideration,
    ruled,
    ruled_date,
    ruled_text,
)
from templates.builder.blocks_seizure import inventory_attached
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """What was found where, the measures and their term, remedies and the inventory's number."""
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"本机关在现场检查时，发现你（单位）{ruled('place', 12)}（现场）存在下列问题：",
            keep_next=True,
        )
        + ruled_text("", "problems", 4)
        + clause(
            f"以上存在的问题无法保障安全生产，依据{ruled('legal_basis.basis', 22)}，"
            "决定采取以下行政强制措施：",
            keep_next=True,
        )
        + ruled_text("", "measures", 3)
        + clause(
            f"实施以上行政强制措施的期限自{ruled_date('starts')}至{ruled_date('ends')}。"
            "查封扣押清单见附件。"
        )
        + clause(reconsideration("决定"), keep_next=True)
        + inventory_attached()
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
