"""A case over HTTP: values for its next paper."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from house import House
from tests_web_types import Headers

SLASHED = "甘2026/1 甲"


def test_the_next_paper_of_a_case_is_begun(
    house: House, client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    house.clock.move(minutes=1)
    body["case"] = SLASHED
    officer = bearer("officer")
    made = client.post("/api/v1/documents", json=body, headers=officer).get_json()
    where = f"/api/v1/cases/{SLASHED}/prefill/fine_payment_reminder"
    answer = client.get(where, headers=officer)
    assert answer.status_code == 200
    told = answer.get_json()
    assert set(told) == {"form", "case", "values", "from"}
    assert (told["form"], told["case"]) == ("fine_payment_reminder", SLASHED)
    assert told["values"]["decision"] == {"number": made["number"], "date": "2026-11-20"}
    assert told["from"]["/decision/number"] == made["id"]
    theirs = client.get(where, headers=bearer("other.officer")).get_json()
    assert (theirs["values"], theirs["from"]) == ({}, {})


def test_an_unknown_case_is_empty_and_an_unknown_form_is_not_found(
    client: FlaskClient, bearer: Headers
) -> None:
    answer = client.get("/api/v1/cases/none/prefill/penalty_decision", headers=bearer("auditor"))
    assert (answer.status_code, answer.get_json()["values"]) == (200, {})
    answer = client.get("/api/v1/cases/none/prefill/nothing", headers=bearer("auditor"))
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_form")
    answer = client.get(f"/api/v1/cases/{'x' * 129}/prefill/nothing", headers=bearer("auditor"))
    assert answer.status_code == 422
