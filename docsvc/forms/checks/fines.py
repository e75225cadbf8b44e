"""Money: the fine on the spot, what is added when it is late, and paying by parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from docsvc.errors import Fault
from docsvc.forms.checks.check import PENALTY_LAW_2021, Rule, day_of, in_force
from docsvc.money import figures, parse_amount

_CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class SpotLimit(Rule):
    """Highest fine of the simplified procedure, in yuan."""

    individual: Decimal
    organisation: Decimal


SPOT_LIMITS = (
    SpotLimit(date.min, "《行政处罚法》（2017年修正）第三十三条", Decimal(50), Decimal(1000)),
    SpotLimit(
        PENALTY_LAW_2021, "《行政处罚法》（2021年修订）第五十一条", Decimal(200), Decimal(3000)
    ),
)

LATE_SHARE = Decimal("0.03")
"""What a day of delay may add, as a share of the fine; the same in both texts of the law."""

LATE_RATES = (
    Rule(date.min, "《行政处罚法》（2017年修正）第五十一条第一项"),
    Rule(PENALTY_LAW_2021, "《行政处罚法》（2021年修订）第七十二条第一款第一项"),
)

LATE_CEILINGS = (
    # The penalty law itself says so only since 2021; the enforcement law did from 2012 on.
    Rule(date.min, "《行政强制法》第四十五条第二款"),
    Rule(PENALTY_LAW_2021, "《行政处罚法》（2021年修订）第七十二条第一款第一项"),
)

PAYMENT_DAYS = 15

PAYMENT_TERMS = (
    Rule(date.min, "《行政处罚法》（2017年修正）第四十六条第三款"),
    Rule(PENALTY_LAW_2021, "《行政处罚法》（2021年修订）第六十七条第三款"),
)


def spot_penalty_limit(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """A spot fine above the limit in force on the paper's date.

    个体工商户 counts as 其他组织 (应急厅函〔2020〕250号, annex, item 5).
    """
    if "fine" not in values:
        return
    limit = in_force(SPOT_LIMITS, on)
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


def late_fine_ceiling(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """A further fine above the fine itself, in the decision (31) or in the reminder (34)."""
    where = "/demand" if "demand" in values else ""
    given = values.get("demand", values)
    if "late_fine" not in given:
        return
    if parse_amount(given["late_fine"]) > parse_amount(given["fine"]):
        source = in_force(LATE_CEILINGS, on).source
        yield Fault(
            f"{where}/late_fine",
            "late_fine_over_fine",
            f"加处罚款的数额不得超出罚款的数额（{source}）",
            "the further fine is above the fine",
            source,
        )


def late_fine_rate(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """A further fine above three per cent of the fine for each day past its due day (31)."""
    days = max((day_of(values["unpaid_on"]) - day_of(values["due"])).days, 0)
    exact = parse_amount(values["fine"]) * LATE_SHARE * days
    most = exact.quantize(_CENT, ROUND_HALF_UP)
    if parse_amount(values["late_fine"]) > most:
        source = in_force(LATE_RATES, on).source
        yield Fault(
            "/late_fine",
            "late_fine_over_rate",
            f"加处罚款每日按罚款数额的百分之三计算，逾期{days}日的至多{most:,}元（{source}）",
            f"above three per cent a day for {days} days, {most} yuan",
            source,
        )


def demand_total(values: Mapping[str, Any], _on: date) -> Iterator[Fault]:
    """A total in the reminder (34) that is not the fine and the further fine together."""
    demand = values.get("demand")
    if demand is None:
        return
    late = parse_amount(demand["late_fine"]) if "late_fine" in demand else NOTHING
    total = parse_amount(demand["fine"]) + late
    if parse_amount(demand["total"]) != total:
        yield Fault(
            "/demand/total",
            "wrong_total",
            f"合计应为罚款与加处罚款之和，即{total:,.2f}元",
            f"fine and further fine make {total} yuan",
        )


def instalments(values: Mapping[str, Any], _on: date) -> Iterator[Fault]:
    """An instalment (32) and what remains after it that do not fit the fine.

    Together they cannot be above it. With the first instalment they are usually all of it; less
    means that a part was paid before.
    """
    plan = values["plan"]
    if plan["kind"] != "instalments":
        return
    fine = parse_amount(values["fine"])
    remaining = parse_amount(plan["remaining"]) if "remaining" in plan else NOTHING
    whole = parse_amount(plan["amount"]) + remaining
    if whole > fine:
        yield Fault(
            "/plan/amount",
            "instalments_over_fine",
            f"本期缴纳的罚款与尚未缴纳的罚款之和（{whole:,.2f}元）不能超过罚款（{fine:,.2f}元）",
            f"instalment and remainder make {whole} yuan of a fine of {fine}",
        )
    elif plan["instalment"] == 1 and whole < fine:
        yield Fault(
            "/plan/amount",
            "instalments_below_fine",
            f"第一期缴纳的罚款与尚未缴纳的罚款之和（{whole:,.2f}元）一般应等于罚款（{fine:,.2f}元）",
            f"first instalment and remainder make {whole} yuan of a fine of {fine}",
            warning=True,
        )


def payment_term(values: Mapping[str, Any], _on: date) -> Iterator[Fault]:
    """A due day (30, 31) other than the fifteenth after the decision, by the law of that day.

    The term runs from the day on which the decision was received, which the form does not hold.
    """
    decided = day_of(values["decision"]["date"])
    days = (day_of(values["due"]) - decided).days
    if days >= 0 and days != PAYMENT_DAYS:
        source = in_force(PAYMENT_TERMS, decided).source
        yield Fault(
            "/due",
            "unusual_payment_term",
            f"罚款应当自收到决定书之日起15日内缴纳，此处为决定之日起{days}日（{source}）",
            f"due {days} days after the decision, usually {PAYMENT_DAYS}",
            source,
            warning=True,
        )
