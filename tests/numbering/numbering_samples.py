"""Rules for the tests of this room: those that the sources show, and random ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from numbering.check import check_rule
from numbering.errors import RuleRefused
from numbering.rule import Level, Rule, Tokens

RuleWithCodes = tuple[Rule, list[str]]

CODES = ("应急立", "应急检查", "应急责改")

BEIJING = "{region}{code}〔{year}〕{serial}号"
BEIJING_DEPARTMENT = "{region}{code}〔{year}〕{department}-{serial}号"
GANSU = "（{region}）{code}〔{year}〕{serial:04}号"
TEAM = "{department}{team}{serial:03}"


def make_rule(pattern: str, level: str = "unit", **given: Any) -> Rule:
    """A rule of scope `unit`, valid from 2020; tokens are given by name."""
    names = ("region", "department", "team", "person")
    tokens = Tokens(**{name: given.pop(name) for name in names if name in given})
    facts = {"scope": "unit", "valid_from": date(2020, 1, 1), **given}
    return Rule(pattern=pattern, level=Level(level), tokens=tokens, **facts)


def beijing(**given: Any) -> Rule:
    return make_rule(BEIJING, **{"region": "京", **given})


def beijing_department(**given: Any) -> Rule:
    facts = {"region": "京", "department": "危化", "scope": "unit/chemicals", **given}
    return make_rule(BEIJING_DEPARTMENT, "department", **facts)


def gansu(**given: Any) -> Rule:
    return make_rule(GANSU, **{"region": "甘", "scope": "gansu", **given})


def ministry(**given: Any) -> Rule:
    return make_rule(GANSU, **{"region": "应急部", "scope": "ministry", **given})


def team_rule(**given: Any) -> Rule:
    facts = {"department": "执一", "team": "B", "run": "all", "yearly": False, **given}
    return make_rule(TEAM, "team", **{"scope": "unit/one/B", **facts})


# Few characters, digits and hyphens among them, so that random rules often come close.
texts = st.text("甲乙-1号", min_size=1, max_size=3)
code_sets = st.lists(texts, min_size=1, max_size=3, unique=True)


@st.composite
def _any_rules(draw: st.DrawFn) -> RuleWithCodes:
    width = draw(st.sampled_from(["", "", ":02", ":03"]))
    parts = ["{serial" + width + "}"]
    yearly = draw(st.booleans())
    if yearly or draw(st.booleans()):
        parts.append("〔{year}〕")
    shared = draw(st.booleans())
    if not shared or draw(st.booleans()):
        parts.append("{code}")
    parts += draw(st.lists(st.sampled_from(["{region}", "{department}"]), unique=True))
    parts += draw(st.lists(st.sampled_from(["-", "号", "甲", "1", "2000号"]), max_size=3))
    pattern = "".join(draw(st.permutations(parts)))
    rule = make_rule(
        pattern,
        scope=draw(st.sampled_from(["a", "b"])),
        run="all" if shared else None,
        yearly=yearly,
        takes_suffix=draw(st.booleans()),
        region=draw(texts),
        department=draw(texts),
    )
    return rule, draw(code_sets)


@st.composite
def _twins(draw: st.DrawFn, given: RuleWithCodes) -> RuleWithCodes:
    """A rule made from another by exchanging pieces for what they print, and back."""
    rule, codes = given
    code = draw(st.sampled_from(codes))
    exchanged: dict[str, list[str | None]] = {
        "{region}": ["{region}", rule.tokens.region],
        "{department}": ["{department}", rule.tokens.department],
        "{code}": ["{code}", "{code}", code],
        "serial": ["{serial}", "{serial:02}", "{serial:03}", "1", "12", "1-2"],
    }
    pattern = ""
    for piece in rule.pieces:
        if piece.name is None and any(sign in "12" for sign in piece.text):
            pattern += draw(st.sampled_from([piece.text, "{serial}", "{serial}号"]))
        else:
            key = "serial" if piece.name == "serial" else piece.text
            pattern += draw(st.sampled_from(exchanged.get(key, [piece.text]))) or ""
    twin = replace(
        rule,
        pattern=pattern,
        scope=draw(st.sampled_from(["a", "b"])),
        yearly=rule.yearly and draw(st.booleans()),
        run=draw(st.sampled_from([rule.run, "all", None])),
        takes_suffix=draw(st.booleans()),
    )
    return twin, draw(st.sampled_from([codes, [code], [*codes, f"{code}甲"]]))


def _accepted(given: RuleWithCodes) -> bool:
    try:
        check_rule(*given)
    except RuleRefused:
        return False
    return True


rules_with_codes = _any_rules().filter(_accepted)
"""Random rules that `check_rule` accepts, each with the codes it covers."""

pairs_of_rules = st.tuples(rules_with_codes, rules_with_codes) | rules_with_codes.flatmap(
    lambda first: st.tuples(st.just(first), _twins(first).filter(_accepted))
)
"""Two accepted rules, strangers or near relations."""
