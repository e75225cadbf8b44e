"""Which fields of a form name an earlier paper of the case, by its number or its date.

A schema says so with the annotation `x-refers`: `{"form": [slugs], "what": "number" | "date"}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from docsvc.forms.catalogue import Form


@dataclass(frozen=True)
class Reference:
    """A field that holds the number or the date of an earlier paper.

    `path` leads to it through objects. `forms` are the slugs that the earlier paper may have,
    the likeliest first.
    """

    path: tuple[str, ...]
    forms: tuple[str, ...]
    what: Literal["number", "date"]


def references(form: Form) -> tuple[Reference, ...]:
    """The form's references in printed order. Fields inside lists have none."""
    return tuple(_below(form.schema, ()))


def _below(schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Reference]:
    for name, field in schema.get("properties", {}).items():
        here = (*path, name)
        if refers := field.get("x-refers"):
            what = cast(Literal["number", "date"], refers["what"])
            yield Reference(here, tuple(refers["form"]), what)
        yield from _below(field, here)


def value_at(values: Any, path: tuple[str, ...]) -> Any:
    """What stands at `path`, or None when the way there is not there."""
    for name in path:
        if not isinstance(values, Mapping) or name not in values:
            return None
        values = values[name]
    return values
