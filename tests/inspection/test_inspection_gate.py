"""The gate: every form and example passes it, and what is wrong with a paper does not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from house import TODAY, House, catalogue
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docsvc.adapters.docx import DocxRenderer
from docsvc.adapters.inspection.inspector import PdfInspector
from docsvc.adapters.inspection.text import plain, stands_in
from docsvc.adapters.libreoffice.choose import open_converter
from docsvc.bootstrap import engine_options
from docsvc.errors import PaperFault, PaperRefused
from docsvc.forms.catalogue import Form
from docsvc.forms.presentation import PrintedText, paper_context, printed_texts
from docsvc.ports import Converter
from docsvc.records import DocumentState
from docsvc.settings import load_settings
from docsvc.usecases import read
from docsvc.usecases.issue import issue

FORMS = [f.slug for f in catalogue()]


@pytest.fixture(scope="module")
def converter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Converter]:
    home = tmp_path_factory.mktemp("gate")
    opened = open_converter(engine_options(load_settings(home=home), catalogue()))
    yield opened
    opened.close()


def paper(converter: Converter, form: Form, values: dict[str, Any]) -> bytes:
    number = f"（甘）{form.code}〔2026〕12号" if form.numbered else None
    context = paper_context(
        form, catalogue().law, values, unit="某某市应急管理局", dated=TODAY, number=number
    )
    docx = DocxRenderer().render(form, context)
    return converter.convert(docx, timeout=60).pdf


def codes(pdf: bytes, texts: list[PrintedText]) -> set[str]:
    return {f.code for f in PdfInspector(pdfa_every=1).inspect(pdf, texts, kind="")}


@pytest.mark.slow
@pytest.mark.parametrize("slug", FORMS)
def test_every_example_of_every_form_passes(converter: Converter, slug: str) -> None:
    form = catalogue().get(slug)
    for name, values in form.examples().items():
        texts = printed_texts(form.schema, values)
        assert texts
        faults = PdfInspector(pdfa_every=1).inspect(
            paper(converter, form, values), texts, kind=name
        )
        assert faults == (), name


@pytest.fixture(scope="module")
def penalty(converter: Converter) -> bytes:
    form = catalogue().get("penalty_decision")
    return paper(converter, form, form.examples()["short"])


@pytest.mark.slow
def test_a_value_that_is_not_on_the_paper_is_named(penalty: bytes) -> None:
    wanted = PrintedText("/values/party/name", ("从未填写的公司",))
    [fault] = PdfInspector(pdfa_every=1).inspect(penalty, [wanted], kind="")
    assert (fault.code, fault.pointer) == ("value_not_printed", "/values/party/name")


@pytest.mark.slow
def test_a_font_that_is_not_embedded_and_a_file_that_is_not_pdf_a_are_named(
    penalty: bytes,
) -> None:
    with pikepdf.open(io.BytesIO(penalty)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
                del thing["/FontFile2"]
        opened.save(changed := io.BytesIO())
    assert codes(changed.getvalue(), []) == {"font_not_embedded", "not_pdfa_2b"}
    with pikepdf.open(io.BytesIO(penalty)) as opened:
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x")
        opened.save(changed := io.BytesIO())
    assert codes(changed.getvalue(), []) == {"not_pdfa_2b"}


@pytest.mark.slow
def test_an_amount_in_figures_that_is_not_the_amount_in_capitals_is_named(
    converter: Converter,
) -> None:
    form = catalogue().get("penalty_decision")
    values = form.examples()["short"]
    values["facts"] = "已罚款人民币贰仟元整（¥3,000.00）。"
    assert codes(paper(converter, form, values), []) == {"amounts_differ"}


def test_bytes_that_are_no_pdf_are_told() -> None:
    assert codes(b"%PDF-1.7 nothing", []) == {"unreadable"}


def test_a_refused_paper_is_not_sealed_and_can_be_voided_or_resumed(house: House) -> None:
    fault = PaperFault("value_not_printed", "/values/facts", "没有印出", "not found")
    house.services.inspector.faults = (fault,)  # type: ignore[attr-defined]  # the fake's own
    officer = house.actor("officer")
    with pytest.raises(PaperRefused) as refused:
        issue(house.services, house.request(), officer)
    document_id = refused.value.__notes__[0].removeprefix("document ")
    view = read.view(house.services, document_id, officer)
    assert view.document.state is DocumentState.NUMBERED
    assert view.document.fault == "paper_refused"
    assert not (house.folder / "archive").exists()


PAGES = st.lists(st.text("甲乙丙丁", min_size=1, max_size=30), min_size=1, max_size=4)


@settings(max_examples=2000)
@example(pages=["甲甲", "甲", "乙"], bounds=(1, 4))
@given(pages=PAGES, bounds=st.tuples(st.integers(0, 120), st.integers(0, 120)))
def test_a_text_that_runs_over_page_ends_is_found(
    pages: list[str], bounds: tuple[int, int]
) -> None:
    whole = "".join(pages)
    start, end = sorted(bounds)
    footed = [f"〔{page}〕共三页" for page in pages]
    assert stands_in(footed, whole[start:end])


@given(pages=PAGES, text=st.text("甲乙丙丁", max_size=10))
def test_a_text_with_a_strange_character_is_not_found(pages: list[str], text: str) -> None:
    assert not stands_in(pages, text + "戊")


@given(st.text())
def test_plain_text_has_no_spaces_and_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert not any(c.isspace() for c in plain(text))


def test_the_texts_of_a_form_are_its_values_line_by_line() -> None:
    form = catalogue().get("penalty_decision")
    texts = printed_texts(form.schema, form.examples()["short"])
    found = {t.pointer: t.readings for t in texts}
    assert found["/values/fine"] == ("伍万元整", "50,000.00")
    assert "/values/party/kind" not in found
    assert Path("/values/facts").name in {t.pointer.split("/")[2] for t in texts}
