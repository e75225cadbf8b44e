"""Amounts in capital numerals, against the rule's own examples and an inverse of another make."""

from __future__ import annotations

import decimal
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from docsvc.money import (
    LEAST,
    MOST,
    InvalidAmount,
    figures,
    from_capitals,
    parse_amount,
    register_num2words,
    to_capitals,
)

ANNEX = [
    ("1409.50", ["壹仟肆佰零玖元伍角"]),
    ("6007.14", ["陆仟零柒元壹角肆分"]),
    ("1680.32", ["壹仟陆佰捌拾元零叁角贰分", "壹仟陆佰捌拾元叁角贰分"]),
    ("107000.53", ["壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分"]),
    ("16409.02", ["壹万陆仟肆佰零玖元零贰分"]),
    ("325.04", ["叁佰贰拾伍元零肆分"]),
]
"""The examples of the rule, with every reading that it gives; the first is the one we print."""

PRINTED = [
    ("0.01", "壹分"),
    ("0.1", "壹角"),
    ("0.99", "玖角玖分"),
    ("1", "壹元整"),
    ("10", "壹拾元整"),
    ("10.05", "壹拾元零伍分"),
    ("10.5", "壹拾元零伍角"),
    ("11", "壹拾壹元整"),
    ("100", "壹佰元整"),
    ("101", "壹佰零壹元整"),
    ("111", "壹佰壹拾壹元整"),
    ("1010", "壹仟零壹拾元整"),
    ("2000.00", "贰仟元整"),
    ("10001", "壹万零壹元整"),
    ("100000", "壹拾万元整"),
    ("100100", "壹拾万零壹佰元整"),
    ("103453", "壹拾万叁仟肆佰伍拾叁元整"),
    ("1000000", "壹佰万元整"),
    ("10000001.01", "壹仟万零壹元零壹分"),
    ("100005000", "壹亿零伍仟元整"),
    ("1050000000", "壹拾亿零伍仟万元整"),
    ("1000000000000", "壹万亿元整"),
    ("1000100000000", "壹万零壹亿元整"),
    (
        "9999999999999.99",
        "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    ),
]

amounts = st.one_of(
    st.decimals(LEAST, MOST, places=2),
    # Zeros are where the rule is difficult, so make many.
    st.lists(st.sampled_from("0000123456789"), min_size=1, max_size=15)
    .map(lambda digits: Decimal("".join(digits)).scaleb(-2))
    .filter(bool),
)


def value_by_stack(text: str) -> Decimal:
    """The value of capital numerals, read with a stack of units and blind to 零."""
    units = {"分": "0.01", "角": "0.1", "元": "1", "拾": "10", "佰": "100", "仟": "1000"}
    units |= {"万": "10000", "亿": "100000000"}
    stack: list[Decimal] = []
    cents = Decimal(0)
    for sign in text.replace("整", ""):
        if sign in "壹贰叁肆伍陆柒捌玖":
            stack.append(Decimal("壹贰叁肆伍陆柒捌玖".index(sign) + 1))
        elif sign in "角分":
            cents += stack.pop() * Decimal(units[sign])
        elif sign == "元":
            cents += sum(stack)
            stack.clear()
        elif sign != "零":
            unit = Decimal(units[sign])
            below = Decimal(0)
            while stack and stack[-1] < unit:
                below += stack.pop()
            stack.append(below * unit)
    return cents


@pytest.mark.parametrize(("amount", "readings"), ANNEX)
def test_the_examples_of_the_rule_are_printed_and_read(amount: str, readings: list[str]) -> None:
    assert to_capitals(amount) == readings[0]
    assert {from_capitals(reading) for reading in readings} == {Decimal(amount)}


@pytest.mark.parametrize(("amount", "text"), PRINTED)
def test_an_amount_is_printed_as_a_cashier_would_write_it(amount: str, text: str) -> None:
    assert to_capitals(amount) == text
    assert from_capitals(text) == Decimal(amount)


@given(amounts)
def test_reading_undoes_printing(amount: Decimal) -> None:
    text = to_capitals(amount)
    assert from_capitals(text) == amount
    assert value_by_stack(text) == amount


@given(amounts)
def test_the_printed_form_keeps_the_rule_on_zeros_and_endings(amount: Decimal) -> None:
    text = to_capitals(amount)
    assert not text.startswith("零")
    assert not re.search("零[零拾佰仟万亿元角分整]", text)
    assert not re.search("(?<![壹贰叁肆伍陆柒捌玖])[拾佰仟角分]", text)
    assert text.endswith("整") == (amount == amount.to_integral_value())
    assert set(text) <= set("零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整")


def test_no_two_amounts_are_printed_alike() -> None:
    texts = [to_capitals(n) for n in range(1, 20_002)]
    assert len(set(texts)) == len(texts)
    assert [value_by_stack(text) for text in texts] == list(range(1, 20_002))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("贰仟圆整", "2000"),
        ("贰仟元正", "2000"),
        ("伍角整", "0.50"),
        ("壹仟肆佰零玖元伍角正", "1409.50"),
        ("壹拾万零柒仟元整", "107000"),
        ("壹拾亿伍仟万元整", "1050000000"),
        ("壹亿伍仟元整", "100005000"),
    ],
)
def test_every_permitted_reading_is_accepted(text: str, amount: str) -> None:
    assert from_capitals(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "整",
        "元整",
        "零元整",
        "零伍分",
        "拾元整",
        "壹百壹拾壹元整",
        "壹佰壹拾壹元",
        "伍分整",
        "壹元零伍角",
        "壹元伍分",
        "壹佰壹元整",
        "壹佰零零壹元整",
        "壹拾零元整",
        "壹万零柒元零整",
        "壹拾壹拾元整",
        "壹仟壹仟元整",
        "玖仟万亿元整",
        "一百元整",
        "￥100",
        "人民币壹佰元整",
        "壹佰元整\n",
    ],
)
def test_what_the_rule_would_not_write_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        from_capitals(text)


