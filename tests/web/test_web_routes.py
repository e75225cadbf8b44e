"""Every route against every role, and what holds for all of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from house import House
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests_web_types import Headers

from docsvc.access import GRANTS, Action
from docsvc.app import create_app
from docsvc.records import Role

ROLES = {
    "admin": Role.SYSTEM_ADMIN,
    "business": Role.BUSINESS_ADMIN,
    "uploader": Role.SEAL_UPLOADER,
    "reviewer": Role.SEAL_REVIEWER,
    "officer": Role.OFFICER,
    "auditor": Role.AUDITOR,
}
REASON = {"reason": "x"}
VERDICT = {"approve": True}

ROUTES: dict[tuple[str, str], tuple[Action, dict[str, Any] | None]] = {
    ("POST", "/api/v1/documents"): (Action.ISSUE, {}),
    ("GET", "/api/v1/documents"): (Action.READ_DOCUMENTS, None),
    ("GET", "/api/v1/documents/{id}"): (Action.READ_DOCUMENTS, None),
    ("GET", "/api/v1/documents/{id}/revisions"): (Action.READ_DOCUMENTS, None),
    ("GET", "/api/v1/documents/{id}/pdf"): (Action.READ_DOCUMENTS, None),
    ("GET", "/api/v1/documents/{id}/docx"): (Action.READ_DOCUMENTS, None),
    ("POST", "/api/v1/documents/{id}/amend"): (Action.AMEND, {"values": {}, **REASON}),
    ("POST", "/api/v1/documents/{id}/issue"): (Action.ISSUE, None),
    ("POST", "/api/v1/documents/{id}/resume"): (Action.RESUME, None),
    ("POST", "/api/v1/documents/{id}/void"): (Action.VOID, REASON),
    ("GET", "/api/v1/cases/{case}/prefill/{form}"): (Action.READ_DOCUMENTS, None),
    ("POST", "/api/v1/previews"): (Action.PREVIEW, {}),
    ("GET", "/api/v1/forms"): (Action.READ_FORMS, None),
    ("GET", "/api/v1/forms/{slug}"): (Action.READ_FORMS, None),
    ("GET", "/api/v1/forms/{slug}/schema"): (Action.READ_FORMS, None),
    ("GET", "/api/v1/forms/{slug}/template.docx"): (Action.READ_FORMS, None),
    ("GET", "/api/v1/forms/{slug}/blank.pdf"): (Action.READ_FORMS, None),
    ("POST", "/api/v1/seals"): (Action.UPLOAD_SEAL, {}),
    ("GET", "/api/v1/seals"): (Action.READ_SEALS, None),
    ("POST", "/api/v1/seals/{id}/review"): (Action.REVIEW_SEAL, VERDICT),
    ("POST", "/api/v1/verify"): (Action.VERIFY, None),
}
OPEN = {("GET", "/healthz"), ("GET", "/openapi.json"), ("GET", "/")}


def served(house: House) -> set[tuple[str, str]]:
    found = set()
    for rule in create_app(house.services).url_map.iter_rules():
        path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if not path.startswith(("/docs", "/static")):
                found.add((method, path))
    return found


def test_every_route_stands_in_the_table(house: House) -> None:
    assert served(house) == set(ROUTES) | OPEN


def call(
    client: FlaskClient, route: tuple[str, str], house: House, headers: dict[str, str]
) -> tuple[int, str]:
    method, path = route
    action_body = ROUTES[route][1]
    path = path.replace("{slug}", "penalty_decision").replace("{id}", str(house.extra["id"]))
    path = path.replace("{case}", "case-1").replace("{form}", "penalty_decision")
    body: dict[str, Any] = {}
    if action_body is not None:
        body = {"json": action_body or house.extra["body"]}
    if path == "/api/v1/seals" and method == "POST":
        body = {"data": {"unit": "bureau", "mm": "42", **house.extra["seal"]()}}
    if path == "/api/v1/verify":
        body = {"data": b"%PDF-1.7", "content_type": "application/pdf"}
    if path.endswith("/review"):
        path = path.replace(str(house.extra["id"]), str(house.extra["seal_id"]))
    answer = client.open(path, method=method, headers=headers, **body)
    code = answer.get_json()["code"] if answer.mimetype == "application/problem+json" else ""
    return answer.status_code, code


@pytest.fixture
def ready(house: House, client: FlaskClient, bearer: Headers, body: dict[str, Any]) -> House:
    import io

    made = client.post("/api/v1/documents", json=body, headers=bearer("officer"))
    house.extra = {
        "id": made.get_json()["id"],
        "body": {k: v for k, v in body.items() if k != "issue"},
        "seal": lambda: {
            "picture": (io.BytesIO(b"no picture"), "seal.png"),
            "pkcs12": (io.BytesIO(b"no key"), "seal.p12"),
        },
        "seal_id": house.add_seal(approve=False).id,
    }
    return house


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_route_lets_in_whom_the_table_of_grants_names_and_nobody_else(
    ready: House, client: FlaskClient, bearer: Headers, route: tuple[str, str]
) -> None:
    allowed = GRANTS[ROUTES[route][0]]
    for login, role in ROLES.items():
        status, code = call(client, route, ready, bearer(login))
        refused = (status, code) == (403, "forbidden")
        assert refused == (role not in allowed), (login, status, code)
        assert status < 500, (login, status, code)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_route_needs_a_key(ready: House, client: FlaskClient, route: tuple[str, str]) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer docsvc_wrong"},
        {"Authorization": "Basic b3c6cHc="},
        {"Authorization": "Bearer"},
    ):
        status, code = call(client, route, ready, headers)
        assert (status, code) == (401, "unauthenticated")


@pytest.mark.parametrize("route", [r for r in ROUTES if "{id}" in r[1]], ids=" ".join)
def test_another_units_person_learns_nothing(
    ready: House, client: FlaskClient, bearer: Headers, route: tuple[str, str]
) -> None:
    allowed = GRANTS[ROUTES[route][0]]
    for login, role in ROLES.items():
        if role in allowed:
            status, code = call(client, route, ready, bearer(f"other.{login}"))
            assert (status, code) == (404, "not_found"), login


def test_a_withdrawn_key_opens_nothing(house: House, client: FlaskClient, bearer: Headers) -> None:
    headers = bearer("officer")
    assert client.get("/api/v1/forms", headers=headers).status_code == 200
    from docsvc.keys import key_digest

    with house.services.work() as work:
        key = work.units.key_by_digest(key_digest(headers["Authorization"].split()[1]))
        assert key is not None
        assert work.units.revoke_key(key.id, house.clock.now())
        work.commit()
    assert client.get("/api/v1/forms", headers=headers).status_code == 401


def test_the_description_is_valid_openapi_and_names_every_route(
    house: House, client: FlaskClient
) -> None:
    spec = client.get("/openapi.json").get_json()
    assert spec["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(spec).validate()
    described = {(m.upper(), path) for path, item in spec["paths"].items() for m in item}
    assert described == served(house) - {("GET", "/openapi.json"), ("GET", "/")}


def test_the_page_to_browse_it_needs_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/docs/swagger")
    assert page.status_code == 200
    assert not re.search(rb"""(src|href)=["'](https?:)?//""", page.data)


def test_health_needs_no_key_and_names_the_parts(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()["ok"]) == (200, True)
    assert set(answer.get_json()["parts"]) >= {"database", "engine"}


def test_an_unknown_address_and_a_wrong_method_are_problems(client: FlaskClient) -> None:
    for answer, status in (
        (client.get("/api/v1/nothing"), 404),
        (client.delete("/api/v1/documents"), 405),
    ):
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
