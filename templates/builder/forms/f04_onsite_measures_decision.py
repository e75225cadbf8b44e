"""4 现场处理措施决定书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    head,
    numbered,
    page_numbers,
    reconsideration,
    ruled,
    ruled_date,
)
from templates.builder.blocks_signing import officer_signatures, seal, signature
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """What was found and what must be done at once, two lists that flow on over pages."""
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"本机关于{ruled_date('inspected_on')}现场检查时，"
            "发现你单位有下列违法违规行为和事故隐患：",
            keep_next=True,
        )
        + numbered("items")
        + clause(
            f"以上存在的问题无法保证安全生产，依据{ruled('legal_basis.basis', 22)}的规定，"
            "现作出如下现场处理决定：",
            keep_next=True,
        )
        + numbered("measures")
        + clause(reconsideration("决定", "你单位"), keep_next=True)
        + officer_signatures()
        + signature("被检查单位负责人（签名）：")
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies) + page_numbers())
