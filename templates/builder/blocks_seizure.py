"""What the papers about one seizure (forms 7, 9, 10) say in the same words."""

from __future__ import annotations

from templates.builder.blocks import cited_number, clause, ruled, ruled_date, white
from templates.builder.ooxml import Xml


def seizure_recited() -> str:
    """The opening of forms 9 and 10: which measure was taken on what, by which decision."""
    return (
        f"本机关于{ruled_date('seizure.date')}根据《查封扣押决定书》"
        f"{cited_number('seizure.number', '应急查扣')}对你（单位）的{ruled('seizure.object', 12)}"
        f"作出了{ruled('seizure.measure', 6)}的行政强制措施。"
    )


def inventory_attached() -> Xml:
    """附件: the inventory, form 8. Its number, when filled in, brings its own 号."""
    number = (
        "{% if inventory_number %}<u>{{ inventory_number }}</u>"
        f"{{% else %}}<u>{white(6)}</u>号{{% endif %}}"
    )
    return clause(f"附件：《查封扣押（场所、设施、财物）清单》第{number}", keep_next=True)
