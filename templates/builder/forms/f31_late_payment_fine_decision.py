"""31 加处罚款决定书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    capitals,
    clause,
    copies_line,
    decision_number,
    head,
    reconsideration,
    ruled,
    ruled_date,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper

SHORT_TAIL = "逾期不申请行政复议、不提起行政诉讼又不履行的，本机关将依法申请人民法院强制执行。"


def compose(form: Facts) -> Paper:
    """The unpaid fine, the further fine, and the remedies."""
    fine = f"{ruled('fine.figures', 6)}{{% if fine %}}元{{% endif %}}"
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"本机关于{ruled_date('decision.date')}发出{decision_number('decision.number')}"
            f"《行政处罚决定书》，对你（单位）罚款{fine}，要求于{ruled_date('due')}前履行。"
            f"经催告，你（单位）截至{ruled_date('unpaid_on')}仍未履行该行政处罚决定，"
            "根据《中华人民共和国行政处罚法》{{ law.late_fine_basis }}、"
            "《中华人民共和国行政强制法》第四十五条的规定，"
            f"本机关决定对你（单位）加处罚款{capitals('late_fine')}。"
            f"现要求你（单位）立即向{ruled('payee', 14)}缴纳依法加处的罚款。"
        )
        + clause(reconsideration("决定") + SHORT_TAIL, keep_next=True)
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
