"""Warnings: refused, acknowledged, recorded, and kept over a draft, an outage and a correction."""

from __future__ import annotations

from typing import Any

import pytest
from house import House
from sqlalchemy import text

from docsvc.errors import ConversionFailed, InvalidRequest
from docsvc.ledger.entry import decode
from docsvc.usecases.amend import amend
from docsvc.usecases.audit import audit
from docsvc.usecases.issue import draft, issue, issue_draft
from docsvc.usecases.preview import preview
from docsvc.usecases.read import view
from docsvc.usecases.resume import resume

SLUG = "fine_payment_reminder"
CODE = "unusual_payment_term"


def values(house: House, due: str = "2026-12-10") -> dict[str, Any]:
    return {**house.services.forms.get(SLUG).examples()["short"], "due": due}


def told(house: House, document_id: str) -> list[str | None]:
    """What each entry of the chain says was acknowledged; the record must hold together."""
    assert audit(house.services, lambda done, of: None).faults == ()
    with house.services.look() as work:
        rows = work.ledger.chain(document_id)
    return [decode(row.body).facts.get("acknowledged") for row in rows]


def test_a_warning_refuses_and_says_how_to_go_on(house: House) -> None:
    officer = house.actor("officer")
    for make in (issue, draft, preview):
        with pytest.raises(InvalidRequest, match=f"acknowledge {CODE}") as refused:
            make(house.services, house.request(SLUG, values=values(house)), officer)
        [fault] = refused.value.faults
        assert (fault.pointer, fault.code, fault.warning) == ("/values/due", CODE, True)
        assert f"acknowledge 中列明 {CODE}" in refused.value.zh


def test_an_acknowledged_warning_is_recorded_and_one_that_was_not_given_is_not(
    house: House,
) -> None:
    request = house.request(SLUG, values=values(house), acknowledge=[CODE, "hearing_too_soon"])
    made = issue(house.services, request, house.actor("officer"))
    assert told(house, made.document_id) == [CODE]
    request = house.request(SLUG, values=values(house, "2026-12-05"), acknowledge=[CODE])
    made = issue(house.services, request, house.actor("officer"))
    assert told(house, made.document_id) == [None]


def test_several_warnings_are_recorded_once_each_and_sorted(house: House) -> None:
    short = house.services.forms.get("service_receipt").examples()["short"]
    items = [{**item, "method": "电子送达"} for item in short["items"]]
    codes = ["electronic_service_without_consent"]
    request = house.request(
        "service_receipt", values={**short, "items": items, "remarks": "无"}, acknowledge=codes
    )
    made = issue(house.services, request, house.actor("officer"))
    assert told(house, made.document_id) == codes


def test_no_acknowledgement_goes_past_a_limit(house: House) -> None:
    short = house.services.forms.get("seizure_decision").examples()["short"]
    request = house.request(
        "seizure_decision",
        values={**short, "ends": "2026-12-20"},
        acknowledge=["seizure_over_limit"],
    )
    with pytest.raises(InvalidRequest) as refused:
        issue(house.services, request, house.actor("officer"))
    assert [f.code for f in refused.value.faults] == ["seizure_over_limit"]
    assert "acknowledge" not in refused.value.zh


def test_an_acknowledged_warning_hides_no_other_fault(house: House) -> None:
    undrawable = {**values(house), "payee": "某某银行\U0002f800"}
    request = house.request(SLUG, values=undrawable, acknowledge=[CODE])
    with pytest.raises(InvalidRequest) as refused:
        issue(house.services, request, house.actor("officer"))
    assert [f.pointer for f in refused.value.faults] == ["/values/payee"]


def test_an_acknowledgement_outlives_a_draft_and_an_outage(house: House) -> None:
    officer = house.actor("officer")
    request = house.request(SLUG, values=values(house), acknowledge=[CODE])
    kept = draft(house.services, request, officer).document_id
    house.converter.failures = [ConversionFailed("boom")] * 2
    with pytest.raises(ConversionFailed):
        issue_draft(house.services, view(house.services, kept, officer).document, officer)
    resume(house.services, kept)
    assert told(house, kept) == [CODE]


def test_a_correction_acknowledges_for_itself(house: House) -> None:
    officer = house.actor("officer")
    paper = issue(
        house.services,
        house.request(SLUG, values=values(house), acknowledge=[CODE]),
        officer,
    ).document_id
    with pytest.raises(InvalidRequest):
        amend(house.services, paper, values(house, "2026-12-11"), "更正", officer)
    amend(house.services, paper, values(house, "2026-12-11"), "更正", officer, [CODE])
    amend(house.services, paper, values(house, "2026-12-05"), "更正", officer)
    assert told(house, paper) == [CODE, CODE, None]


def test_an_acknowledgement_removed_behind_the_services_back_is_found(house: House) -> None:
    request = house.request(SLUG, values=values(house), acknowledge=[CODE])
    issue(house.services, request, house.actor("officer"))
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE revisions SET acknowledged = NULL"))
    places = [f.place for f in audit(house.services, lambda done, of: None).faults]
    assert places == ["revisions 1: acknowledged"]
