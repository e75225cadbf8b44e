"""The law's limits, on both sides of each boundary and of each change of the law."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from house import TODAY, catalogue
from hypothesis import given
from hypothesis import strategies as st

from docsvc.errors import Fault
from docsvc.forms.checks import CHECKS
from docsvc.forms.checks.check import reach, weekdays
from docsvc.forms.validation import validate

BEFORE_2021 = date(2021, 7, 14)
SINCE_2021 = date(2021, 7, 15)


def changed(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`values` with the field at each path set; None takes it away."""
    for path, value in changes.items():
        *parents, last = path.split("/")
        inner: Any = values
        for name in parents:
            inner = inner[int(name) if isinstance(inner, list) else name]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    return values


def faults(
    slug: str, changes: dict[str, Any], on: date = TODAY, example: str = "short"
) -> list[Fault]:
    form = catalogue().get(slug)
    return validate(form, changed(form.examples()[example], changes), on)


def told(found: list[Fault]) -> list[tuple[str, str, bool]]:
    return [(f.pointer, f.code, f.warning) for f in found]


def test_every_check_is_used_by_a_form_and_every_form_names_checks_that_exist() -> None:
    named = {name for form in catalogue() for name in form.checks}
    assert named == set(CHECKS)


def test_every_form_with_a_beginning_and_an_end_checks_their_order() -> None:
    pairs = (("started", "ended"), ("starts", "ends"), ("filed", "closed"))
    ordered = {"begun_and_ended", "planned_days", "case_days"}
    for form in catalogue():
        fields = form.schema["properties"]
        if any(start in fields and end in fields for start, end in pairs):
            assert ordered & set(form.checks), form.slug


ORDERS: list[tuple[str, str, str, str]] = [
    ("inspection_plan", "starts", "ends", "2026-11-20"),
    ("inspection_record", "started", "ended", "2026-11-20T09:30"),
    ("inquiry_record", "started", "ended", "2026-11-25T09:00"),
    ("scene_examination_record", "started", "ended", "2026-11-20T13:30"),
    ("sampling_receipt", "started", "ended", "2026-11-20T14:00"),
    ("statement_defence_record", "started", "ended", "2026-11-28T09:00"),
    ("hearing_record", "started", "ended", "2026-12-10T09:30"),
    ("panel_discussion_record", "started", "ended", "2026-12-15T14:00"),
    ("case_file_cover", "filed", "closed", "2026-11-20"),
    ("case_file_cover", "closed", "archived", "2026-12-06"),
    ("seizure_decision", "starts", "ends", "2026-11-20"),
    ("power_restore_notice", "stopped_on", "fulfilled_on", "2026-11-24"),
]


@pytest.mark.parametrize(("slug", "start", "end", "at"), ORDERS)
def test_an_end_may_equal_its_beginning_and_not_lie_before_it(
    slug: str, start: str, end: str, at: str
) -> None:
    step = timedelta(minutes=1) if "T" in at else timedelta(days=1)
    earlier = (datetime.fromisoformat(at) - step).isoformat()[: len(at)]
    on = date(2026, 11, 1)
    assert faults(slug, {start: at, end: at}, on) == []
    assert told(faults(slug, {start: at, end: earlier}, on)) == [(f"/{end}", "out_of_order", False)]


def test_a_fine_is_due_after_its_decision_and_unpaid_after_it_is_due() -> None:
    found = faults("late_payment_fine_decision", {"unpaid_on": "2026-12-04", "late_fine": "0.01"})
    assert ("/unpaid_on", "out_of_order", False) in told(found)
    found = faults("fine_payment_reminder", {"due": "2026-11-19"})
    assert told(found) == [("/due", "out_of_order", False)]


DEADLINES: list[tuple[str, str, str, str]] = [
    ("rectification_order", "groups/0/deadline", "", "short"),
    ("seizure_extension", "until", "", "short"),
    ("power_cut_decision", "stops_at", "T08:00", "short"),
    ("power_cut_notice", "stops_at", "T08:00", "short"),
    ("power_restore_notice", "restores_at", "T08:00", "short"),
    ("inquiry_notice", "appear_at", "T00:00", "short"),
    ("evidence_preservation_notice", "decision_on", "", "short"),
    ("appraisal_commission", "due", "", "short"),
    ("fine_deferral_approval", "plan/deferred_to", "", "short"),
    ("fine_deferral_approval", "plan/due", "", "instalment"),
    ("enforcement_reminder", "demand/due", "", "short"),
]


@pytest.mark.parametrize(("slug", "path", "time", "example"), DEADLINES)
def test_a_deadline_may_be_the_papers_own_day_and_not_lie_before_it(
    slug: str, path: str, time: str, example: str
) -> None:
    on = date(2026, 12, 7)
    for day, wrong in ((on, False), (on - timedelta(1), True)):
        found = faults(slug, {path: f"{day.isoformat()}{time}"}, on, example)
        ahead = [(f.pointer, f.warning) for f in found if f.code == "before_the_paper"]
        assert ahead == ([(f"/{path}", False)] if wrong else [])
        assert all(f.warning for f in found if f.code != "before_the_paper")


