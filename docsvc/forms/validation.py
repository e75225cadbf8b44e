"""From a payload to a list of located faults: which field, which rule, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from docsvc.errors import Fault, pointer
from docsvc.forms.catalogue import Form
from docsvc.forms.checks import CHECKS
from docsvc.forms.formats import checker

_TYPE_ZH = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "是或否",
    "array": "列表",
    "object": "一组字段",
    "null": "空值",
}
_FORMAT_ZH = {
    "date": ("wrong_date", "应为存在的日期，写作 2026-11-20"),
    "date-capitals": ("wrong_date", "应为存在的日期，写作 2026-11-20"),
    "minute": ("wrong_time", "应为存在的时间，写作 2026-11-20T09:30"),
    "money": ("wrong_amount", "应为 0.01 至 9999999999999.99 元的金额，写作 2000 或者 1409.50"),
}


def _whole_pattern(
    _validator: object, pattern: str, value: object, _schema: object
) -> Iterator[ValidationError]:
    # Python's $ also matches before a last newline; JSON Schema's (ECMA-262) does not.
    ends = pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern
    if isinstance(value, str) and not re.search(ends, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_VALIDATOR = validators.extend(  # type: ignore[no-untyped-call]  # its stubs leave it bare
    Draft202012Validator, {"pattern": _whole_pattern}
)


def validate(form: Form, values: Any, on: date) -> list[Fault]:
    """All that is wrong with `values` for a paper of `form` dated `on`.

    Pointers start at the values themselves. An empty list means that the values fit the schema
    and break no legal limit in force on that date.
    """
    unprintable = list(_unprintable_in(values, ()))
    validator = _VALIDATOR(dict(form.schema), format_checker=checker())
    seen = {f.pointer for f in unprintable}
    faults = [
        f
        for error in validator.iter_errors(values)
        for f in _faults_of(error)
        if f.pointer not in seen
    ]
    faults = unprintable + faults
    if not faults:
        faults = [f for name in form.checks for f in CHECKS[name](values, on)]
    return sorted(faults, key=lambda f: f.pointer)


def _unprintable_in(value: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Characters that no paper can carry: controls, lone surrogates, noncharacters."""
    if isinstance(value, str):
        if bad := unprintable(value):
            names = "、".join(bad)
            yield Fault(
                pointer(path),
                "control_character",
                f"含有不能打印的字符：{names}",
                f"unprintable characters {names}",
            )
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _unprintable_in(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _unprintable_in(item, (*path, i))


def unprintable(text: str) -> list[str]:
    """The first few characters of `text` that no paper can carry, as U+XXXX; empty is good."""
    bad = sorted({c for c in text if c != "\n" and _is_unprintable(c)})
    return [f"U+{ord(c):04X}" for c in bad[:5]]


def _is_unprintable(c: str) -> bool:
    # Cf holds the bidirectional overrides, which would let a paper read otherwise than its record.
    return unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or (
        ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
    )


def _faults_of(error: ValidationError) -> Iterator[Fault]:
    if error.validator in ("oneOf", "anyOf") and error.context:
        for inner in _nearest_branch(error):
            yield from _faults_of(inner)
        return
    handler = _HANDLERS.get(str(error.validator), _other)
    for fault in handler(error):
        yield _named(error, fault)


def _nearest_branch(error: ValidationError) -> list[ValidationError]:
    """The alternative that the caller most likely meant: the one whose constants all match."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(inner)

    def distance(errors: list[ValidationError]) -> tuple[int, int]:
        return sum(e.validator in ("const", "enum") for e in errors), len(errors)

    return min(branches.values(), key=distance)


def _named(error: ValidationError, fault: Fault) -> Fault:
    """A schema may give a violation its legal name and source (`x-faults`)."""
    named = _schema(error).get("x-faults", {}).get(error.validator)
    if named is None:
        return fault
    return Fault(fault.pointer, named["code"], named["zh"], fault.en, named.get("source"))


def _schema(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _instance(error: ValidationError) -> Any:
    return error.instance


def _limit_of(error: ValidationError) -> Any:
    return error.validator_value


def _title(error: ValidationError) -> str:
    title = _schema(error).get("title")
    return f"“{title}”" if title else "该字段"


def _at(error: ValidationError, code: str, zh: str, en: str | None = None) -> Fault:
    return Fault(pointer(error.absolute_path), code, _title(error) + zh, en or error.message)


def _required(error: ValidationError) -> Iterator[Fault]:
    for name in _limit_of(error):
        if name not in _instance(error):
            title = _property_title(error, name)
            yield Fault(
                pointer((*error.absolute_path, name)),
                "missing_field",
                f"缺少“{title}”",
                f"missing field {name!r}",
            )


def _unknown(error: ValidationError) -> Iterator[Fault]:
    for name in sorted(set(_instance(error)) - set(_schema(error).get("properties", {}))):
        yield Fault(
            pointer((*error.absolute_path, name)),
            "unknown_field",
            f"没有名为“{name}”的字段",
            f"unknown field {name!r}",
        )


def _type(error: ValidationError) -> Iterator[Fault]:
    wanted = _limit_of(error)
    names = wanted if isinstance(wanted, list) else [wanted]
    zh = "或者".join(_TYPE_ZH[n] for n in names)
    yield _at(error, "wrong_type", f"应为{zh}", f"expected {' or '.join(names)}")


def _format(error: ValidationError) -> Iterator[Fault]:
    code, zh = _FORMAT_ZH.get(str(error.validator_value), ("wrong_format", "格式不对"))
    yield _at(error, code, zh, f"not a {error.validator_value}")


def _limit(code: str, zh: str) -> Any:
    def handler(error: ValidationError) -> Iterator[Fault]:
        yield _at(error, code, zh.format(error.validator_value), f"{error.validator} is "
                  f"{error.validator_value}")  # fmt: skip

    return handler


def _choice(error: ValidationError) -> Iterator[Fault]:
    limit = _limit_of(error)
    options = limit if error.validator == "enum" else [limit]
    zh = "、".join(str(o) for o in options)
    yield _at(error, "not_a_choice", f"只能是：{zh}", f"expected one of {options}")


def _dependent(error: ValidationError) -> Iterator[Fault]:
    for given, needed in _limit_of(error).items():
        for name in needed if given in _instance(error) else ():
            if name not in _instance(error):
                title = _property_title(error, name)
                zh = f"填写了“{_property_title(error, given)}”的，还应填写“{title}”"
                where = pointer((*error.absolute_path, name))
                yield Fault(where, "missing_field", zh, f"{given!r} needs {name!r}")


def _property_title(error: ValidationError, name: str) -> str:
    return str(_schema(error).get("properties", {}).get(name, {}).get("title", name))


def _forbidden(error: ValidationError) -> Iterator[Fault]:
    yield _at(error, "not_allowed_here", "在此情形下不应填写", "not allowed with the other values")


def _other(error: ValidationError) -> Iterator[Fault]:
    yield _at(error, "wrong_value", "的值不符合要求", f"breaks {error.validator}")


_HANDLERS: Mapping[str, Any] = {
    "required": _required,
    "dependentRequired": _dependent,
    "not": _forbidden,
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unknown,
    "type": _type,
    "format": _format,
    "enum": _choice,
    "const": _choice,
    "minLength": _limit("too_short", "不能为空，至少 {} 个字"),
    "maxLength": _limit("too_long", "太长，最多 {} 个字"),
    "minItems": _limit("too_few_items", "至少要有 {} 项"),
    "maxItems": _limit("too_many_items", "最多 {} 项"),
    "minimum": _limit("out_of_range", "不能小于 {}"),
    "maximum": _limit("out_of_range", "不能大于 {}"),
    "pattern": _limit("wrong_format", "格式不对"),
}
