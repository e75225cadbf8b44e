"""Papers of one case: what they say of the next one, and which of them it may name."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
from house import BUREAU, LOCAL, OTHER, TODAY, House, catalogue

from docsvc.access import Actor
from docsvc.errors import Forbidden, InvalidRequest, UnknownForm
from docsvc.forms.references import references, value_at
from docsvc.forms.validation import validate
from docsvc.records import DocumentState, Role
from docsvc.usecases import read
from docsvc.usecases.amend import amend
from docsvc.usecases.issue import draft, issue, issue_draft
from docsvc.usecases.prefill import OF_ONE_PAPER, Prefilled, prefill
from docsvc.usecases.void import void

CASE = "甘2026/1"
INCOMPLETE = "missing_field"
BOTH = Actor("both", frozenset(Role), frozenset({BUREAU.id, OTHER.id}))
ELSEWHERE = "某应急罚〔2025〕7号"


def short(slug: str) -> dict[str, Any]:
    return copy.deepcopy(catalogue().get(slug).examples()["short"])


def issued(house: House, slug: str, case: str | None = CASE, **changed: Any) -> str:
    """The id of a paper of the case, made a minute after the one before."""
    house.clock.move(minutes=1)
    values = {**short(slug), **changed.pop("values", {})}
    request = house.request(slug, case=case, values=values, **changed)
    return issue(house.services, request, house.actor("officer")).document_id


def prefilled(house: House, slug: str, actor: Actor | None = None) -> Prefilled:
    return prefill(house.services, CASE, slug, actor or house.actor("officer"))


def number_of(house: House, document_id: str) -> str:
    number = read.view(house.services, document_id, house.actor("auditor")).document.number
    assert number is not None
    return number


def naming(house: House, slug: str, number: str) -> dict[str, Any]:
    """Good values that name the earlier paper `number`."""
    values = short(slug)
    return {**values, "decision": {**values["decision"], "number": number}}


def test_an_order_takes_party_and_officers_from_the_inspection(house: House) -> None:
    record = issued(house, "inspection_record")
    found = prefilled(house, "rectification_order")
    told = short("inspection_record")
    assert found.values == {
        "party": {"name": told["party"]["name"]},
        "officers": told["officers"],
    }
    assert found.sources == dict.fromkeys(
        (
            "/party/name",
            "/officers/0/name",
            "/officers/0/certificate",
            "/officers/1/name",
            "/officers/1/certificate",
        ),
        record,
    )


def test_a_review_names_the_order_by_number_and_date(house: House) -> None:
    issued(house, "inspection_record")
    order = issued(house, "rectification_order", dated=date(2026, 11, 5))
    found = prefilled(house, "rectification_review")
    assert found.values["decision"] == {"number": number_of(house, order), "date": "2026-11-05"}
    assert found.sources["/decision/number"] == found.sources["/decision/date"] == order


def test_of_several_forms_that_may_be_named_the_likeliest_is(house: House) -> None:
    order = issued(house, "rectification_order")
    measures = issued(house, "onsite_measures_decision")
    assert prefilled(house, "rectification_review").sources["/decision/number"] == order
    void(house.services, order, "作废", house.actor("business"))
    assert prefilled(house, "rectification_review").sources["/decision/number"] == measures


def test_a_penalty_takes_the_party_from_the_filing_as_far_as_it_fits(house: House) -> None:
    filing = issued(house, "case_filing_approval")
    found = prefilled(house, "penalty_decision")
    party = short("case_filing_approval")["party"]
    assert found.values["party"] == {k: party[k] for k in found.values["party"]}
    assert {"name", "address"} <= set(found.values["party"])
    assert set(found.sources.values()) == {filing}


def test_an_older_paper_adds_what_the_newer_one_does_not_say(house: House) -> None:
    record = issued(house, "inspection_record")
    order = issued(house, "rectification_order")
    found = prefilled(house, "case_filing_approval")
    assert found.sources["/party/name"] == order
    assert found.sources["/party/address"] == record
    assert found.values["party"]["address"] == short("inspection_record")["party"]["address"]


def test_the_details_of_another_party_are_left_out(house: House) -> None:
    issued(house, "inspection_record")
    issued(house, "rectification_order", values={"party": {"name": "某某市另一公司"}})
    assert prefilled(house, "case_filing_approval").values["party"] == {"name": "某某市另一公司"}


def test_the_newest_paper_is_the_newest_by_its_own_date(house: House) -> None:
    issued(house, "rectification_order", values={"party": {"name": "某某市新公司"}})
    older = {"party": {"name": "某某市旧公司"}}
    issued(house, "rectification_order", values=older, dated=date(2026, 11, 1))
    assert prefilled(house, "rectification_order").values["party"] == {"name": "某某市新公司"}


def test_opinions_and_times_of_one_paper_are_not_put_into_another(house: House) -> None:
    issued(house, "case_filing_approval")
    issued(house, "inspection_record")
    for form in catalogue():
        assert not OF_ONE_PAPER & set(prefilled(house, form.slug).values), form.slug


def test_what_an_order_was_made_for_is_not_taken_for_another_earlier_paper(house: House) -> None:
    issued(house, "power_cut_decision")
    assert "decision" not in prefilled(house, "enforcement_reminder").values
    notice = prefilled(house, "power_cut_notice").values
    assert notice["decision"] == short("power_cut_decision")["decision"]


def test_superseded_values_are_not_used(house: House) -> None:
    order = issued(house, "rectification_order")
    values = {**short("rectification_order"), "party": {"name": "某某市更正后的公司"}}
    amend(house.services, order, values, "名称有误", house.actor("officer"))
    assert prefilled(house, "seizure_decision").values["party"] == {"name": "某某市更正后的公司"}


def test_voided_papers_drafts_and_other_cases_say_nothing(house: House) -> None:
    order = issued(house, "rectification_order")
    void(house.services, order, "作废", house.actor("business"))
    issued(house, "inspection_record", case="another")
    issued(house, "inspection_record", case=None)
    draft(house.services, house.request(case=CASE), house.actor("officer"))
    found = prefilled(house, "rectification_review")
    assert (found.values, found.sources) == ({}, {})


def test_a_paper_that_names_a_voided_one_does_not_hand_its_number_on(house: House) -> None:
    penalty = issued(house, "penalty_decision")
    values = naming(house, "fine_payment_reminder", number_of(house, penalty))
    issued(house, "fine_payment_reminder", values=values)
    void(house.services, penalty, "作废", house.actor("business"))
    found = prefilled(house, "late_payment_fine_decision")
    assert "decision" not in found.values
    assert found.values["party"]


def test_only_papers_within_reach_are_used(house: House) -> None:
    issued(house, "inspection_record")
    other = house.actor("other.officer")
    assert prefilled(house, "rectification_order", other).values == {}
    assert prefilled(house, "rectification_order", BOTH).values
    with pytest.raises(Forbidden):
        prefilled(house, "rectification_order", house.actor("uploader"))
    with pytest.raises(UnknownForm):
        prefilled(house, "no_such_form")


def test_whatever_a_case_holds_each_value_given_is_valid_where_it_stands(house: House) -> None:
    for form in catalogue():
        found = prefilled(house, form.slug)
        faults = validate(form, found.values, TODAY)
        for fault in faults:
            # Something may be missing at the top, of a party or of officers; nothing is wrong.
            assert fault.code == INCOMPLETE, (form.slug, fault)
            depth = fault.pointer.count("/")
            whole = fault.pointer.split("/")[1] not in {"party", "officers"}
            named = any(fault.pointer.startswith(f"/{r.path[0]}/") for r in references(form))
            assert depth == 1 or not whole or named, (form.slug, fault)
        for where, document_id in found.sources.items():
            view = read.view(house.services, document_id, LOCAL)
            assert view.document.case == CASE
            assert where.startswith("/")
        assert {} not in found.values.get("officers", [])
        if form.slug != "court_enforcement_application":
            issued(house, form.slug, values=with_references(form.slug, found.values))


def with_references(slug: str, values: Any) -> dict[str, Any]:
    good = short(slug)
    for reference in references(catalogue().get(slug)):
        if (text := value_at(values, reference.path)) is not None:
            at = good
            for name in reference.path[:-1]:
                at = at[name]
            at[reference.path[-1]] = text
    return good


def faults_of(error: pytest.ExceptionInfo[InvalidRequest]) -> list[tuple[str, str]]:
    return [(f.pointer, f.code) for f in error.value.faults]


UNKNOWN = [("/values/decision/number", "unknown_reference")]


def test_a_number_that_names_no_paper_of_the_case_is_refused(house: House) -> None:
    penalty = issued(house, "penalty_decision")
    spot = issued(house, "spot_penalty_decision")
    with pytest.raises(InvalidRequest) as caught:
        issued(house, "fine_payment_reminder")
    assert faults_of(caught) == UNKNOWN
    assert "《行政处罚决定书》" in caught.value.zh
    for named in (penalty, spot):
        values = naming(house, "fine_payment_reminder", number_of(house, named))
        issued(house, "fine_payment_reminder", values=values)


def test_a_paper_made_elsewhere_may_be_named(house: House) -> None:
    values = naming(house, "fine_payment_reminder", ELSEWHERE)
    issued(house, "rectification_order")
    issued(house, "fine_payment_reminder", values=values)
    issued(house, "penalty_decision", case="another")
    issued(house, "fine_payment_reminder", values=values)
    issued(house, "penalty_decision")
    issued(house, "fine_payment_reminder", values=values, case=None)


def test_a_voided_paper_cannot_be_named_even_when_it_is_the_only_one(house: House) -> None:
    penalty = issued(house, "penalty_decision")
    values = naming(house, "fine_payment_reminder", number_of(house, penalty))
    void(house.services, penalty, "作废", house.actor("business"))
    with pytest.raises(InvalidRequest) as caught:
        issued(house, "fine_payment_reminder", values=values)
    assert faults_of(caught) == UNKNOWN
    issued(house, "fine_payment_reminder", values=naming(house, "fine_payment_reminder", ELSEWHERE))


def test_a_paper_of_another_unit_in_the_case_may_be_named(house: House) -> None:
    house.add_seal(OTHER)
    request = house.request("penalty_decision", case=CASE, unit=OTHER.id)
    theirs = issue(house.services, request, house.actor("other.officer")).document_id
    with house.services.look() as work:
        document = work.documents.get(theirs)
    assert document is not None
    assert document.number is not None
    # A case of the same name elsewhere does not bind this unit ...
    issued(house, "fine_payment_reminder", values=naming(house, "fine_payment_reminder", ELSEWHERE))
    # ... and once the unit has a penalty of its own, the other unit's may still be named.
    issued(house, "penalty_decision")
    values = naming(house, "fine_payment_reminder", document.number)
    issued(house, "fine_payment_reminder", values=values)


def test_a_correction_is_held_to_the_same(house: House) -> None:
    penalty = issued(house, "penalty_decision")
    good = naming(house, "fine_payment_reminder", number_of(house, penalty))
    reminder = issued(house, "fine_payment_reminder", values=good)
    wrong = naming(house, "fine_payment_reminder", ELSEWHERE)
    with pytest.raises(InvalidRequest) as caught:
        amend(house.services, reminder, wrong, "更正", house.actor("officer"))
    assert faults_of(caught) == UNKNOWN
    amend(house.services, reminder, good, "更正", house.actor("officer"))


def test_a_draft_is_checked_again_when_it_is_issued(house: House) -> None:
    penalty = issued(house, "penalty_decision")
    values = naming(house, "fine_payment_reminder", number_of(house, penalty))
    request = house.request("fine_payment_reminder", case=CASE, values=values)
    kept = draft(house.services, request, house.actor("officer")).document_id
    void(house.services, penalty, "作废", house.actor("business"))
    document = read.view(house.services, kept, LOCAL).document
    assert document.state is DocumentState.DRAFT
    with pytest.raises(InvalidRequest) as caught:
        issue_draft(house.services, document, house.actor("officer"))
    assert faults_of(caught) == UNKNOWN


@pytest.mark.parametrize("slug", [f.slug for f in catalogue()])
def test_a_reference_names_forms_that_there_are_and_a_field_that_can_hold_it(slug: str) -> None:
    form = catalogue().get(slug)
    found = references(form)
    assert json.dumps(form.schema).count('"x-refers"') == len(found)
    for reference in found:
        assert reference.forms
        for named in reference.forms:
            assert reference.what == "date" or catalogue().get(named).numbered
        value = value_at(form.examples()["short"], reference.path)
        if reference.what == "date":
            date.fromisoformat(value)
        else:
            assert value is None or value.endswith("号")
