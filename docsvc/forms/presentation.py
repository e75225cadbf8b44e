"""From typed values to what a template prints: plain text, lists and mappings only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from docsvc.dates import capital_date, chinese_date, chinese_minute
from docsvc.errors import pointer
from docsvc.forms.catalogue import Form
from docsvc.forms.formats import parse_date, parse_minute
from docsvc.forms.law import Law
from docsvc.money import figures, parse_amount, to_capitals


def paper_context(
    form: Form,
    law: Law,
    values: Mapping[str, Any],
    *,
    unit: str,
    dated: date,
    number: str | None,
) -> dict[str, Any]:
    """All that a template can use: the presented values, `doc` and `law`.

    `doc` is what the service itself says: the organ's full name, the date, the number if there
    is one. `law` is what the forms cite, as in force on the paper's date.
    """
    doc = {"unit": unit, "date": chinese_date(dated)}
    if number is not None:
        doc["number"] = number
    return {**present(form.schema, values), "doc": doc, "law": law.on(dated)}


def blank_context(law: Law, today: date) -> dict[str, Any]:
    """The context of an empty form printed today."""
    return {"doc": {}, "law": law.on(today)}


def present(schema: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The template context of `values`, which must have passed `validate`.

    Dates become 2026年11月20日, or 贰零贰陆年壹拾壹月零贰拾日 where the format is `date-capitals`,
    minutes 2026年11月20日09时30分, money a mapping of `figures` (2,000.00) and `capitals` (贰仟元整),
    integers text. Nothing else is changed, and nothing in the result is an object with methods
    of ours.
    """
    shown = _present(schema, schema, values)
    assert isinstance(shown, dict)  # noqa: S101 - narrows the type: an object stays an object
    return shown


@dataclass(frozen=True)
class PrintedText:
    """A value that a paper must show, in one of its `readings` (an amount has two)."""

    pointer: str
    readings: tuple[str, ...]


def printed_texts(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[PrintedText]:
    """What must be found on a paper of these values, line by line, in the order of the fields.

    Values that choose between wordings (`const`, `x-printed: false`) and booleans are not printed
    as they are.
    """
    return list(_printed(schema, schema, values, ("values",)))


def _printed(
    root: Mapping[str, Any], schema: Mapping[str, Any], value: Any, path: tuple[str | int, ...]
) -> Iterator[PrintedText]:
    schema = _resolve(root, schema, value)
    if isinstance(value, Mapping):
        properties = schema.get("properties", {})
        for name, item in value.items():
            yield from _printed(root, properties.get(name, {}), item, (*path, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _printed(root, schema.get("items", {}), item, (*path, i))
    elif _is_printed(schema, value):
        shown = _present(root, schema, value)
        if isinstance(shown, dict):
            yield PrintedText(pointer(path), (shown["capitals"], shown["figures"]))
        else:
            for line in filter(str.strip, shown.split("\n")):
                yield PrintedText(pointer(path), (line, *_in_a_sentence(line)))


def _in_a_sentence(line: str) -> tuple[str, ...]:
    """The forms write 关于某某案 in a running sentence as 关于某某一案."""
    return (line.removesuffix("案") + "一案",) if line.endswith("案") else ()


def _is_printed(schema: Mapping[str, Any], value: Any) -> bool:
    """A schema says `x-printed: false` of a choice that the form shows by a tick alone."""
    return "const" not in schema and schema.get("x-printed", True) and not isinstance(value, bool)


def _present(root: Mapping[str, Any], schema: Mapping[str, Any], value: Any) -> Any:
    schema = _resolve(root, schema, value)
    if isinstance(value, Mapping):
        properties = schema.get("properties", {})
        return {k: _present(root, properties.get(k, {}), v) for k, v in value.items()}
    if isinstance(value, list):
        return [_present(root, schema.get("items", {}), v) for v in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    match schema.get("format"):
        case "date":
            return chinese_date(parse_date(value))
        case "date-capitals":
            return capital_date(parse_date(value))
        case "minute":
            return chinese_minute(parse_minute(value))
        case "money":
            amount = parse_amount(value)
            return {"figures": figures(amount), "capitals": to_capitals(amount)}
    return value


def _resolve(root: Mapping[str, Any], schema: Mapping[str, Any], value: Any) -> Mapping[str, Any]:
    """Follow `$ref` into this file's `$defs`, and pick the alternative of `value`'s kind."""
    while "$ref" in schema:
        target: Any = root
        for part in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    for alternative in schema.get("oneOf", ()):
        resolved = _resolve(root, alternative, value)
        kind = resolved.get("properties", {}).get("kind", {}).get("const")
        if isinstance(value, Mapping) and kind == value.get("kind"):
            return resolved
    return schema
