"""The one way to write a JSON value as bytes: RFC 8785 (JCS), for values without floats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from docsvc.ledger.errors import NotCanonical

LARGEST_INT = 2**53 - 1
"""RFC 8785 takes numbers as I-JSON does (RFC 7493, 2.2): no integer that a double would blur."""

DEEPEST = 64
"""Levels of nesting. Papers need six; the bound keeps hostile input off the interpreter's stack."""


def canonical(value: Any) -> bytes:
    """The canonical JSON of `value`, UTF-8.

    Takes mappings with string keys, lists, tuples, strings, integers within ±(2^53 - 1), booleans
    and None. Raises NotCanonical for anything else: floats (amounts are text here), lone
    surrogates, other types, nesting below 64 levels.
    """
    return "".join(_pieces(value, "", 0)).encode()


def _pieces(value: Any, pointer: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise NotCanonical(pointer, "nested too deeply", "嵌套层次过多")
    match value:
        case None | bool():
            yield {None: "null", True: "true", False: "false"}[value]
        case int():
            if abs(value) > LARGEST_INT:
                raise NotCanonical(pointer, "integer beyond 2^53 - 1", "整数超出范围")
            yield int.__repr__(value)
        case str():
            yield _string(value, pointer)
        case Mapping():
            yield "{"
            yield from _members(value, pointer, depth)
            yield "}"
        case list() | tuple():
            yield "["
            for index, item in enumerate(value):
                yield "," * (index > 0)
                yield from _pieces(item, f"{pointer}/{index}", depth + 1)
            yield "]"
        case _:
            kind = type(value).__name__
            raise NotCanonical(pointer, f"no canonical form for {kind}", f"不支持的类型 {kind}")


def _members(value: Mapping[Any, Any], pointer: str, depth: int) -> Iterator[str]:
    names = {}
    for name in value:
        if not isinstance(name, str):
            raise NotCanonical(pointer, f"key {name!r} is no string", "键名必须是文字")
        names[name] = _string(name, pointer)
    # RFC 8785, 3.2.3: sorted by UTF-16 code units, which code points beyond the BMP upset.
    for index, name in enumerate(sorted(names, key=lambda n: n.encode("utf-16-be"))):
        yield "," * (index > 0) + names[name] + ":"
        below = name.replace("~", "~0").replace("/", "~1")
        yield from _pieces(value[name], f"{pointer}/{below}", depth + 1)


def _string(text: str, pointer: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise NotCanonical(pointer, "lone surrogate", "含有无效字符")
    # RFC 8785, 3.2.2.2 escapes just what the standard library does: ", \ and controls.
    return json.dumps(text, ensure_ascii=False)
