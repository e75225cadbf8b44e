"""6 整改复查意见书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    MARGIN_TAB,
    addressee,
    cited_number,
    clause,
    copies_line,
    gap,
    head,
    ruled,
    ruled_date,
)
from templates.builder.blocks_signing import officer_signatures, seal, signature
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, Tab, Xml, each, paragraph
from templates.builder.package import Paper

LINES = 6
FINDING = (
    "{{ item.problem.rstrip('。；') }}：{{ item.result }}"
    "{% if item.remark %}（{{ item.remark }}）{% endif %}。"
)


def compose(form: Facts) -> Paper:
    """One line for each item of the earlier decision: put right or not."""
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"本机关于{ruled_date('decision.date')}作出了{ruled('decision.name', 14)}的决定"
            f"{cited_number('decision.number', '应急' + '　' * 2)}，"
            "经对你单位整改情况进行复查，提出如下意见：",
            keep_next=True,
        )
        + _findings()
        + gap(300)
        + signature("被复查单位负责人（签名）：")
        + officer_signatures()
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))


def _findings() -> Xml:
    entry = Format(left=980, hanging=560, tabs=(Tab(980, "left"), *MARGIN_TAB))
    return each(
        "item in items|rows(0)", paragraph(f"{{{{ loop.index }}}}．\t<u>{FINDING}\t</u>", entry)
    ) + each(
        f"_ in []|rows(0 if items else {LINES})",
        paragraph("<u>\t</u>", Format(tabs=MARGIN_TAB)),
    )
