"""Finding the place of a seal."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seals_papers import DATE_TOP, END_X, NAME_X, paper

from seals.errors import AnchorMissing, AnchorSplit, SealingFailed
from seals.place import POINTS_PER_MM, find_placement

RADIUS = 21 * POINTS_PER_MM
A4 = (595.0, 842.0)


def marks(
    name: tuple[int, float | None, float | None] = (1, NAME_X, 204.0),
    end: tuple[int, float | None, float | None] = (1, END_X, 204.0),
    date: tuple[int, float | None, float | None] = (1, NAME_X, DATE_TOP),
) -> dict[str, tuple[int, float | None, float | None]]:
    return {"SEAL1NAME": name, "SEAL1END": end, "SEAL1DATE": date}


@pytest.mark.parametrize("tree", [False, True], ids=["dictionary", "name tree"])
def test_the_seal_sits_across_name_and_date(tree: bool) -> None:
    place = find_placement(paper(tree=tree), anchor="SEAL1", mm=42.0)
    assert place.page == 1
    assert place.cx == pytest.approx((NAME_X + END_X) / 2, abs=0.001)
    assert place.cy == pytest.approx(DATE_TOP + 2 * POINTS_PER_MM, abs=0.001)


@settings(max_examples=30, deadline=None)
@given(st.floats(-50, 650), st.floats(-50, 650), st.floats(-50, 900))
def test_the_seal_always_stays_on_the_page(left: float, right: float, top: float) -> None:
    pdf = paper(marks=marks((1, left, top + 20), (1, right, top + 20), (1, left, top)))
    place = find_placement(pdf, anchor="SEAL1", mm=42.0)
    assert RADIUS - 0.01 <= place.cx <= A4[0] - RADIUS + 0.01
    assert RADIUS - 0.01 <= place.cy <= A4[1] - RADIUS + 0.01


@pytest.mark.parametrize("missing", ["SEAL1NAME", "SEAL1END", "SEAL1DATE"])
@pytest.mark.parametrize("tree", [False, True])
def test_a_missing_mark_is_named(missing: str, tree: bool) -> None:
    kept = {name: at for name, at in marks().items() if name != missing}
    with pytest.raises(AnchorMissing) as caught:
        find_placement(paper(marks=kept, tree=tree), anchor="SEAL1", mm=42.0)
    assert caught.value.name == missing


def test_a_paper_without_any_destination_has_no_place() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)
    with pytest.raises(AnchorMissing):
        find_placement(out.getvalue(), anchor="SEAL1", mm=42.0)


@pytest.mark.parametrize("anchor", ["", "SEAL_1", "SEAL 1", "印章", "SEAL1/../X"])
def test_an_anchor_is_letters_and_digits(anchor: str) -> None:
    with pytest.raises(AnchorMissing):
        find_placement(paper(), anchor=anchor, mm=42.0)


def test_name_and_date_on_two_pages_are_refused() -> None:
    pdf = paper(marks=marks(date=(0, NAME_X, 700.0)))
    with pytest.raises(AnchorSplit) as caught:
        find_placement(pdf, anchor="SEAL1", mm=42.0)
    assert (caught.value.name_page, caught.value.date_page) == (1, 0)


def test_a_name_that_runs_over_the_page_is_refused() -> None:
    with pytest.raises(AnchorSplit):
        find_placement(paper(marks=marks(name=(0, NAME_X, 60.0))), anchor="SEAL1", mm=42.0)


def test_a_mark_without_a_position_is_refused() -> None:
    with pytest.raises(AnchorMissing, match="position"):
        find_placement(paper(marks=marks(date=(1, NAME_X, None))), anchor="SEAL1", mm=42.0)


def test_a_page_smaller_than_the_seal_is_refused() -> None:
    with pytest.raises(SealingFailed, match="smaller"):
        find_placement(paper(), anchor="SEAL1", mm=300.0)


def test_a_rotated_page_is_refused() -> None:
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        pdf.pages[1].rotate(90, relative=False)
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(SealingFailed, match="rotated"):
        find_placement(out.getvalue(), anchor="SEAL1", mm=42.0)


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"junk", paper()[:700]])
def test_what_is_no_pdf_has_no_place(junk: bytes) -> None:
    with pytest.raises(SealingFailed):
        find_placement(junk, anchor="SEAL1", mm=42.0)
