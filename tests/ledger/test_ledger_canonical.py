"""Canonical JSON, by the vectors of RFC 8785 and by properties."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docsvc.ledger.canonical import LARGEST_INT, canonical
from docsvc.ledger.errors import NotCanonical

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_INT, LARGEST_INT)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_what_is_read_back_is_what_was_written(value: Any) -> None:
    body = canonical(value)
    assert json.loads(body) == value
    assert canonical(json.loads(body)) == body


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 9)))
def test_the_order_in_which_members_came_changes_nothing(members: dict[str, int]) -> None:
    assert canonical(members) == canonical(dict(reversed(members.items())))


def test_members_are_sorted_by_utf_16_code_units() -> None:
    # RFC 8785, 3.2.3: the example of the standard; by code points 😀 would come last.
    members = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    names = list(json.loads(canonical(members)))
    assert names == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_strings_are_escaped_as_the_standard_has_it() -> None:
    # RFC 8785, 3.2.2: the literals and the string of the standard's example.
    value = {
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    expected = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical(value) == expected.encode()
    assert canonical("\b\t\n\f\r\x00\x1f\x7f") == b'"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f"'


def test_chinese_text_is_kept_as_utf_8() -> None:
    assert canonical({"金额": "贰仟元整"}) == '{"金额":"贰仟元整"}'.encode()


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (1.0, ""),
        ({"a": [0, 2.5]}, "/a/1"),
        ({"a/b~": float("nan")}, "/a~1b~0"),
        (LARGEST_INT + 1, ""),
        (-LARGEST_INT - 1, ""),
        ("\ud800", ""),
        ({"\udfff": 1}, ""),
        ({1: "one"}, ""),
        ({"a": b"bytes"}, "/a"),
        ({"a": {1, 2}}, "/a"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value: Any, pointer: str) -> None:
    with pytest.raises(NotCanonical) as refused:
        canonical(value)
    assert refused.value.pointer == pointer
    assert refused.value.code == "not_canonical"
    assert refused.value.zh


def test_nesting_without_end_is_refused() -> None:
    value: list[Any] = []
    for _ in range(10_000):
        value = [value]
    with pytest.raises(NotCanonical, match="deeply"):
        canonical(value)
