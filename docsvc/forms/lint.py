"""What can be wrong with a form folder, told before a paper is made from it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from docsvc.errors import RenderFailed
from docsvc.forms.catalogue import Form, load_form
from docsvc.forms.checks import CHECKS
from docsvc.forms.law import Law
from docsvc.forms.presentation import blank_context, paper_context
from docsvc.forms.validation import validate

_BOOKMARK = re.compile(r'<w:bookmarkStart[^>]*w:name="([^"]+)"')
ANCHOR_PARTS = ("NAME", "END", "DATE")


Render = Callable[[Form, Mapping[str, Any]], bytes]


def lint_folder(folder: Path, law: Law, on: date, render: Render) -> list[str]:
    """Faults of one form folder, in reading order; empty when it is sound.

    Its examples are checked by the law in force on `on` and filled in with `render`.
    """
    try:
        form = load_form(folder)
    except (OSError, KeyError, ValueError, TypeError) as error:
        return [f"cannot be read: {type(error).__name__}: {error}"]
    return [*_facts(form, folder), *_schema(form, on), *_template(form, law, on, render)]


def _facts(form: Form, folder: Path) -> Iterator[str]:
    if folder.name != f"{form.number:02}_{form.slug}":
        yield f"folder is not called {form.number:02}_{form.slug}"
    if form.sealed != (form.seal_anchor is not None):
        yield "sealed and seal_anchor disagree"
    if form.numbered and not form.code:
        yield "numbered, but without a code"
    for name in form.checks:
        if name not in CHECKS:
            yield f"unknown check {name!r}"
    if form.valid_to is not None and form.valid_to < form.valid_from:
        yield "valid_to lies before valid_from"


def _schema(form: Form, on: date) -> Iterator[str]:
    try:
        Draft202012Validator.check_schema(dict(form.schema))
    except SchemaError as error:
        yield f"schema: {error.message}"
        return
    examples = form.examples()
    if len(examples) < 2:
        yield "fewer than two examples"
    for name, values in examples.items():
        for fault in validate(form, values, on):
            yield f"example {name}: {fault.pointer} {fault.zh}"


def _template(form: Form, law: Law, on: date, render: Render) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(form.template)) as parts:
        body = parts.read("word/document.xml").decode("utf-8")
    found = _BOOKMARK.findall(body)
    for part in ANCHOR_PARTS if form.seal_anchor else ():
        if found.count(f"{form.seal_anchor}{part}") != 1:
            yield f"bookmark {form.seal_anchor}{part} must stand exactly once"
    contexts = {
        name: paper_context(form, law, values, unit="某某局", dated=on, number=None)
        for name, values in form.examples().items()
    }
    for name, context in {**contexts, "blank": blank_context(law, on)}.items():
        try:
            render(form, context)
        except RenderFailed as error:
            yield f"example {name}: {error}"
