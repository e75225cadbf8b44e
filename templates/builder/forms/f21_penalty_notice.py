"""21 行政处罚告知书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    gap,
    head,
    ruled,
    ruled_text,
    sanction,
)
from templates.builder.blocks_party import contact_lines
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """What was found, what is intended, and until when and where it can be answered."""
    body = (
        head(form)
        + addressee("party.name")
        + ruled_text("现查明，你（单位）存在下列行为：", "facts", 3)
        + ruled_text("以上事实主要证据如下：", "evidence", 2)
        + clause(
            f"以上行为违反了{ruled('legal_basis.violated', 22)}的规定，"
            f"依据{ruled('legal_basis.basis', 22)}的规定，"
            f"拟对你（单位）作出{sanction(20)}的行政处罚。"
        )
        + clause(
            "如对上述处罚有异议，根据《中华人民共和国行政处罚法》{{ law.defence_basis }}的规定，"
            "你（单位）有权在收到本告知书之日起{{ law.defence_term }}内"
            f"向{ruled('doc.unit', 10)}进行陈述和申辩，"
            "逾期不提出申请的，视为放弃上述权利。",
            keep_next=True,
        )
        + gap(300)
        + contact_lines()
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
