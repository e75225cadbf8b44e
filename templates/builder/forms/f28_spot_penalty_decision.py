"""28 行政（当场）处罚决定书, one form for organisations and individuals."""

from __future__ import annotations

from templates.builder.blocks import (
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
from templates.builder.blocks_signing import seal, signature, signature_pair
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """Party, facts, decision, way of payment, remedies, signatures and seal on one page."""
    decision = (
        f"以上事实违反了{ruled('legal_basis.violated', 22)}的规定，"
        f"依据{ruled('legal_basis.basis', 22)}的规定，决定给予"
        f"<u>{{{{ penalty or '{white(20)}' }}}}"
        "{% if fine %}人民币{{ fine.capitals }}（¥{{ fine.figures }}）{% endif %}</u>的行政处罚。"
    )
    body = (
        head(form)
        + party_lines()
        + ruled_text("违法事实及证据（此栏不够，可另附页）：", "facts", 3)
        + clause(decision)
        + clause("罚款的履行方式和期限（见打√处）：", keep_next=True)
        + clause("{{ (payment.method == '当场缴纳')|tick }}当场缴纳", keep_next=True)
        + clause(
            "{{ (payment.method == '限期缴纳')|tick }}自收到本决定书之日起15日内缴至"
            + accounts()
            + "，到期不缴每日按罚款数额的3%加处罚款。"
        )
        + clause(reconsideration("处罚决定") + TAIL, keep_next=True)
        + signature_pair("安全生产行政执法人员（签名）：")
        + signature("当事人或者委托代理人（签名）：")
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
