"""Rules that may be kept, and every reason for which one may not."""

from __future__ import annotations

import pytest
from numbering_samples import (
    CODES,
    beijing,
    beijing_department,
    gansu,
    make_rule,
    ministry,
    team_rule,
)

from numbering.check import check_rule
from numbering.errors import RuleRefused
from numbering.rule import Rule


def fault_codes(rule: Rule, codes: tuple[str, ...] = CODES) -> list[str]:
    with pytest.raises(RuleRefused) as refused:
        check_rule(rule, codes)
    assert refused.value.code == "rule_refused"
    assert all(fault.zh and fault.en for fault in refused.value.faults)
    return [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize(
    "rule", [beijing(), beijing_department(), gansu(), ministry(), team_rule()]
)
def test_the_rules_of_the_sources_may_be_kept(rule: Rule) -> None:
    check_rule(rule)
    check_rule(rule, CODES)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{region}{code}〔{year}〕号", ["missing_serial"]),
        ("{region}{code}{serial}号", ["missing_year"]),
        ("{region}〔{year}〕{serial}号", ["missing_code"]),
        ("{region}{code}〔{year}〕{serial}-{serial}号", ["doubled_piece"]),
        ("{region}{region}{code}〔{year}〕{serial}号", ["doubled_piece"]),
        ("{region}{code}〔{year}〕{number}{serial}号", ["unknown_piece"]),
        ("{region}{code}〔{year}〕{}{serial}号", ["unknown_piece"]),
        ("{region}{code}〔{year}〕{{serial}号", ["unknown_piece"]),
        ("{region}{code}〔{year}〕{serial}}号", ["unknown_piece"]),
        ("{region}{code}〔{year:04}〕{serial}号", ["unknown_piece"]),
        ("{region}{code}〔{year}〕{serial:4}号", ["unknown_piece"]),
        ("{region}{code}〔{year}〕{serial:>4}号", ["unknown_piece"]),
        ("{region}{code}〔{year}〕{serial:010}号", ["unknown_piece"]),
        ("{department}{code}〔{year}〕{serial}号", ["missing_token"]),
        ("{region}{code}[{year}]{serial}号", ["improper_character"] * 2),
        ("{region}{code}［{year}］{serial}号", ["improper_character"] * 2),
        ("({region}){code}〔{year}〕{serial}号", ["improper_character"] * 2),
        ("{region}{code}（{year}）{serial}号", ["year_brackets"]),
        ("{region}{code}【{year}】{serial}号", ["year_brackets"]),
        ("{region}{code}{year}-{serial}号", ["year_brackets"]),
        ("{region}{code}〔{year}-{serial}〕号", ["year_brackets"]),
        ("{year}{code}-{serial}号", ["year_brackets"]),
        ("{code}{serial}号{year}", ["year_brackets"]),
        ("{region}{code}{year}{serial}号", ["year_brackets", "ambiguous_adjacency"]),
        ("{region}{code}〔{year}〕第0{serial}号", ["ambiguous_adjacency"]),
        ("{region}{code}〔{year}〕{serial}1号", ["ambiguous_adjacency"]),
        ("{region}{code}〔{year}〕 {serial}号", ["invisible_character"]),
        ("{region}{code}〔{year}〕\n{serial}号", ["invisible_character"]),
        ("{region}{code}〔{year}〕\u200b{serial}号", ["invisible_character"]),
        ("{region}{code}〔{year}〕\u202e{serial}号", ["invisible_character"]),
        ("", ["missing_serial", "missing_year", "missing_code"]),
    ],
)
def test_a_pattern_that_cannot_work_is_refused_with_every_reason(
    pattern: str, expected: list[str]
) -> None:
    assert fault_codes(make_rule(pattern, region="京")) == expected


def test_a_department_that_ends_in_a_digit_needs_a_separator() -> None:
    pattern = "{region}{code}〔{year}〕{department}{serial}号"
    facts = {"region": "京", "level": "department"}
    check_rule(make_rule(pattern, department="危化", **facts))
    for digit in ("3", "科3", "³", "٣"):
        assert fault_codes(make_rule(pattern, department=digit, **facts)) == ["ambiguous_adjacency"]


def test_a_code_that_ends_in_a_digit_may_not_stand_before_the_serial() -> None:
    rule = make_rule("{region}〔{year}〕{code}{serial}号", region="京")
    check_rule(rule, ("立", "检"))
    assert fault_codes(rule, ("立", "检2")) == ["ambiguous_adjacency"]


@pytest.mark.parametrize(
    ("level", "pattern"),
    [
        ("department", "{region}{code}〔{year}〕{serial}号"),
        ("team", "{region}{code}〔{year}〕{team}-{serial}号"),
        ("team", "{region}{code}〔{year}〕{department}-{serial}号"),
        ("person", "{region}{code}〔{year}〕{person}-{serial}号"),
        ("person", "{region}{code}〔{year}〕{department}-{serial}号"),
        ("person", "{department}{person}{code}〔{year}〕{serial}号"),
        ("person", "{region}{department}{person}{code}〔{year}〕{serial}号"),
    ],
)
def test_a_rule_below_the_unit_must_show_whose_it_is(level: str, pattern: str) -> None:
    tokens = {"region": "京", "department": "危化", "team": "一队", "person": "张三"}
    codes = fault_codes(make_rule(pattern, level, **tokens))
    assert set(codes) == {"missing_organisation"}


def test_a_persons_rule_that_shows_bureau_section_and_person_may_be_kept() -> None:
    pattern = "{region}{department}{person}{code}〔{year}〕{serial}号"
    check_rule(make_rule(pattern, "person", region="京", department="危化", person="张三"), CODES)


def test_empty_texts_are_refused() -> None:
    assert fault_codes(beijing(region="")) == ["missing_token"]
    assert fault_codes(beijing(run="")) == ["empty_run"]
    assert fault_codes(beijing(), ("应急立", "")) == ["empty_code"]


def test_the_first_serial_must_be_one_that_can_be_printed() -> None:
    assert fault_codes(beijing(first_serial=0)) == ["first_serial"]
    check_rule(beijing(first_serial=999_999_999))


def test_a_rule_without_codes_in_its_numbers_needs_one_run_for_all_forms() -> None:
    pattern = "{region}〔{year}〕{serial}号"
    check_rule(make_rule(pattern, region="京", run="all"), CODES)
    assert fault_codes(make_rule(pattern, region="京")) == ["missing_code"]


def test_forms_whose_numbers_could_be_mistaken_for_each_other_are_refused() -> None:
    rule = make_rule("{region}〔{year}〕{code}-{serial}-号", region="京", takes_suffix=True)
    check_rule(rule, ("立", "检"))
    trailing = make_rule("〔{year}〕{serial}{code}", takes_suffix=True)
    check_rule(trailing, ("立", "检"))
    assert fault_codes(trailing, ("立", "-2立")) == ["codes_collide"]
