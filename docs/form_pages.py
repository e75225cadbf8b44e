"""One reference page per form: its facts, its first page as a picture, and every field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docs.markdown import HEADER, table
from docsvc.errors import pointer
from docsvc.forms.catalogue import Form, FormClass

CLASS_ZH: Mapping[FormClass, str] = {
    "external": "外",
    "third_party": "外（送第三方）",
    "attachment": "附",
    "record": "录",
    "internal": "内",
}

FIELDS_INTRO = """\
Pointers (RFC 6901) start at `values`; `0` stands for every place of a list. A field inside a group
is required where the group is given. Where a group has kinds, the fields of each follow its `kind`.
The schema itself: `docsvc forms schema {slug}`.
"""

_LINE = r"^[^\u0000-\u001f\u007f]+$"
_LINES = r"^[^\u0000-\u0009\u000b-\u001f\u007f]+$"
_TYPES: Mapping[str, str] = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list",
    "object": "group",
}
_FORMATS: Mapping[str, str] = {
    "date": "date",
    "date-capitals": "date, printed in capital numerals",
    "minute": "date and time",
    "money": "amount in yuan",
}


@dataclass(frozen=True)
class Field:
    """A property of a schema as a page shows it."""

    pointer: str
    schema: Mapping[str, Any]
    required: str


def page_name(form: Form) -> str:
    """`NN_slug`: the name of the form's page and of its picture."""
    return f"{form.number:02}_{form.slug}"


def form_page(form: Form) -> str:
    """The page of one form, in Markdown."""
    facts = [
        ("Slug", f"`{form.slug}`"),
        ("Code (文书简称)", form.code or "—"),
        ("Class", CLASS_ZH[form.form_class]),
        ("Version", f"{form.version}, in force from {form.valid_from}{_until(form)}"),
        ("Numbered", "yes" if form.numbered else "no"),
        ("Sealed", "yes" if form.sealed else "no"),
        ("Copies", form.copies or "—"),
        ("Legal checks", ", ".join(f"`{name}`" for name in form.checks) or "—"),
        ("Sources", form.sources or "—"),
        ("Doubts", form.doubts or "—"),
    ]
    rows = [
        (
            f"`{field.pointer}`",
            "<br>".join(filter(None, map(field.schema.get, ("title", "description")))),
            _kind(form.schema, field.schema),
            field.required,
            "; ".join(_limits(field.schema)),
            _example(field.schema),
        )
        for field in fields(form.schema)
    ]
    columns = ("Pointer", "Title", "Type", "Required", "Limits", "Example")
    name = page_name(form)
    return (
        f"# {form.number:02} {form.name}\n\n{HEADER}\n[All forms](../forms.md)\n\n"
        f"{table(('Fact', 'Value'), facts)}\n"
        f"![First page of {form.name}](../pictures/{name}.png)\n\n"
        f"## Fields\n\n{FIELDS_INTRO.format(slug=form.slug)}\n{table(columns, rows)}"
    )


def fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    """Every property of a form's schema in printed order, groups before what they hold."""
    yield from _properties(schema, schema, ())


def _properties(
    root: Mapping[str, Any], schema: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[Field]:
    for name, inner in schema.get("properties", {}).items():
        field = _resolve(root, inner)
        here = (*path, name)
        yield Field(pointer(here), field, _required(schema, name))
        yield from _inside(root, field, here)


def _inside(
    root: Mapping[str, Any], schema: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[Field]:
    yield from _properties(root, schema, path)
    for alternative in schema.get("oneOf", ()):
        yield from _properties(root, _resolve(root, alternative), path)
    if "items" in schema:
        item = _resolve(root, schema["items"])
        if "properties" not in item and "oneOf" not in item:
            yield Field(pointer((*path, 0)), item, "")
        yield from _inside(root, item, (*path, 0))


def _resolve(root: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with its `$ref` followed; what stands beside the `$ref` goes first."""
    if "$ref" not in schema:
        return schema
    target: Any = root
    for part in str(schema["$ref"]).removeprefix("#/").split("/"):
        target = target[part]
    beside = {k: v for k, v in schema.items() if k != "$ref"}
    return {**_resolve(root, target), **beside}


def _required(schema: Mapping[str, Any], name: str) -> str:
    """`yes`, nothing, or in which case."""
    if name in schema.get("required", ()):
        return "yes"
    for branch, sign in (("then", "is"), ("else", "is not")):
        if name in schema.get(branch, {}).get("required", ()):
            return f"when {_condition(schema['if'], sign)}"
    choices = [c["required"] for c in schema.get("anyOf", ()) if "required" in c]
    if any(name in choice for choice in choices):
        return "at least one of " + ", ".join(f"`{n}`" for choice in choices for n in choice)
    for given, needed in schema.get("dependentRequired", {}).items():
        if name in needed:
            return f"with `{given}`"
    return ""


def _condition(condition: Mapping[str, Any], sign: str) -> str:
    tests = [
        f"`{name}` {sign} {rule['const']}" for name, rule in condition.get("properties", {}).items()
    ]
    return " and ".join(tests)


def _kind(root: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "oneOf" in schema:
        titles = [_resolve(root, alternative).get("title", "") for alternative in schema["oneOf"]]
        return "group: " + " or ".join(titles)
    if "const" in schema:
        return "fixed"
    if "enum" in schema:
        return "choice"
    if "format" in schema:
        return _FORMATS.get(schema["format"], schema["format"])
    if schema.get("pattern") == _LINES:
        return "text in lines"
    kind = schema.get("type", "")
    return _TYPES.get(kind, str(kind))


def _limits(schema: Mapping[str, Any]) -> Iterator[str]:
    if "const" in schema:
        yield f"`{schema['const']}`"
    if "enum" in schema:
        yield ", ".join(f"`{choice}`" for choice in schema["enum"])
    if refers := schema.get("x-refers"):
        yield f"the {refers['what']} of an earlier " + " or ".join(f"`{f}`" for f in refers["form"])
    if "format" not in schema:
        yield from _range(schema, "minLength", "maxLength", " characters")
    yield from _range(schema, "minItems", "maxItems", " entries")
    yield from _range(schema, "minimum", "maximum", "")
    if "minProperties" in schema:
        yield f"at least {schema['minProperties']} of its fields"
    if schema.get("pattern", _LINE) not in (_LINE, _LINES):
        yield f"`{schema['pattern']}`"


def _range(schema: Mapping[str, Any], least: str, most: str, of: str) -> Iterator[str]:
    low, high = schema.get(least), schema.get(most)
    if low is not None and high is not None:
        yield f"{low}{of}" if low == high else f"{low}–{high}{of}"
    elif high is not None:
        yield f"at most {high}{of}"
    elif low is not None:
        yield f"at least {low}{of}"


def _example(schema: Mapping[str, Any]) -> str:
    shown: Sequence[Any] = schema.get("examples", ())
    if not shown:
        return ""
    if isinstance(shown[0], bool):
        return str(shown[0]).lower()
    return str(shown[0])


def _until(form: Form) -> str:
    return "" if form.valid_to is None else f" to {form.valid_to}"
