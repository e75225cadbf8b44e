"""Several processes at the same time: no number twice, no number lost."""

from __future__ import annotations

import pytest
from e2e_tools import Home, assert_sound, printed, runs, today
from e2e_workers import issue_some, send_same, together
from house import FakeConverter

from docsvc.demo.bureau import UNIT
from docsvc.records import Document, DocumentState

pytestmark = pytest.mark.slow


def documents(home: Home) -> dict[str, Document]:
    with home.open() as services, services.look() as work:
        return {d.id: d for d in work.documents.list(units=[UNIT.id], limit=1000)}


def test_forty_papers_from_four_processes_bear_the_numbers_1_to_40(either_bureau: Home) -> None:
    dated = today()
    made = together(4, issue_some, either_bureau, 10, dated, {"converter": FakeConverter()})
    ids = [document_id for some in made for document_id in some]
    found = documents(either_bureau)
    assert len(ids) == 40
    assert found.keys() == set(ids)
    assert {d.state for d in found.values()} == {DocumentState.ISSUED}
    assert {d.number for d in found.values()} == {printed(n, dated) for n in range(1, 41)}
    with either_bureau.open() as services:
        assert_sound(services, numbers=40)


def test_a_request_sent_eight_times_at_once_makes_one_paper(either_bureau: Home) -> None:
    dated, keys = today(), ["first", "second", "third", "fourth", "fifth"]
    answers = together(4, send_same, either_bureau, 2, dated, keys)
    numbers = {d.id: d.number for d in documents(either_bureau).values()}
    for n in range(len(keys)):
        sent = [issued for process in answers for issued in process[n]]
        assert len(sent) == 8
        assert len({s.document_id for s in sent}) == 1
        assert [s.repeated for s in sent].count(False) == 1
        assert numbers.pop(sent[0].document_id) in {printed(k, dated) for k in range(1, 6)}
    assert numbers == {}
    with either_bureau.open() as services:
        assert_sound(services, numbers=5)


@pytest.mark.xdist_group("engine")
def test_two_processes_with_an_engine_each_make_whole_papers(bureau: Home) -> None:
    made = together(2, issue_some, bureau, 4, today(), {})
    assert len({document_id for some in made for document_id in some}) == 8
    with bureau.open() as services:
        assert_sound(services, numbers=8)
        assert len(runs(services)) == 1
        with services.look() as work:
            engines = {work.documents.revisions(i)[0].engine for some in made for i in some}
    assert len(engines) == 1
    assert "LibreOffice" in str(engines)
