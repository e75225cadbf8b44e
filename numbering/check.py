"""Whether a rule may be kept: every reason against it at once, in words for its author."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator

from numbering.collision import may_collide
from numbering.errors import RuleFault, RuleRefused
from numbering.number import LARGEST_SERIAL, normalise
from numbering.pattern import PIECES, TOKENS, Piece
from numbering.rule import Level, Rule

_NAMES_ZH = {
    "region": "地区简称",
    "department": "部门",
    "team": "分队",
    "person": "人员",
    "code": "文书简称",
    "year": "年份",
    "serial": "序号",
}


def check_rule(rule: Rule, codes: Collection[str] = ()) -> None:
    """Returns nothing if the rule may be kept. `codes` are the short names of the forms it covers.

    Raises RuleRefused with every fault found. Collisions with other rules are another question:
    `numbering.collision.may_collide`.
    """
    faults = [
        *_pattern_faults(rule),
        *_run_faults(rule),
        *_level_faults(rule),
        *_text_faults(rule, codes),
    ]
    if not faults:
        # The finer questions can only be put to a pattern that is sound in itself.
        faults = [*_year_faults(rule), *_serial_faults(rule, codes)] or list(
            _code_faults(rule, codes)
        )
    if faults:
        raise RuleRefused(faults)


def _pattern_faults(rule: Rule) -> Iterator[RuleFault]:
    for piece in rule.pieces:
        if not piece.sound:
            yield RuleFault(
                "unknown_piece",
                f"无法识别“{piece.text}”，可用的有：{'、'.join(f'{{{p}}}' for p in PIECES)}，"
                "序号可补零，如 {serial:04}",
                f"unknown piece {piece.text}",
            )
    names = [piece.name for piece in rule.pieces if piece.sound and piece.name]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield RuleFault(
                "doubled_piece",
                f"“{{{name}}}”（{_NAMES_ZH[name]}）出现了{names.count(name)}次",
                f"{{{name}}} comes {names.count(name)} times",
            )
        if name in TOKENS and not rule.tokens.get(name):
            yield RuleFault(
                "missing_token",
                f"规则使用了“{{{name}}}”，但没有给出{_NAMES_ZH[name]}的文字",
                f"{{{name}}} is used but has no text",
            )


def _run_faults(rule: Rule) -> Iterator[RuleFault]:
    if rule.piece("serial") is None:
        yield RuleFault("missing_serial", "缺少序号“{serial}”", "no {serial}")
    if rule.yearly and rule.piece("year") is None:
        yield RuleFault(
            "missing_year",
            "序号每年重新开始，规则中必须有“〔{year}〕”，否则文号会重复",
            "serials begin anew each year, but no {year} is printed",
        )
    if rule.run is None and rule.piece("code") is None:
        yield RuleFault(
            "missing_code",
            "各文书单独编号，规则中必须有“{code}”，否则文号会重复",
            "each form has its own run, but no {code} is printed",
        )
    if rule.run == "":
        yield RuleFault("empty_run", "共用编号的名称不能为空", "the shared run has no name")
    if not 1 <= rule.first_serial <= LARGEST_SERIAL:
        yield RuleFault(
            "first_serial",
            f"起始序号应在1至{LARGEST_SERIAL}之间",
            f"first serial {rule.first_serial} is not within 1 to {LARGEST_SERIAL}",
        )


def _level_faults(rule: Rule) -> Iterator[RuleFault]:
    """应急厅函〔2020〕250号, annex, item 1: below the unit, a number shows whose it is.

    A person's number shows 某局某科室某人: bureau, section and person.
    """
    wanted = {
        Level.UNIT: (),
        Level.DEPARTMENT: ("department",),
        Level.TEAM: ("department", "team"),
        Level.PERSON: ("region", "department", "person"),
    }[rule.level]
    if rule.level is Level.PERSON and rule.tokens.team:
        wanted += ("team",)
    for name in wanted:
        if rule.piece(name) is None:
            yield RuleFault(
                "missing_organisation",
                f"该规则不属于整个单位，文号中必须体现{_NAMES_ZH[name]}“{{{name}}}”"
                "（应急厅函〔2020〕250号）",
                f"a rule of a {rule.level} prints {{{name}}}",
            )


def _text_faults(rule: Rule, codes: Collection[str]) -> Iterator[RuleFault]:
    """Characters that a person could not see, type back or tell apart."""
    literals = [p.text for p in rule.pieces if p.name is None and p.sound]
    tokens = [rule.tokens.get(p.name) or "" for p in rule.pieces if p.name]
    for text in (*literals, *tokens, *codes):
        if any(unicodedata.category(sign)[0] in "CZ" for sign in text):
            yield RuleFault(
                "invisible_character",
                f"“{text}”含有空格或不可见字符",
                f"{text!r} has spaces or invisible characters",
            )
        elif (proper := normalise(text)) != text:
            yield RuleFault(
                "improper_character",
                f"“{text}”应写作“{proper}”：年份用六角括号〔〕，地区用全角括号（）",
                f"{text!r} should be {proper!r}",
            )
    if "" in codes:
        yield RuleFault("empty_code", "文书简称不能为空", "a form has an empty code")


def _year_faults(rule: Rule) -> Iterator[RuleFault]:
    """GB/T 9704-2012, 7.2.5: the year stands in full in 六角括号."""
    before, after = _neighbours(rule, "year", ())
    if rule.piece("year") and (before, after) != ({"〔"}, {"〕"}):
        yield RuleFault(
            "year_brackets",
            "年份必须写在六角括号内：〔{year}〕",
            "the year stands between 〔 and 〕",
        )


def _serial_faults(rule: Rule, codes: Collection[str]) -> Iterator[RuleFault]:
    for neighbour in _neighbours(rule, "serial", codes):
        for sign in sorted(sign for sign in neighbour if sign.isdigit()):
            yield RuleFault(
                "ambiguous_adjacency",
                f"序号紧挨着数字“{sign}”，无法分辨，请加分隔符，例如“-”",
                f"the serial touches the digit {sign} and could not be read back",
            )


def _neighbours(rule: Rule, name: str, codes: Collection[str]) -> tuple[set[str], set[str]]:
    """The characters that may stand right before and right after the piece called `name`."""
    names = [piece.name for piece in rule.pieces]
    at = names.index(name) if name in names else len(names)
    before = rule.pieces[at - 1 : at] if at > 0 else ()
    after = rule.pieces[at + 1 : at + 2]
    return (
        {text[-1] for piece in before for text in _texts(rule, piece, codes)},
        {text[0] for piece in after for text in _texts(rule, piece, codes)},
    )


def _texts(rule: Rule, piece: Piece, codes: Collection[str]) -> Collection[str]:
    fixed = rule.fixed_text(piece)
    if fixed is not None:
        return (fixed,)
    return codes if piece.name == "code" else ("0",)


def _code_faults(rule: Rule, codes: Collection[str]) -> Iterator[RuleFault]:
    """Two forms of this one rule that could print the same text, such as codes 立 and 立-1."""
    ordered = sorted(set(codes))
    for index, code in enumerate(ordered):
        collision = may_collide(rule, [code], rule, ordered[index + 1 :])
        if collision is not None:
            yield RuleFault(
                "codes_collide",
                f"不同文书可能印出相同的文号“{collision.text}”，请调整文书简称或规则",
                f"two forms could both print {collision.text!r}",
            )
