"""10 查封扣押处理决定书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    head,
    reconsideration,
    ruled,
    ruled_text,
)
from templates.builder.blocks_seizure import seizure_recited
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """The measure taken, and what becomes of the things seized."""
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            seizure_recited() + f"依据{ruled('legal_basis.basis', 22)}的规定，现作出以下处理决定：",
            keep_next=True,
        )
        + ruled_text("", "disposal", 3)
        + clause(reconsideration("决定"), keep_next=True)
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
