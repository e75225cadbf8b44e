"""37 案件移送书, delivered to the authority that takes the case over, under seal."""

from __future__ import annotations

from templates.builder.blocks import (
    addressee,
    clause,
    copies_line,
    head,
    ruled,
    ruled_case,
    ruled_date,
    ruled_phrase,
    ruled_text,
)
from templates.builder.blocks_signing import seal
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, paragraph
from templates.builder.package import Paper


def compose(form: Facts) -> Paper:
    """Which case, what showed that it belongs elsewhere, and the papers handed over."""
    body = (
        head(form)
        + addressee("recipient.name")
        + clause(
            f"本行政机关于{ruled_date('filed')}对{ruled_case(22)}立案调查，"
            f"因在调查中发现{ruled_phrase('discovery', 60)}，故此案已超出本行政机关管辖范围，"
            f"根据{ruled('legal_basis.basis', 22)}的规定，"
            "移送你单位对该案件进一步审理，依法追究责任。"
        )
        + ruled_text("附该案件有关材料：", "materials", 4)
        + paragraph(
            f"共{ruled('set_count', 3)}份{ruled('page_count', 3)}页。", Format(keep_next=True)
        )
        + seal(form.seal_anchor)
    )
    return Paper(form.name, body, footer=copies_line(form.copies))
