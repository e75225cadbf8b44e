"""A client of the whole application, in process, with a key for each person."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from house import LOCAL, House, catalogue
from tests_web_types import Headers

from docsvc.app import create_app
from docsvc.usecases.people import new_key


@pytest.fixture
def client(house: House) -> FlaskClient:
    app = create_app(house.services)
    app.testing = False  # errors must become problems here, as in service
    return app.test_client()


@pytest.fixture
def bearer(house: House) -> Headers:
    """`bearer("officer")`: the headers of that person's key."""
    made: dict[str, str] = {}

    def headers(login: str) -> dict[str, str]:
        if login not in made:
            _, made[login] = new_key(house.services, login, "test", LOCAL)
        return {"Authorization": f"Bearer {made[login]}"}

    return headers


@pytest.fixture
def body() -> dict[str, Any]:
    """A good request for a spot penalty."""
    return {
        "form": "spot_penalty_decision",
        "unit": "bureau",
        "department": None,
        "case": "case-1",
        "date": "2026-11-20",
        "values": catalogue().get("spot_penalty_decision").examples()["short"],
        "issue": True,
    }
