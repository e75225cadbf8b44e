"""Collisions: named cases, and random rules against printing everything."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from numbering_samples import (
    BEIJING,
    CODES,
    RuleWithCodes,
    beijing,
    beijing_department,
    gansu,
    make_rule,
    pairs_of_rules,
    team_rule,
)

from numbering.collision import may_collide
from numbering.number import Number
from numbering.rule import Rule, parse_number, print_number

YEARS = (1111, 2000, 2121)
SERIALS = (*range(1, 32), 99, 100, 101, 111, 112, 121, 1000, 2000, 2121)


def printed(rule: Rule, codes: list[str]) -> dict[str, set[tuple[object, ...]]]:
    """Texts that the rule prints, with the run, year and serial that each stands for."""
    found: dict[str, set[tuple[object, ...]]] = {}
    suffixes = (None, 2, 11, 12) if rule.takes_suffix else (None,)
    for code, year, serial, suffix in itertools.product(codes, YEARS, SERIALS, suffixes):
        text = print_number(rule, code=code, year=year, serial=serial, suffix=suffix)
        run = (rule.scope, rule.group(code), rule.yearly, year if rule.yearly else 0)
        found.setdefault(text, set()).add((*run, serial, suffix))
    return found


def printed_again(rule: Rule, number: Number, codes: list[str]) -> set[str]:
    """What the rule prints for a number that was read, whatever it leaves unsaid."""
    return {
        print_number(
            rule, code=code, year=number.year or 2000, serial=number.serial, suffix=number.suffix
        )
        for code in ([number.code] if number.code else codes)
    }


@settings(
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    deadline=None,
    max_examples=150,
)
@given(pairs_of_rules)
def test_the_answer_is_that_of_printing_everything(
    pair: tuple[RuleWithCodes, RuleWithCodes],
) -> None:
    first, second = pair
    collision = may_collide(*first, *second)
    if collision is None:
        ours, theirs = printed(*first), printed(*second)
        for text in ours.keys() & theirs.keys():
            # Only one and the same number of one run may be printed by both.
            assert len(ours[text] | theirs[text]) == 1
    else:
        for (rule, codes), number in ((first, collision.first), (second, collision.second)):
            assert parse_number(rule, collision.text, codes) == number
            assert collision.text in printed_again(rule, number, codes)


def other(pattern: str, **given: str) -> Rule:
    return make_rule(pattern, **{"region": "京", "scope": "other", **given})


def test_two_units_with_one_rule_collide() -> None:
    found = may_collide(beijing(), CODES, other(BEIJING), CODES)
    assert found is not None
    assert parse_number(beijing(), found.text, CODES) == found.first == found.second


def test_units_of_different_regions_do_not_collide() -> None:
    assert may_collide(beijing(), CODES, other(BEIJING, region="津"), CODES) is None
    assert may_collide(beijing(), CODES, gansu(), CODES) is None
    assert may_collide(beijing(), CODES, team_rule(), CODES) is None


def test_a_department_does_not_collide_with_its_unit_or_another() -> None:
    safety = beijing_department(department="监管", scope="unit/safety")
    assert may_collide(beijing(), CODES, beijing_department(), CODES) is None
    assert may_collide(beijing_department(), CODES, safety, CODES) is None


def test_forms_that_do_not_overlap_do_not_collide() -> None:
    assert may_collide(beijing(), ["应急立"], other(BEIJING), ["应急检查"]) is None


def test_a_region_and_code_that_are_cut_differently_collide() -> None:
    found = may_collide(beijing(), ["应急立"], other(BEIJING, region="京应"), ["急立"])
    assert found is not None
    assert (found.first.code, found.second.code) == ("应急立", "急立")


def test_padded_and_unpadded_serials_meet_only_where_both_have_the_digits() -> None:
    padded = other("{region}{code}〔{year}〕{serial:04}号")
    found = may_collide(beijing(), ["应急立"], padded, ["应急立"])
    assert found is not None
    assert found.text == "京应急立〔2000〕1000号"


def test_a_padded_serial_can_be_anothers_text_and_serial() -> None:
    padded = make_rule("甲{serial:03}号", run="all", yearly=False, scope="a")
    zero = make_rule("{region}{serial}号", run="all", yearly=False, scope="b", region="甲0")
    assert may_collide(padded, ["立"], zero, ["立"]) is not None
    nowhere = make_rule("{region}{serial}号", run="all", yearly=False, scope="b", region="甲000")
    assert may_collide(padded, ["立"], nowhere, ["立"]) is None


def test_a_serial_of_zeros_is_never_printed_and_collides_with_nothing() -> None:
    padded = make_rule("甲{serial:03}号1", run="all", yearly=False, scope="a")
    for fixed, collides in (("001", True), ("012", True), ("000", False), ("0012", False)):
        literal = make_rule(f"甲{fixed}号{{serial}}", run="all", yearly=False, scope="b")
        assert (may_collide(padded, ["立"], literal, ["立"]) is not None) == collides


def test_versions_that_print_the_serial_in_different_places_can_collide() -> None:
    before = make_rule("甲{serial}-12号", run="all", yearly=False)
    after = make_rule("甲1-{serial}号", run="all", yearly=False)
    found = may_collide(before, ["立"], after, ["立"])
    assert found is not None
    assert (found.text, found.first.serial, found.second.serial) == ("甲1-12号", 1, 12)


def test_a_suffix_can_look_like_a_department() -> None:
    with_suffix = beijing(takes_suffix=True)
    numbered = beijing_department(department="1")
    found = may_collide(with_suffix, ["应急立"], numbered, ["应急立"])
    assert found is not None
    assert (found.first.serial, found.first.suffix, found.second.serial) == (1, 2, 2)


def test_two_versions_of_one_rule_share_their_run_and_do_not_collide() -> None:
    assert may_collide(beijing(), CODES, beijing(), CODES) is None
    padded = make_rule("{region}{code}〔{year}〕{serial:02}号", region="京")
    assert may_collide(beijing(), CODES, padded, CODES) is None


def test_versions_that_split_or_join_their_runs_collide() -> None:
    assert may_collide(beijing(), CODES, beijing(run="all"), CODES) is not None
    assert may_collide(beijing(), CODES, beijing(yearly=False), CODES) is not None


@pytest.mark.parametrize("codes", [[], ["应急罚"]])
def test_a_rule_collides_with_nothing_through_forms_it_does_not_cover(codes: list[str]) -> None:
    assert may_collide(beijing(), codes, other(BEIJING), CODES) is None
