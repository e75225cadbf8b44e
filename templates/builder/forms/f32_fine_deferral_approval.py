"""32 延期（分期）缴纳罚款批准书, delivered to the applicant under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    capitals,
    clause,
    copies_line,
    decision_number,
    head,
    ruled,
    ruled_date,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper

NOTHING = "零元整"
"""What is left to pay after the last instalment."""


def compose(form: Facts) -> Paper:
    """The decision, the ticked way of paying later, and what the collector relies on."""
    remaining = (
        f"{{% if plan.kind == 'instalments' and not plan.remaining %}}<u>{NOTHING}</u>（大写）"
        f"{{% else %}}{capitals('plan.remaining')}{{% endif %}}"
    )
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"{ruled_date('decision.date')}，本机关对你（单位）发出"
            f"{decision_number('decision.number')}《行政处罚决定书》，"
            f"作出了对你（单位）罚款{capitals('fine', 12)}的决定，"
            "现根据你（单位）的申请，本机关依据《中华人民共和国行政处罚法》"
            "{{ law.deferral_basis }}的规定，同意你（单位）："
        )
        + clause(
            "{{ (plan.kind == 'deferral')|tick }}延期缴纳罚款。"
            f"延长至{ruled_date('plan.deferred_to')}（大写）止。"
        )
        + clause(
            "{{ (plan.kind == 'instalments')|tick }}分期缴纳罚款。"
            f"第{ruled('plan.instalment', 3)}期至{ruled_date('plan.due')}（大写）前，"
            f"缴纳罚款{capitals('plan.amount')}（每期均应当单独开具本文书）。"
            f"此外，尚有未缴纳的罚款{remaining}。"
        )
        + clause("代收机构以本批准书为据，办理收款手续。")
        + clause(
            "逾期缴纳罚款的，依据《中华人民共和国行政处罚法》{{ law.late_fine_basis }}的规定，"
            "每日按罚款数额的3%加处罚款。",
            keep_next=True,
        )
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
