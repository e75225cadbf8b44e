"""9 延长查封扣押期限决定书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    head,
    reconsideration,
    ruled,
    ruled_date,
)
from templates.builder.blocks_seizure import inventory_attached, seizure_recited
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """One paragraph: the measure, why it is extended, and until when."""
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            seizure_recited() + f"因{ruled('reason', 20)}，"
            "依据《中华人民共和国行政强制法》第二十五条的规定，"
            f"决定将以上行政强制措施的期限延长至{ruled_date('until')}。"
        )
        + inventory_attached()
        + clause(reconsideration("决定"), keep_next=True)
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
