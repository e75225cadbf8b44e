"""What the formats of a schema become on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from house import TODAY, catalogue
from hypothesis import given
from hypothesis import strategies as st

from docsvc.dates import from_capital_date
from docsvc.forms.presentation import present
from docsvc.forms.validation import validate

CAPITAL: dict[str, Any] = {"properties": {"until": {"type": "string", "format": "date-capitals"}}}


def test_a_date_in_capitals_is_written_against_alteration() -> None:
    assert present(CAPITAL, {"until": "2027-02-10"}) == {"until": "贰零贰柒年零贰月零壹拾日"}


@given(st.dates())
def test_a_date_in_capitals_reads_back_as_the_same_day(day: date) -> None:
    assert from_capital_date(present(CAPITAL, {"until": day.isoformat()})["until"]) == day


@pytest.mark.parametrize("text", ["2027-02-29", "贰零贰柒年零贰月零壹拾日", "2027-2-10"])
def test_a_date_for_capitals_is_given_in_figures(text: str) -> None:
    form = catalogue().get("fine_deferral_approval")
    values = {**form.examples()["short"], "plan": {"kind": "deferral", "deferred_to": text}}
    found = [(f.pointer, f.code) for f in validate(form, values, TODAY)]
    assert ("/plan/deferred_to", "wrong_date") in found


def test_a_last_instalment_leaves_nothing_to_pay() -> None:
    form = catalogue().get("fine_deferral_approval")
    plan = present(form.schema, form.examples()["instalment"])["plan"]
    assert "remaining" not in plan
    assert plan["due"] == "贰零贰柒年叁月零贰拾日"