@pytest.mark.parametrize("text", ["0.05", "0.5", "1", "2000", "2000.5", "9999999999999.99"])
def test_canonical_decimal_text_is_an_amount(text: str) -> None:
    assert parse_amount(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "0", "0.00", "-1", "+1", "01", ".5", "5.", "1.234", "1,000", "1e3", "１２", " 1", "1\n",
        "NaN", "Infinity", "10000000000000", "1_000", "٣",
    ],
)  # fmt: skip
def test_any_other_text_is_no_amount(text: str) -> None:
    with pytest.raises(InvalidAmount) as refused:
        parse_amount(text)
    assert refused.value.code == "invalid_amount"
    assert "金额" in refused.value.zh


@pytest.mark.parametrize(
    "amount",
    [
        0.1, 2000.0, True, None, 0, -1, Decimal(0), Decimal("0.001"), Decimal("0.015"),
        Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+999999"),
        Decimal("1E-999999"), Decimal("10000000000000"), "1.234",
    ],
)  # fmt: skip
def test_floats_and_inexact_amounts_are_refused(amount: Decimal) -> None:
    with pytest.raises(InvalidAmount):
        to_capitals(amount)
    with pytest.raises(InvalidAmount):
        figures(amount)


def test_a_callers_decimal_context_changes_nothing() -> None:
    with decimal.localcontext(prec=2):
        assert to_capitals(Decimal("107000.53")) == "壹拾万柒仟元零伍角叁分"
        assert figures(Decimal("107000.53")) == "107,000.53"
        assert str(from_capitals("壹拾万柒仟元零伍角叁分")) == "107000.53"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("2000", "2,000.00"),
        ("0.05", "0.05"),
        ("2000.5", "2,000.50"),
        ("1234567.89", "1,234,567.89"),
    ],
)
def test_figures_have_separators_and_two_decimals(amount: str, text: str) -> None:
    assert figures(amount) == figures(Decimal(amount)) == text


def test_num2words_speaks_chinese_once_it_is_registered() -> None:
    register_num2words()
    register_num2words()
    assert num2words("107000.53", lang="zh_CN", to="currency") == "壹拾万柒仟元零伍角叁分"
    assert num2words(Decimal("10.05"), lang="zh_CN", to="currency") == "壹拾元零伍分"
    assert num2words(111, lang="zh_CN", to="currency") == "壹佰壹拾壹元整"
    assert num2words(107000, lang="zh_CN") == "壹拾万柒仟"
    assert num2words(2, lang="zh_CN", to="ordinal") == "第贰"
    assert num2words(2, lang="zh_CN", to="ordinal_num") == "第2"
    assert num2words(2026, lang="zh_CN", to="year") == "贰零贰陆"


def test_num2words_refuses_floats_and_other_currencies_in_chinese() -> None:
    register_num2words()
    with pytest.raises(InvalidAmount):
        num2words(0.1, lang="zh_CN", to="currency")
    with pytest.raises(InvalidAmount):
        num2words(Decimal("1.5"), lang="zh_CN")
    with pytest.raises(NotImplementedError):
        num2words(1, lang="zh_CN", to="currency", currency="EUR")