def test_each_deadline_of_a_list_is_told_at_its_place() -> None:
    found = faults("rectification_order", {}, date(2026, 12, 6), "long")
    assert told(found) == [
        ("/groups/0/deadline", "before_the_paper", False),
        ("/groups/1/deadline", "before_the_paper", False),
    ]


def test_a_seizure_lasts_thirty_days_and_no_more() -> None:
    assert faults("seizure_decision", {"starts": "2026-11-20", "ends": "2026-12-19"}) == []
    [fault] = faults("seizure_decision", {"starts": "2026-11-20", "ends": "2026-12-20"})
    assert (fault.pointer, fault.code) == ("/ends", "seizure_over_limit")
    assert "《行政强制法》第二十五条" in fault.zh


def test_an_extension_adds_thirty_days_and_no_more() -> None:
    assert faults("seizure_extension", {"until": "2027-01-18"}) == []
    [fault] = faults("seizure_extension", {"until": "2027-01-19"})
    assert (fault.pointer, fault.code) == ("/until", "extension_over_limit")
    assert "《行政强制法》第二十五条" in fault.zh


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("end", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_raise_nothing(start: str, end: str) -> None:
    late = start != end
    assert bool(faults("seizure_decision", {"starts": start, "ends": end})) or not late
    assert bool(faults("seizure_extension", {"seizure/date": start, "until": end})) or not late
    assert faults("evidence_preservation_notice", {"decision_on": end})


@pytest.mark.parametrize(
    ("on", "law"),
    [(BEFORE_2021, "行政强制法"), (SINCE_2021, "行政处罚法")],
)
def test_a_further_fine_is_no_higher_than_the_fine_and_names_the_law_of_the_day(
    on: date, law: str
) -> None:
    late = {"fine": "1000", "due": "2021-01-01", "unpaid_on": "2021-07-01"}
    late |= {"decision/date": "2020-12-17"}
    assert faults("late_payment_fine_decision", {**late, "late_fine": "1000"}, on) == []
    [fault] = faults("late_payment_fine_decision", {**late, "late_fine": "1000.01"}, on)
    assert (fault.pointer, fault.code) == ("/late_fine", "late_fine_over_fine")
    assert law in fault.zh
    demand = {"demand/fine": "1000", "demand/late_fine": "1000.01", "demand/total": "2000.01"}
    [fault] = faults("enforcement_reminder", demand, on)
    assert (fault.pointer, fault.code) == ("/demand/late_fine", "late_fine_over_fine")
    assert law in str(fault.source)


@pytest.mark.parametrize(
    ("on", "article"), [(BEFORE_2021, "第五十一条第一项"), (SINCE_2021, "第七十二条第一款第一项")]
)
def test_a_further_fine_is_three_per_cent_a_day_and_no_more(on: date, article: str) -> None:
    late = {"decision/date": "2020-12-17", "due": "2021-01-01", "unpaid_on": "2021-01-11"}
    late |= {"fine": "1000"}
    assert faults("late_payment_fine_decision", {**late, "late_fine": "300"}, on) == []
    [fault] = faults("late_payment_fine_decision", {**late, "late_fine": "300.01"}, on)
    assert (fault.pointer, fault.code) == ("/late_fine", "late_fine_over_rate")
    assert article in fault.zh


@pytest.mark.parametrize(
    ("late", "total", "good"),
    [("500", "1500", True), ("500", "1500.01", False), (None, "1000", True), (None, "1500", False)],
)
def test_the_total_is_the_fine_and_the_further_fine(
    late: str | None, total: str, good: bool
) -> None:
    demand = {"demand/fine": "1000", "demand/late_fine": late, "demand/total": total}
    expected = [] if good else [("/demand/total", "wrong_total", False)]
    assert told(faults("enforcement_reminder", demand)) == expected


def test_an_instalment_and_the_rest_fit_the_fine() -> None:
    def plan(n: int, amount: str) -> list[tuple[str, str, bool]]:
        given = {"fine": "50000", "plan/instalment": n, "plan/amount": amount}
        return told(
            faults("fine_deferral_approval", {**given, "plan/remaining": "30000"}, example="long")
        )

    assert plan(1, "20000") == []
    assert plan(1, "20000.01") == [("/plan/amount", "instalments_over_fine", False)]
    assert plan(1, "19999.99") == [("/plan/amount", "instalments_below_fine", True)]
    assert plan(2, "19999.99") == []


@pytest.mark.parametrize("slug", ["fine_payment_reminder", "late_payment_fine_decision"])
@pytest.mark.parametrize(
    ("decided", "article"),
    [(BEFORE_2021, "第四十六条第三款"), (SINCE_2021, "第六十七条第三款")],
)
def test_a_term_of_payment_other_than_fifteen_days_is_a_warning(
    slug: str, decided: date, article: str
) -> None:
    for days, usual in ((14, False), (15, True), (16, False)):
        due = (decided + timedelta(days)).isoformat()
        found = faults(slug, {"decision/date": decided.isoformat(), "due": due})
        assert told(found) == ([] if usual else [("/due", "unusual_payment_term", True)])
        assert all(article in f.zh for f in found)


@pytest.mark.parametrize(
    ("on", "held", "expected"),
    [
        # 2021-07-14 is a Wednesday, 2021-07-15 a Thursday.
        (BEFORE_2021, "2021-07-20", ("hearing_too_soon", False, "第四十二条")),
        (BEFORE_2021, "2021-07-21", None),
        (SINCE_2021, "2021-07-21", ("hearing_too_soon", False, "第六十四条第二项")),
        (SINCE_2021, "2021-07-22", ("hearing_within_working_days", True, "第八十五条")),
        (SINCE_2021, "2021-07-25", ("hearing_within_working_days", True, "第八十五条")),
        (SINCE_2021, "2021-07-26", None),
    ],
)
def test_a_hearing_is_told_seven_days_before_and_since_2021_seven_working_days(
    on: date, held: str, expected: tuple[str, bool, str] | None
) -> None:
    found = faults("hearing_notice", {"held_at": f"{held}T09:30"}, on)
    if expected is None:
        assert found == []
    else:
        [fault] = found
        assert (fault.pointer, fault.code, fault.warning) == ("/held_at", *expected[:2])
        assert expected[2] in fault.zh


@pytest.mark.parametrize(
    ("kept", "decided", "article"),
    [
        (BEFORE_2021, "2021-07-21", None),
        (BEFORE_2021, "2021-07-22", "第三十七条第二款"),
        (SINCE_2021, "2021-07-26", None),
        (SINCE_2021, "2021-07-27", "第五十六条、第八十五条"),
    ],
)
def test_preserved_evidence_is_decided_on_within_seven_days_or_with_a_warning(
    kept: date, decided: str, article: str | None
) -> None:
    notice = faults("evidence_preservation_notice", {"decision_on": decided}, kept)
    decision = faults(
        "evidence_preservation_decision",
        {"preservation/date": kept.isoformat()},
        date.fromisoformat(decided),
    )
    for found, where in ((notice, "/decision_on"), (decision, "/preservation/date")):
        assert told(found) == ([(where, "preservation_over_term", True)] if article else [])
        assert all(str(article) in f.zh for f in found)


@pytest.mark.parametrize("slug", ["power_cut_decision", "power_cut_notice"])
@pytest.mark.parametrize(
    ("on", "article"),
    [(date(2021, 8, 31), "第六十七条第二款"), (date(2021, 9, 1), "第七十条第二款")],
)
def test_a_power_cut_within_two_days_is_a_warning_and_explosives_have_no_such_term(
    slug: str, on: date, article: str
) -> None:
    def cut(days: int, time: str, measure: str = "停止供电") -> list[Fault]:
        stops = {"stops_at": f"{on + timedelta(days)}T{time}", "measure": measure}
        return faults(slug, {**stops, "decision/date": "2021-08-01"}, on)

    assert cut(2, "00:00") == []
    [fault] = cut(1, "23:59")
    assert (fault.pointer, fault.code, fault.warning) == (
        "/stops_at",
        "power_cut_on_short_notice",
        True,
    )
    assert article in fault.zh
    assert cut(0, "08:00", "停止供应民用爆炸物品") == []


@pytest.mark.parametrize(("on", "law"), [(BEFORE_2021, "民事诉讼法"), (SINCE_2021, "行政处罚法")])
def test_electronic_service_wants_a_word_of_consent(on: date, law: str) -> None:
    electronic = {"items/1/method": "电子送达"}
    [fault] = faults("service_receipt", {**electronic, "remarks": "无"}, on)
    assert (fault.pointer, fault.code, fault.warning) == (
        "/items/1/method",
        "electronic_service_without_consent",
        True,
    )
    assert law in fault.zh
    agreed = {**electronic, "remarks": "受送达人已签订送达确认书"}
    assert faults("service_receipt", agreed, on) == []


def test_service_by_any_other_method_is_refused_with_the_source() -> None:
    [fault] = faults("service_receipt", {"items/0/method": "微信群送达"})
    assert (fault.pointer, fault.code) == ("/items/0/method", "unlawful_service")
    assert fault.source == "应急厅函〔2020〕250号附件第7条"


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(-20, 60))
def test_weekdays_are_counted_as_one_by_one(start: date, days: int) -> None:
    each = [start + timedelta(n) for n in range(1, days + 1)]
    assert weekdays(start, start + timedelta(days)) == sum(d.isoweekday() <= 5 for d in each)


def test_a_path_reaches_every_item_of_a_list_and_nothing_that_is_absent() -> None:
    values = {"a": [{"b": "x"}, {}, {"b": "y"}]}
    assert list(reach(values, "/a/*/b")) == [("/a/0/b", "x"), ("/a/2/b", "y")]
    assert list(reach(values, "/c/*/b")) == []
