"""Whether two rules could ever print the same text, decided by comparing the rules themselves.

All texts that a rule can print form a regular language. Each rule is made into a small automaton,
and the two are walked side by side: a pair of final states that both reach by the same characters
is a text that both can print, and if no such pair is reached there is none.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from numbering.number import LARGEST_SERIAL, Number
from numbering.rule import Rule, parse_number

_DIGITS = "0123456789"
_THOUSANDS = "213456789"  # two thousand first, for examples that look like this century's
_LONGEST = len(str(LARGEST_SERIAL))


@dataclass(frozen=True)
class Collision:
    """A text that both rules can print, and what it says by each of them."""

    text: str
    first: Number
    second: Number


def may_collide(
    first: Rule, first_codes: Collection[str], second: Rule, second_codes: Collection[str]
) -> Collision | None:
    """A text that both rules can print, or None if there is none.

    The codes are the short names of the forms that each rule covers. All serials and all
    four-digit years count, whenever the rules are valid. Rules that draw from the same run (such
    as two versions of one rule) never draw the same serial; of theirs only a text counts in which
    year or serial stand at different places.
    """
    for ours, theirs, one_run in _pairs(first, first_codes, second, second_codes):
        text = _common_text(_automaton(first, ours), _automaton(second, theirs), one_run)
        if text is not None:
            return Collision(
                text, parse_number(first, text, ours), parse_number(second, text, theirs)
            )
    return None


def _pairs(
    first: Rule, first_codes: Collection[str], second: Rule, second_codes: Collection[str]
) -> Iterator[tuple[Collection[str], Collection[str], bool]]:
    """Sets of codes to compare, and whether the forms they stand for draw from one run."""
    if first.scope != second.scope or first.yearly != second.yearly:
        yield first_codes, second_codes, False
        return
    theirs = _by_run(second, second_codes)
    for run, codes in _by_run(first, first_codes).items():
        for other_run, other_codes in theirs.items():
            yield codes, other_codes, run == other_run


def _by_run(rule: Rule, codes: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(rule.group(code), []).append(code)
    return found


@dataclass(frozen=True, eq=False)
class _Node:
    """A state. Two are the same only if they are the same object."""

    edges: tuple[_Edge, ...]
    final: bool = False


@dataclass(frozen=True, eq=False)
class _Edge:
    """A step by any one of `signs`, as part of a text, year, serial or suffix."""

    signs: str
    part: str
    target: _Node


def _automaton(rule: Rule, codes: Collection[str]) -> _Node:
    """The start of an automaton for all that `rule` prints, built from its end."""
    node = _Node((), final=True)
    for piece in reversed(rule.pieces):
        fixed = rule.fixed_text(piece)
        if fixed is not None:
            node = _text(fixed, node)
        elif piece.name == "code":
            node = _Node(tuple(e for code in codes for e in _text(code, node).edges))
        elif piece.name == "year":
            for signs in (_DIGITS, _DIGITS, _DIGITS, _THOUSANDS):
                node = _Node((_Edge(signs, "year", node),))
        else:
            node = _serial(piece.width, _suffix(node) if rule.takes_suffix else node)
    return node


def _text(text: str, rest: _Node) -> _Node:
    for sign in reversed(text):
        rest = _Node((_Edge(sign, "text", rest),))
    return rest


def _serial(width: int, rest: _Node) -> _Node:
    """At least `width` digits; more only without a leading zero; never zero itself."""
    unpadded = _digits_on(1, width, "serial", rest)
    start = [_Edge(_DIGITS[1:], "serial", unpadded)]
    # From behind: `nonzero` has seen another digit than 0 and needs some more, `zeros` has not.
    nonzero, zeros = rest, None
    for _ in range(width - 1):
        edges = [_Edge(_DIGITS[1:], "serial", nonzero)]
        if zeros is not None:
            edges.append(_Edge("0", "serial", zeros))
        zeros = _Node(tuple(edges))
        nonzero = _Node((_Edge(_DIGITS, "serial", nonzero),))
    if zeros is not None:
        start.append(_Edge("0", "serial", zeros))
    return _Node(tuple(start))


def _suffix(rest: _Node) -> _Node:
    """Nothing, or a hyphen and a number from 2 on."""
    ten_and_more = _Node((_Edge(_DIGITS, "suffix", _digits_on(2, 1, "suffix", rest)),))
    number = _Node(
        (
            _Edge("1", "suffix", ten_and_more),
            _Edge(_DIGITS[2:], "suffix", _digits_on(1, 1, "suffix", rest)),
        )
    )
    return _Node((*rest.edges, _Edge("-", "suffix", number)), rest.final)


def _digits_on(read: int, least: int, part: str, rest: _Node) -> _Node:
    """After `read` digits: any digits up to the longest number, at least `least` in all."""
    node: _Node | None = None
    for count in range(_LONGEST, read - 1, -1):
        more = () if node is None else (_Edge(_DIGITS, part, node),)
        enough = count >= least
        node = _Node((*more, *(rest.edges if enough else ())), enough and rest.final)
    assert node is not None  # noqa: S101 - narrows the type: no number is longer than the longest
    return node


def _common_text(first: _Node, second: _Node, one_run: bool) -> str | None:
    """A shortest text that leads both automata to an end.

    With `one_run`, only one that makes them take different steps: the same digits at the same
    place are the same serial, which a run gives out once.
    """
    start = (first, second, False)
    seen = {start}
    queue = deque([(start, "")])
    while queue:
        (ours, theirs, apart), text = queue.popleft()
        if ours.final and theirs.final and (apart or not one_run):
            return text
        for a, b in itertools.product(ours.edges, theirs.edges):
            signs = [sign for sign in a.signs if sign in b.signs]
            state = (a.target, b.target, apart or a.part != b.part)
            if signs and state not in seen:
                seen.add(state)
                queue.append((state, text + signs[0]))
    return None
