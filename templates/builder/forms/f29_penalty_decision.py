"""29 行政处罚决定书, rendered for an organisation （单位） or an individual （个人）."""

from __future__ import annotations

from templates.builder.blocks import (
    OVERFLOW_NOTE,
    TAIL,
    accounts,
    clause,
    copies_line,
    head,
    reconsideration,
    ruled,
    ruled_text,
    white,
)
from templates.builder.blocks_party import party_lines
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper

SUFFIX = (
    "{% if party.kind == 'organisation' %}（单位）{% endif %}"
    "{% if party.kind == 'individual' %}（个人）{% endif %}"
)


def compose(form: Facts) -> Paper:
    """Party, facts and evidence, decision, payment, remedies and seal; nobody signs."""
    decision = (
        f"以上事实违反了{ruled('legal_basis.violated', 22)}的规定，"
        f"依据{ruled('legal_basis.basis', 22)}的规定，决定给予"
        f"<u>{{{{ penalty or ('' if fine else '{white(20)}') }}}}"
        "{% if penalty and fine %}，并处{% endif %}"
        "{% if fine %}罚款人民币{{ fine.capitals }}（¥{{ fine.figures }}）{% endif %}</u>"
        "的行政处罚。"
    )
    body = (
        head(form, form.name + SUFFIX)
        + party_lines()
        + ruled_text(f"违法事实及证据{OVERFLOW_NOTE}：", "facts", 6)
        + clause(decision)
        + clause(
            "处以罚款的，罚款自收到本决定书之日起15日内缴至"
            + accounts()
            + "，到期不缴每日按罚款数额的3%加处罚款。"
        )
        + clause(reconsideration("处罚决定") + TAIL, keep_next=True)
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
