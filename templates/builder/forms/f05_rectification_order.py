"""5 责令限期整改指令书, delivered to the party under seal."""

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
from templates.builder.ooxml import each
from templates.builder.package import Paper

GROUP_ITEMS = "(group and group['items'])"
"""`group.items` would be the method of every mapping, and so would an empty group's `['items']`."""


def compose(form: Facts) -> Paper:
    """Items, and one sentence for each group of them that has a deadline of its own."""
    body = (
        head(form)
        + addressee("party.name")
        + clause("经查，你单位存在下列问题：", keep_next=True)
        + numbered("items")
        + each(
            "group in groups|rows(1)",
            clause(
                f"现责令你单位对上述第{ruled(GROUP_ITEMS, 6)}项问题于"
                f"{ruled_date('group.deadline')}前整改完毕，"
                "达到有关法律法规规章和标准规定的要求。由此造成事故的，依法追究有关人员的责任。"
            ),
        )
        + clause(
            "整改期间，你单位应当采取措施，确保安全生产。对安全生产违法行为，将依法予以行政处罚。"
        )
        + clause(reconsideration("指令", "你单位"), keep_next=True)
        + officer_signatures()
        + signature("被检查单位负责人（签名）：")
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies) + page_numbers())
