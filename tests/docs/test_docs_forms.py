"""The pages of the forms: current, complete, and each with its picture."""

from __future__ import annotations

import re

import pytest
from docs_readme import ROOT
from house import catalogue
from PIL import Image

from docs.form_pages import fields, page_name
from docs.generate import DOCS, form_pages
from docsvc.forms.catalogue import Form

FORMS = list(catalogue())
MOST_BYTES = 60_000

every_form = pytest.mark.parametrize("form", FORMS, ids=page_name)


def page(form: Form) -> str:
    return (DOCS / "forms" / f"{page_name(form)}.md").read_text("utf-8")


def test_there_is_one_page_for_each_form_and_no_other() -> None:
    assert sorted(f"forms/{p.name}" for p in (DOCS / "forms").iterdir()) == sorted(form_pages())


@every_form
def test_the_page_of_a_form_is_current(form: Form) -> None:
    name = f"forms/{page_name(form)}.md"
    assert (DOCS / name).read_text("utf-8") == form_pages()[name], "run `make docs`"


@every_form
def test_the_page_of_a_form_is_linked_and_leads_somewhere(form: Form) -> None:
    overview = (DOCS / "forms.md").read_text("utf-8")
    assert f"(forms/{page_name(form)}.md)" in overview
    for target in re.findall(r"\]\(([^)\s]+)\)", page(form)):
        leads_to = (DOCS / "forms" / target).resolve()
        assert leads_to.exists(), target
        assert leads_to.is_relative_to(ROOT), target


@every_form
def test_the_picture_of_a_form_is_small(form: Form) -> None:
    file = DOCS / "pictures" / f"{page_name(form)}.png"
    assert file.stat().st_size < MOST_BYTES
    with Image.open(file) as picture:
        assert picture.width == 600


@every_form
def test_every_field_that_an_example_fills_stands_on_the_page(form: Form) -> None:
    def pointers(value: object, at: str = "") -> set[str]:
        if isinstance(value, dict):
            return {at}.union(*(pointers(v, f"{at}/{k}") for k, v in value.items()))
        if isinstance(value, list):
            return {at}.union(*(pointers(v, f"{at}/0") for v in value))
        return {at}

    shown = {field.pointer for field in fields(form.schema)}
    groups = {p for p in (at.rpartition("/")[0] for at in shown) if p.endswith("/0")}
    for values in form.examples().values():
        assert pointers(values) <= shown | groups | {""}
    for pointer in shown:
        assert f"| `{pointer}` |" in page(form)


@every_form
def test_every_field_of_a_form_has_a_title(form: Form) -> None:
    assert [f.pointer for f in fields(form.schema) if not f.schema.get("title")] == []
