"""Faults: where they are, what they are called, and that good values have none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from house import TODAY, catalogue
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from docsvc.errors import pointer
from docsvc.forms.presentation import present
from docsvc.forms.template_env import make_env
from docsvc.forms.validation import validate

FORMS = [f.slug for f in catalogue()]


def short(slug: str) -> dict[str, Any]:
    return catalogue().get(slug).examples()["short"]


@pytest.mark.parametrize("slug", FORMS)
def test_every_example_is_good(slug: str) -> None:
    form = catalogue().get(slug)
    for values in form.examples().values():
        assert validate(form, values, TODAY) == []


@pytest.mark.parametrize("slug", FORMS)
def test_every_required_field_is_missed(slug: str) -> None:
    form = catalogue().get(slug)
    for name in form.schema["required"]:
        values = {k: v for k, v in short(slug).items() if k != name}
        found = {(f.pointer, f.code) for f in validate(form, values, TODAY)}
        assert (f"/{name}", "missing_field") in found


@pytest.mark.parametrize("text", ["a\n", "a\nb", "a\tb", "\x00", "\x7f", "\ufeffa", "a\u202eb"])
def test_a_one_line_field_takes_no_newline_and_no_invisible_character(text: str) -> None:
    values = short("rectification_order")
    values["party"]["name"] = text
    found = validate(catalogue().get("rectification_order"), values, TODAY)
    assert [f.pointer for f in found] == ["/party/name"]


def test_a_fault_inside_a_list_names_the_place() -> None:
    values = short("seizure_inventory")
    values["items"][0]["name"] = 7
    [fault] = validate(catalogue().get("seizure_inventory"), values, TODAY)
    assert (fault.pointer, fault.code) == ("/items/0/name", "wrong_type")


def test_a_party_of_unknown_kind_is_told_at_the_kind() -> None:
    values = short("penalty_decision")
    values["party"]["kind"] = "ghost"
    found = validate(catalogue().get("penalty_decision"), values, TODAY)
    assert "/party/kind" in {f.pointer for f in found}


@pytest.mark.parametrize(
    ("on", "kind", "most"),
    [
        (date(2021, 7, 14), "organisation", "1000"),
        (date(2021, 7, 15), "organisation", "3000"),
        (date(2021, 7, 14), "individual", "50"),
        (date(2021, 7, 15), "individual", "200"),
    ],
)
def test_the_spot_limit_is_exact_on_each_side_of_the_law_s_change(
    on: date, kind: str, most: str
) -> None:
    form = catalogue().get("spot_penalty_decision")
    values = form.examples()["individual" if kind == "individual" else "short"]
    assert values["party"]["kind"] == kind
    values |= {"penalty": "罚款", "payment": short("spot_penalty_decision")["payment"]}
    assert validate(form, {**values, "fine": most}, on) == []
    [fault] = validate(form, {**values, "fine": f"{most}.01"}, on)
    assert (fault.pointer, fault.code) == ("/fine", "fine_over_limit")
    assert fault.source is not None
    assert "行政处罚法" in fault.source


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(values=JSON)
def test_any_json_whatever_gets_faults_and_never_an_exception(values: Any) -> None:
    for slug in FORMS:
        found = validate(catalogue().get(slug), values, TODAY)
        assert found
        assert all(f.zh and f.en and f.code for f in found)


@given(slug=st.sampled_from(FORMS), data=st.data())
def test_one_wrong_field_is_a_fault_and_never_an_exception(slug: str, data: st.DataObject) -> None:
    values = short(slug)
    name = data.draw(st.sampled_from(sorted(values)))
    values[name] = data.draw(JSON)
    validate(catalogue().get(slug), values, TODAY)


@given(parts=st.lists(st.text() | st.integers(0, 99)))
def test_a_pointer_escapes_what_rfc_6901_says(parts: list[str | int]) -> None:
    text = pointer(parts)
    read = [p.replace("~1", "/").replace("~0", "~") for p in text.split("/")[1:]]
    assert read == [str(p) for p in parts]


@pytest.mark.parametrize("slug", FORMS)
def test_a_template_reaches_plain_values_only(slug: str) -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(isinstance(k, str) and plain(v) for k, v in value.items())
        if isinstance(value, list):
            return all(plain(v) for v in value)
        return type(value) in (str, bool)

    form = catalogue().get(slug)
    for values in form.examples().values():
        assert plain(present(form.schema, values))


@pytest.mark.parametrize(
    "escape",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ x.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ cycler }}",
        "{{ lipsum.__globals__ }}",
        "{{ x.append('y') }}",
        "{{ '%s'|format(x.__class__) }}",
        "{{ x|attr('__class__') }}",
    ],
)
def test_a_template_cannot_reach_out_of_its_sandbox(escape: str) -> None:
    try:
        shown = make_env().from_string(escape).render(x=["a"])
    except (SecurityError, UndefinedError):
        shown = ""
    assert "class" not in shown
    assert "object" not in shown


def test_a_warning_takes_no_fine_and_a_fine_needs_its_payment() -> None:
    form = catalogue().get("spot_penalty_decision")
    values = {**short("spot_penalty_decision"), "penalty": "警告"}
    found = {(f.pointer, f.code) for f in validate(form, values, TODAY)}
    assert found == {("/fine", "not_allowed_here"), ("/payment", "not_allowed_here")}
    form = catalogue().get("penalty_decision")
    values = {k: v for k, v in short("penalty_decision").items() if k != "payment"}
    [fault] = validate(form, values, TODAY)
    assert (fault.pointer, fault.code) == ("/payment", "missing_field")


@pytest.mark.parametrize(
    ("on", "key", "text"),
    [
        (date(2021, 7, 14), "hearing_term", "3日"),
        (date(2021, 7, 15), "hearing_term", "5个工作日"),
        (date(2021, 7, 15), "power_cut_basis", "第六十七条第一款"),
        (date(2021, 8, 31), "power_cut_basis", "第六十七条第一款"),
        (date(2021, 9, 1), "power_cut_basis", "第七十条第一款"),
        (date(2021, 7, 14), "late_fine_basis", "第五十一条第一项"),
        (date(2021, 7, 15), "late_fine_basis", "第七十二条第一款第一项"),
    ],
)
def test_a_citation_is_that_of_the_papers_own_date(on: date, key: str, text: str) -> None:
    assert catalogue().law.on(on)[key] == text
