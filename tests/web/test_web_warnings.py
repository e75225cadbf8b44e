"""Warnings over HTTP: marked in the problem, acknowledged in the body, shown on the revision."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from house import catalogue
from tests_web_types import Headers

DOCUMENTS = "/api/v1/documents"
SLUG = "fine_payment_reminder"
CODE = "unusual_payment_term"


def wanted(**changed: Any) -> dict[str, Any]:
    values = {**catalogue().get(SLUG).examples()["short"], "due": "2026-12-10"}
    facts = {"form": SLUG, "unit": "bureau", "date": "2026-11-20", "values": values}
    return {**facts, **changed}


def test_a_warning_is_marked_and_its_code_lets_the_paper_pass(
    client: FlaskClient, bearer: Headers
) -> None:
    # A refusal leaves nothing behind, so the same key serves for the answer to it.
    headers = {**bearer("officer"), "Idempotency-Key": "reminder-1"}
    refused = client.post(DOCUMENTS, json=wanted(), headers=headers)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "invalid_request")
    [fault] = refused.get_json()["errors"]
    assert (fault["pointer"], fault["code"], fault["warning"]) == ("/values/due", CODE, True)
    assert "第六十七条第三款" in fault["source"]
    made = client.post(DOCUMENTS, json=wanted(acknowledge=[CODE]), headers=headers)
    assert made.status_code == 201
    shown = client.get(made.get_json()["links"]["revisions"], headers=bearer("officer"))
    assert [r["acknowledged"] for r in shown.get_json()["revisions"]] == [[CODE]]


def test_a_correction_takes_acknowledgements_too(client: FlaskClient, bearer: Headers) -> None:
    body = wanted(acknowledge=[CODE])
    paper = client.post(DOCUMENTS, json=body, headers=bearer("officer")).get_json()
    amend = f"{DOCUMENTS}/{paper['id']}/amend"
    correction = {"values": body["values"], "reason": "更正"}
    refused = client.post(amend, json=correction, headers=bearer("officer"))
    assert refused.status_code == 422
    correction["acknowledge"] = [CODE]
    assert client.post(amend, json=correction, headers=bearer("officer")).status_code == 200


def test_a_limit_is_not_marked_and_codes_are_a_list_of_texts(
    client: FlaskClient, bearer: Headers
) -> None:
    values = {**wanted()["values"], "due": "2026-11-19"}
    refused = client.post(DOCUMENTS, json=wanted(values=values), headers=bearer("officer"))
    [fault] = refused.get_json()["errors"]
    assert (fault["code"], "warning" in fault) == ("out_of_order", False)
    for wrong in (CODE, [7], [""], {CODE: True}):
        answer = client.post(DOCUMENTS, json=wanted(acknowledge=wrong), headers=bearer("officer"))
        assert answer.status_code == 422
        assert answer.get_json()["errors"][0]["pointer"].startswith("/acknowledge")
