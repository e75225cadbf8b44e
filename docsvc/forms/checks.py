"""Legal limits that a schema cannot say. Each names its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from docsvc.errors import Fault
from docsvc.money import figures, parse_amount

Check = Callable[[Mapping[str, Any], date], Iterator[Fault]]


@dataclass(frozen=True)
class SpotLimit:
    """Highest fine of the simplified procedure, in yuan, from `first_day` on."""

    first_day: date
    individual: Decimal
    organisation: Decimal
    source: str


SPOT_LIMITS = (
    SpotLimit(date.min, Decimal(50), Decimal(1000), "《行政处罚法》（2017年修正）第三十三条"),
    SpotLimit(
        date(2021, 7, 15), Decimal(200), Decimal(3000), "《行政处罚法》（2021年修订）第五十一条"
    ),
)


def spot_penalty_limit(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """A spot fine above the limit in force on the paper's date.

    个体工商户 counts as 其他组织 (应急厅函〔2020〕250号, annex, item 5).
    """
    if "fine" not in values:
        return
    limit = [row for row in SPOT_LIMITS if row.first_day <= on][-1]
    individual = values["party"]["kind"] == "individual"
    most = limit.individual if individual else limit.organisation
    if parse_amount(values["fine"]) > most:
        who = "公民" if individual else "法人或者其他组织"
        yield Fault(
            "/fine",
            "fine_over_limit",
            f"当场处罚对{who}的罚款不得超过{figures(most)}元（{limit.source}）",
            f"spot fine above {most} yuan",
            limit.source,
        )


CHECKS: Mapping[str, Check] = {"spot_penalty_limit": spot_penalty_limit}
