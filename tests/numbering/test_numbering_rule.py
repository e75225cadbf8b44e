"""Numbers printed and read back: those of the sources, and any that an accepted rule can make."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numbering_samples import (
    CODES,
    beijing,
    beijing_department,
    gansu,
    make_rule,
    ministry,
    rules_with_codes,
    team_rule,
)

from numbering.errors import (
    NotParsed,
    RuleRefused,
    SerialOutOfRange,
    SuffixRefused,
    YearOutOfRange,
)
from numbering.number import Number, normalise
from numbering.rule import Rule, parse_number, print_number

SEEN = [
    (beijing(), "京应急立〔2020〕1号", Number("京", "应急立", 2020, None, 1)),
    (
        beijing_department(),
        "京应急立〔2020〕危化-1号",
        Number("京", "应急立", 2020, "危化", 1),
    ),
    (gansu(), "（甘）应急检查〔2021〕0005号", Number("甘", "应急检查", 2021, None, 5)),
    (
        ministry(),
        "（应急部）应急责改〔2021〕0134号",
        Number("应急部", "应急责改", 2021, None, 134),
    ),
    (team_rule(), "执一B001", Number(None, None, None, "执一", 1, team="B")),
    (team_rule(team="C"), "执一C001", Number(None, None, None, "执一", 1, team="C")),
]


@pytest.mark.parametrize(("rule", "text", "number"), SEEN, ids=[text for _, text, _ in SEEN])
def test_every_form_seen_in_the_sources_is_printed_and_read(
    rule: Rule, text: str, number: Number
) -> None:
    code, year = number.code or "应急立", number.year or 2020
    assert print_number(rule, code=code, year=year, serial=number.serial) == text
    assert parse_number(rule, text, CODES) == number


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
@given(rules_with_codes, st.data())
def test_reading_undoes_printing_for_every_accepted_rule(
    given: tuple[Rule, list[str]], data: st.DataObject
) -> None:
    rule, codes = given
    code = data.draw(st.sampled_from(codes))
    year = data.draw(st.integers(1000, 9999))
    serial = data.draw(st.integers(1, 1100) | st.integers(1, 999_999_999))
    suffix = data.draw(st.none() | st.integers(2, 30)) if rule.takes_suffix else None
    text = print_number(rule, code=code, year=year, serial=serial, suffix=suffix)
    number = parse_number(rule, text, codes)
    assert (number.serial, number.suffix) == (serial, suffix)
    assert number.code == (code if rule.piece("code") else None)
    assert number.year == (year if rule.piece("year") else None)
    assert number.region == (rule.tokens.region if rule.piece("region") else None)
    assert number.department == (rule.tokens.department if rule.piece("department") else None)
    assert normalise(text) == text


@pytest.mark.parametrize(
    "typed",
    [
        "（甘）应急检查[2021]0005号",
        "（甘）应急检查［2021］0005号",
        "(甘)应急检查〔2021〕0005号",
        "（甘）应急检查〔２０２１〕０００５号",
        " （甘） 应急检查 〔2021〕 0005 号\n",
    ],
)
def test_typed_brackets_digits_and_spaces_are_understood(typed: str) -> None:
    assert parse_number(gansu(), typed, CODES).serial == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "（甘）应急检查〔2021〕号",
        "（甘）应急检查〔2021〕5号",
        "（甘）应急检查〔2021〕00005号",
        "（甘）应急检查〔2021〕0000号",
        "（甘）应急检查〔0021〕0005号",
        "（甘）应急检查〔21〕0005号",
        "（甘）应急检查（2021）0005号",
        "（青）应急检查〔2021〕0005号",
        "（甘）应急罚〔2021〕0005号",
        "（甘）〔2021〕0005号",
        "（甘）应急检查〔2021〕0005-2号",
        "（甘）应急检查〔2021〕1234567890号",
        "（甘）应急检查〔2021〕٠٠٠٥号",
    ],
)
def test_what_the_rule_would_not_print_is_not_read(text: str) -> None:
    with pytest.raises(NotParsed) as refused:
        parse_number(gansu(), text, CODES)
    assert refused.value.code == "number_not_parsed"
    assert "文号规则" in refused.value.zh


def test_without_any_code_no_number_is_read() -> None:
    with pytest.raises(NotParsed):
        parse_number(beijing(), "京〔2020〕1号", [])


def test_a_padded_serial_grows_beyond_its_width() -> None:
    assert print_number(gansu(), code="应急立", year=2021, serial=12345).endswith("〕12345号")


def test_a_second_paper_of_a_case_takes_a_suffix() -> None:
    rule = beijing(takes_suffix=True)
    text = print_number(rule, code="应急立", year=2020, serial=1, suffix=2)
    assert text == "京应急立〔2020〕1-2号"
    assert parse_number(rule, text, CODES) == Number("京", "应急立", 2020, None, 1, suffix=2)
    for other in ("京应急立〔2020〕1-1号", "京应急立〔2020〕1-02号", "京应急立〔2020〕1-号"):
        with pytest.raises(NotParsed):
            parse_number(rule, other, CODES)


@pytest.mark.parametrize("serial", [0, -1, 1_000_000_000])
def test_a_serial_out_of_range_is_not_printed(serial: int) -> None:
    with pytest.raises(SerialOutOfRange) as refused:
        print_number(beijing(), code="应急立", year=2020, serial=serial)
    assert refused.value.serial == serial


@pytest.mark.parametrize("year", [999, 10000])
def test_a_year_without_four_digits_is_not_printed(year: int) -> None:
    with pytest.raises(YearOutOfRange):
        print_number(beijing(), code="应急立", year=year, serial=1)


def test_a_suffix_that_the_rule_does_not_take_is_not_printed() -> None:
    with pytest.raises(SuffixRefused):
        print_number(beijing(), code="应急立", year=2020, serial=1, suffix=2)
    with pytest.raises(SuffixRefused):
        print_number(beijing(takes_suffix=True), code="应急立", year=2020, serial=1, suffix=1)


@pytest.mark.parametrize("pattern", ["{unknown}{serial}", "{region}{serial}", "{{serial}"])
def test_a_rule_that_no_check_would_pass_prints_nothing(pattern: str) -> None:
    with pytest.raises(RuleRefused):
        print_number(make_rule(pattern), code="应急立", year=2020, serial=1)
