"""The API as a workflow app uses it, and what bad input gets."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from house import House
from pypdf import PdfReader
from tests_web_types import Headers

from docsvc.errors import ConversionTimedOut, EngineUnavailable

DOCUMENTS = "/api/v1/documents"


def test_create_read_amend_and_read_again(
    client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    made = client.post(DOCUMENTS, json=body, headers=bearer("officer"))
    assert made.status_code == 201
    paper = made.get_json()
    assert paper["number"] == "（甘）应急罚当〔2026〕1号"
    assert paper["status"] == "issued"
    assert made.headers["Location"] == paper["links"]["self"]
    assert set(paper["digests"]) == {
        "template_sha256",
        "docx_sha256",
        "pdf_sha256",
        "ledger_entry_sha256",
    }
    pdf = client.get(paper["links"]["pdf"], headers=bearer("auditor"))
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["ETag"].strip('"') == paper["digests"]["pdf_sha256"]
    docx = client.get(paper["links"]["docx"], headers=bearer("officer"))
    assert docx.data[:2] == b"PK"

    changed = {"values": {**body["values"], "fine": "500"}, "reason": "罚款数额有误"}
    again = client.post(f"{DOCUMENTS}/{paper['id']}/amend", json=changed, headers=bearer("officer"))
    assert again.status_code == 200
    assert (again.get_json()["revision"], again.get_json()["number"]) == (2, paper["number"])
    shown = client.get(paper["links"]["revisions"], headers=bearer("officer")).get_json()
    assert [r["status"] for r in shown["revisions"]] == ["superseded", "current"]
    first = client.get(shown["revisions"][0]["links"]["pdf"], headers=bearer("officer"))
    assert first.data == pdf.data


def test_the_same_key_and_body_give_the_same_paper_and_another_body_is_refused(
    client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    headers = {**bearer("officer"), "Idempotency-Key": "abc"}
    first = client.post(DOCUMENTS, json=body, headers=headers)
    # The order of names is no difference.
    again = client.post(DOCUMENTS, json=dict(reversed(body.items())), headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json() == first.get_json()
    other = client.post(DOCUMENTS, json={**body, "case": "case-2"}, headers=headers)
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_key_reused")
    listed = client.get(DOCUMENTS, headers=bearer("officer")).get_json()
    assert len(listed["documents"]) == 1


def test_no_field_takes_a_number(
    client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    answer = client.post(DOCUMENTS, json={**body, "number": "1号"}, headers=bearer("officer"))
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/number"
    assert answer.get_json()["errors"][0]["code"] == "unknown_field"


BODIES: dict[str, tuple[dict[str, Any], int, str, str]] = {
    "unknown form": ({"form": "nothing"}, 404, "/form", "unknown_form"),
    "missing field": ({"values": {}}, 422, "/values/facts", "missing_field"),
    "future": ({"date": "2026-11-21"}, 422, "/date", "date_in_future"),
    "no date": ({"date": "2026-02-30"}, 422, "/date", "wrong_date"),
    "date as number": ({"date": 20261120}, 422, "/date", "wrong_date"),
    "foreign unit": ({"unit": "other"}, 403, "/unit", "outside_unit_scope"),
    "unknown unit": ({"unit": "nowhere"}, 403, "/unit", "outside_unit_scope"),
    "unknown seal": ({"seal": "none"}, 409, "/seal", "no_usable_seal"),
    "issue as text": ({"issue": "yes"}, 422, "/issue", "wrong_type"),
    "control character": ({"case": "a\u0000b"}, 422, "/case", "control_character"),
    "values as list": ({"values": []}, 422, "/values", "wrong_type"),
}


@pytest.mark.parametrize("name", BODIES)
def test_bad_input_gets_a_code_and_a_pointer(
    client: FlaskClient, bearer: Headers, body: dict[str, Any], name: str
) -> None:
    changed, status, pointer, code = BODIES[name]
    answer = client.post(DOCUMENTS, json={**body, **changed}, headers=bearer("officer"))
    problem = answer.get_json()
    assert answer.mimetype == "application/problem+json"
    assert (answer.status_code, problem["status"]) == (status, status)
    assert (pointer, code) in [(e["pointer"], e["code"]) for e in problem["errors"]]
    assert any("\u4e00" <= c <= "\u9fff" for c in problem["detail"])
    listed = client.get(DOCUMENTS, headers=bearer("officer")).get_json()
    assert listed["documents"] == []


MALFORMED = {
    "cut off": b'{"form": "x"',
    "not a number": b'{"form": NaN}',
    "twice": b'{"form": "a", "form": "b"}',
    "half a surrogate": b'{"form": "\\ud800"}',
    "half a surrogate as a name": b'{"\\ud800": 1}',
    "not UTF-8": b'{"form": "\xff"}',
    "deep": b"[" * 100_000,
    "endless number": b'{"form": ' + b"9" * 5000 + b"}",
    "empty": b"",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_body_is_a_problem_and_never_an_internal_error(
    client: FlaskClient, bearer: Headers, name: str
) -> None:
    for path in (DOCUMENTS, "/api/v1/previews", f"{DOCUMENTS}/x/amend"):
        answer = client.post(
            path,
            data=MALFORMED[name],
            headers={**bearer("officer"), "Content-Type": "application/json"},
        )
        assert answer.status_code in (400, 422), answer.data
        assert answer.mimetype == "application/problem+json"


def test_a_body_that_is_too_large_is_refused(house: House, bearer: Headers) -> None:
    from docsvc.app import create_app

    client = create_app(house.services, max_request_bytes=2000).test_client()
    answer = client.post(DOCUMENTS, data=b"x" * 3000, headers=bearer("officer"))
    assert (answer.status_code, answer.get_json()["code"]) in (
        (413, "request_too_large"),
        (422, "invalid_request"),
    )
    answer = client.post(
        DOCUMENTS,
        data=b"x" * 3000,
        headers={**bearer("officer"), "Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "request_too_large")


def test_a_dead_converter_gives_503_and_a_repeat_finishes_under_the_same_number(
    house: House, client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    house.converter.failures = [ConversionTimedOut(30), EngineUnavailable("gone")]
    headers = {**bearer("officer"), "Idempotency-Key": "k"}
    failed = client.post(DOCUMENTS, json=body, headers=headers)
    problem = failed.get_json()
    assert (failed.status_code, problem["code"]) == (503, "engine_unavailable")
    assert failed.headers["Retry-After"]
    waiting = client.get(f"{DOCUMENTS}/{problem['document']['id']}", headers=bearer("officer"))
    assert waiting.get_json()["status"] == "numbered"
    done = client.post(DOCUMENTS, json=body, headers=headers)
    assert done.status_code == 200
    assert done.get_json()["id"] == problem["document"]["id"]
    assert done.get_json()["number"] == waiting.get_json()["number"]
    assert done.get_json()["status"] == "issued"


def test_the_link_in_the_problem_finishes_the_paper(
    house: House, client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    house.converter.failures = [ConversionTimedOut(30)] * 2
    problem = client.post(DOCUMENTS, json=body, headers=bearer("officer")).get_json()
    done = client.post(problem["document"]["resume"], headers=bearer("officer"))
    assert (done.status_code, done.get_json()["status"]) == (200, "issued")
    again = client.post(problem["document"]["resume"], headers=bearer("officer"))
    assert (again.status_code, again.get_json()["code"]) == (404, "not_found")


def test_a_draft_is_issued_later(
    client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    made = client.post(DOCUMENTS, json={**body, "issue": False}, headers=bearer("officer"))
    assert (made.status_code, made.get_json()["status"]) == (201, "draft")
    assert made.get_json()["number"] is None
    path = f"{DOCUMENTS}/{made.get_json()['id']}"
    done = client.post(f"{path}/issue", headers=bearer("officer"))
    assert done.get_json()["status"] == "issued"
    assert client.post(f"{path}/issue", headers=bearer("officer")).status_code == 409


def test_a_preview_takes_no_number_and_leaves_nothing(
    client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    wanted = {k: v for k, v in body.items() if k != "issue"}
    answer = client.post("/api/v1/previews", json=wanted, headers=bearer("officer"))
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert "预览".encode() in answer.data
    assert client.get(DOCUMENTS, headers=bearer("officer")).get_json()["documents"] == []


def test_verifying_an_issued_file_and_a_foreign_one(
    client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    paper = client.post(DOCUMENTS, json=body, headers=bearer("officer")).get_json()
    pdf = client.get(paper["links"]["pdf"], headers=bearer("officer")).data
    headers = {**bearer("auditor"), "Content-Type": "application/pdf"}
    report = client.post("/api/v1/verify", data=pdf, headers=headers).get_json()
    assert report["verdict"] == "valid"
    assert report["record"]["number"] == paper["number"]
    assert report["seals"][0]["organisation"] == "某某市应急管理局"
    form = {"file": (io.BytesIO(pdf), "paper.pdf")}
    same = client.post("/api/v1/verify", data=form, headers=bearer("auditor")).get_json()
    assert same == report
    for junk in (b"%PDF-1.7", b"\x00" * 1000, b"<html>", pdf[: len(pdf) // 2]):
        told = client.post("/api/v1/verify", data=junk, headers=headers)
        assert (told.status_code, told.get_json()["verdict"]) == (200, "invalid")
    assert client.post("/api/v1/verify", headers=headers).status_code == 422


def test_the_forms_their_schemas_templates_and_blanks(client: FlaskClient, bearer: Headers) -> None:
    headers = bearer("officer")
    forms = client.get("/api/v1/forms", headers=headers).get_json()["forms"]
    assert len(forms) >= 7
    for form in forms:
        assert client.get(form["links"]["self"], headers=headers).get_json() == form
        schema = json.loads(client.get(form["links"]["schema"], headers=headers).data)
        assert schema["$schema"].endswith("2020-12/schema")
        assert client.get(form["links"]["template"], headers=headers).data[:2] == b"PK"
        blank = client.get(form["links"]["blank"], headers=headers)
        assert len(PdfReader(io.BytesIO(blank.data)).pages) >= 1
    assert client.get("/api/v1/forms/28_spot_penalty_decision", headers=headers).status_code == 200
    assert client.get("/api/v1/forms/nothing", headers=headers).get_json()["code"] == "unknown_form"


def test_voiding_needs_a_reason_and_the_right_role(
    client: FlaskClient, bearer: Headers, body: dict[str, Any]
) -> None:
    paper = client.post(DOCUMENTS, json=body, headers=bearer("officer")).get_json()
    path = f"{paper['links']['self']}/void"
    refused = client.post(path, json={"reason": "x"}, headers=bearer("officer"))
    assert refused.status_code == 403
    assert client.post(path, json={"reason": ""}, headers=bearer("business")).status_code == 422
    done = client.post(path, json={"reason": "当事人错误"}, headers=bearer("business"))
    assert done.get_json()["status"] == "voided"
