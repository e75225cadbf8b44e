"""Batches: every line once, a report for each, and a restart that repeats nothing."""

from __future__ import annotations

from house import House
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docsvc.errors import ConversionFailed
from docsvc.usecases import read
from docsvc.usecases.batch import Line, LineReport, issue_batch


def run(house: House, lines: list[Line], name: str = "b") -> list[LineReport]:
    officer = house.actor("officer")
    return list(
        issue_batch(house.services, name, lines, officer, at_once=2, progress=lambda done, of: None)
    )


def lines_of(house: House, *values: dict[str, object] | None) -> list[Line]:
    return [
        Line(n, house.request() if v is None else house.request(values=v), str(n) * 64)
        for n, v in enumerate(values, 1)
    ]


def test_a_bad_line_is_reported_and_the_others_are_issued(house: House) -> None:
    reports = run(house, lines_of(house, None, {"nonsense": 1}, None))
    assert [r.n for r in reports] == [1, 2, 3]
    assert [r.fault for r in reports] == [None, "invalid_request", None]
    numbers = {r.number for r in reports if r.number}
    assert numbers == {"（甘）应急责改〔2026〕1号", "（甘）应急责改〔2026〕2号"}


def test_a_batch_sent_again_repeats_nothing(house: House) -> None:
    lines = lines_of(house, None, None, None)
    assert run(house, lines) == run(house, lines)
    assert len(read.listing(house.services, house.actor("officer"))) == 3
    run(house, lines, name="another")
    assert len(read.listing(house.services, house.actor("officer"))) == 6


def test_a_line_that_was_left_unfinished_is_finished_under_its_number(house: House) -> None:
    lines = lines_of(house, None)
    house.converter.failures = [ConversionFailed("boom")] * 2
    [failed] = run(house, lines)
    assert failed.fault == "conversion_failed"
    [done] = run(house, lines)
    assert (done.document_id, done.fault) == (failed.document_id, None)
    assert done.number == "（甘）应急责改〔2026〕1号"


@given(failures=st.lists(st.booleans(), max_size=12))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_fails_a_batch_run_until_it_is_clean_issues_each_line_once(
    house: House, failures: list[bool]
) -> None:
    name = repr(failures)
    before = len(read.listing(house.services, house.actor("officer"), limit=1000))
    lines = lines_of(house, None, None, None)
    house.converter.failures = [ConversionFailed("boom") for fails in failures if fails]
    for _ in range(10):
        if not any(r.fault for r in run(house, lines, name)):
            break
    after = read.listing(house.services, house.actor("officer"), limit=1000)
    assert len(after) - before == 3
    assert all(d.state == "issued" for d in after)
