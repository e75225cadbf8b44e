"""Terms of days and hours: seizure, preserved evidence, hearing, power cut; and consent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from docsvc.errors import Fault
from docsvc.forms.checks.check import (
    PENALTY_LAW_2021,
    SAFETY_LAW_2021,
    Rule,
    day_of,
    in_force,
    weekdays,
)

SEIZURE_DAYS = 30
"""Days of a seizure, and as many of its one extension; working days or not."""

SEIZURE_SOURCE = "《行政强制法》第二十五条第一款"

PRESERVATION_DAYS = 7

PRESERVATION_TERMS = (
    Rule(date.min, "《行政处罚法》（2017年修正）第三十七条第二款"),
    Rule(PENALTY_LAW_2021, "《行政处罚法》（2021年修订）第五十六条、第八十五条"),
)

HEARING_DAYS = 7

HEARING_TERMS = (
    Rule(date.min, "《行政处罚法》（2017年修正）第四十二条第一款第二项"),
    Rule(PENALTY_LAW_2021, "《行政处罚法》（2021年修订）第六十四条第二项"),
)

WORKING_DAYS_SOURCE = "《行政处罚法》（2021年修订）第六十四条第二项、第八十五条"

SURE_DAYS = 2
"""Days after a paper's date from which 24 hours have passed, whenever that day it was made."""

POWER_CUTS = (
    Rule(date.min, "《安全生产法》（2014年修正）第六十七条第二款"),
    Rule(SAFETY_LAW_2021, "《安全生产法》（2021年修正）第七十条第二款"),
)

ELECTRONIC_SERVICE = (
    Rule(date.min, "《民事诉讼法》（2017年修正）第八十七条第一款"),
    Rule(PENALTY_LAW_2021, "《行政处罚法》（2021年修订）第六十一条第二款"),
)


def seizure_period(values: Mapping[str, Any], _on: date) -> Iterator[Fault]:
    """A seizure (07) of more than 30 days, its first and its last day counted."""
    days = (day_of(values["ends"]) - day_of(values["starts"])).days + 1
    if days > SEIZURE_DAYS:
        yield Fault(
            "/ends",
            "seizure_over_limit",
            f"查封、扣押的期限不得超过30日，此处为{days}日（{SEIZURE_SOURCE}）",
            f"{days} days of seizure",
            SEIZURE_SOURCE,
        )


def seizure_extension(values: Mapping[str, Any], _on: date) -> Iterator[Fault]:
    """An extension (09) by more than 30 days beyond the longest first period.

    That period is taken to begin on the day of the decision; the form names no other.
    """
    days = (day_of(values["until"]) - day_of(values["seizure"]["date"])).days + 1
    if days > 2 * SEIZURE_DAYS:
        yield Fault(
            "/until",
            "extension_over_limit",
            f"查封、扣押延长的期限不得超过30日，自决定之日起至多60日，此处为{days}日（{SEIZURE_SOURCE}）",
            f"{days} days from the decision to the end of the extension",
            SEIZURE_SOURCE,
        )


def preservation_notice(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """A day of decision (18) beyond the seven days after the paper's date."""
    yield from _preserved("/decision_on", on, day_of(values["decision_on"]))


def preservation_decision(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """A decision (19) beyond the seven days after the evidence was preserved."""
    yield from _preserved("/preservation/date", day_of(values["preservation"]["date"]), on)


def _preserved(where: str, start: date, end: date) -> Iterator[Fault]:
    """By the law of the day of preservation; working days only since 2021.

    Only a warning: holidays move the term, before 2021 when its last day was one.
    """
    working = start >= PENALTY_LAW_2021
    days = weekdays(start, end) if working else (end - start).days
    if days > PRESERVATION_DAYS:
        source = in_force(PRESERVATION_TERMS, start).source
        term = "七个工作日" if working else "七日"
        yield Fault(
            where,
            "preservation_over_term",
            f"先行登记保存的证据应当在{term}内作出处理决定，此处至{end.isoformat()}（{source}）",
            f"more than {PRESERVATION_DAYS} days from {start} to {end}",
            source,
            warning=True,
        )


def hearing_notice(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """A hearing (24) less than seven days after the notice.

    Since 2021 these are working days. Fewer than seven days of any kind break that for certain;
    fewer than seven weekdays do so unless a weekend was worked, which is for the caller to say.
    """
    held = day_of(values["held_at"])
    if (held - on).days < HEARING_DAYS:
        source = in_force(HEARING_TERMS, on).source
        yield Fault(
            "/held_at",
            "hearing_too_soon",
            f"应当在举行听证的七日前通知当事人（{source}）",
            f"less than {HEARING_DAYS} days before the hearing",
            source,
        )
    elif on >= PENALTY_LAW_2021 and weekdays(on, held) < HEARING_DAYS:
        yield Fault(
            "/held_at",
            "hearing_within_working_days",
            f"应当在举行听证的七个工作日前通知当事人（{WORKING_DAYS_SOURCE}）",
            f"less than {HEARING_DAYS} working days before the hearing",
            WORKING_DAYS_SOURCE,
            warning=True,
        )


def power_cut_notice(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """A power cut (11, 12) that may come less than 24 hours after the notice.

    The paper bears a day and no hour, so only a cut from the second day after it on is surely
    24 hours away. In urgent danger none are needed. Explosives fall under no such term.
    """
    if values["measure"] != "停止供电":
        return
    if (day_of(values["stops_at"]) - on).days < SURE_DAYS:
        source = in_force(POWER_CUTS, on).source
        yield Fault(
            "/stops_at",
            "power_cut_on_short_notice",
            f"除有危及生产安全的紧急情形外，停止供电应当提前二十四小时通知（{source}）",
            "perhaps less than 24 hours after the notice",
            source,
            warning=True,
        )


def electronic_service(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """Electronic service (33) without a word in the remarks of the party's consent."""
    remarks = values.get("remarks", "")
    if "同意" in remarks or "确认书" in remarks:
        return
    source = in_force(ELECTRONIC_SERVICE, on).source
    for i, item in enumerate(values["items"]):
        if item.get("method") == "电子送达":
            yield Fault(
                f"/items/{i}/method",
                "electronic_service_without_consent",
                f"电子送达须经受送达人书面同意，一般应在备注中注明（{source}）",
                "electronic service without consent in the remarks",
                source,
                warning=True,
            )
