"""34 行政强制执行事先催告书, delivered to the party under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    capitals,
    clause,
    copies_line,
    head,
    ruled,
    ruled_date,
    ruled_phrase,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """The decision not performed, what is to be paid or done, and that the court comes next."""
    late_fine = (
        "{% if demand and not demand.late_fine %}<u>零元整</u>（大写）"
        f"{{% else %}}{capitals('demand.late_fine')}{{% endif %}}"
    )
    body = (
        head(form)
        + addressee("party.name")
        + clause(
            f"本机关于{ruled_date('decision.date')}对你（单位）作出的{ruled('decision.name', 10)}"
            "尚未履行，你（单位）在法定期限内未申请行政复议或者提起行政诉讼。"
            "依据《中华人民共和国行政强制法》第五十三条、第五十四条的规定，请你（单位）："
        )
        + clause(
            f"{{{{ (demand is defined)|tick }}}}于{ruled_date('demand.due')}前"
            f"将罚款{capitals('demand.fine')}，加处罚款{late_fine}，"
            f"（合计：{ruled('demand.total.figures', 6)}元）缴至{ruled('demand.payee', 12)}。"
        )
        + clause(
            "{{ (performance is defined)|tick }}立即履行以下行政决定："
            f"{ruled_phrase('performance', 24)}。"
        )
        + clause(
            "如你（单位）不履行上述义务，本机关将依据《中华人民共和国行政强制法》"
            "第五十三条、五十四条的规定，申请人民法院强制执行。",
            keep_next=True,
        )
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
