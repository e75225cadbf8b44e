"""Several processes at the same time: no number twice, no number lost."""

from __future__ import annotations

import pytest
from e2e_tools import Home, assert_sound, printed, quick, request, runs, today
from e2e_workers import amend_often, finish_all, issue_some, send_same, together

from docsvc.demo.bureau import UNIT, demo_actor
from docsvc.errors import EngineUnavailable
from docsvc.records import Document, DocumentState
from docsvc.usecases.issue import issue

pytestmark = pytest.mark.slow


def documents(home: Home) -> dict[str, Document]:
    with home.open() as services, services.look() as work:
        return {d.id: d for d in work.documents.list(units=[UNIT.id], limit=1000)}


def test_forty_papers_from_four_processes_bear_the_numbers_1_to_40(either_bureau: Home) -> None:
    dated = today()
    made = together(4, issue_some, either_bureau, 10, dated, quick())
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


def test_corrections_of_one_paper_follow_one_another_or_are_told_to_wait(
    either_bureau: Home,
) -> None:
    [document_id] = together(1, issue_some, either_bureau, 1, today(), quick())[0]
    told = [t for some in together(4, amend_often, either_bureau, document_id, 5) for t in some]
    assert set(told) <= {"done", "document_busy"}
    assert documents(either_bureau)[document_id].revision == 1 + told.count("done")
    with either_bureau.open() as services, services.look() as work:
        revisions = work.documents.revisions(document_id)
        assert [r.n for r in revisions] == list(range(1, 2 + told.count("done")))
        assert all(r.complete for r in revisions)
        assert_sound(services, numbers=1)


def test_four_processes_that_resume_at_once_finish_each_paper_once(either_bureau: Home) -> None:
    ports = quick()
    ports["converter"].failures = [EngineUnavailable("gone")] * 12
    with either_bureau.open(**ports) as services:
        officer = demo_actor(services, "demo.officer")
        wanted = request(services, today())
        for _ in range(6):
            with pytest.raises(EngineUnavailable):
                issue(services, wanted, officer)
    attempts = [a for some in together(4, finish_all, either_bureau) for a in some]
    assert {a.fault for a in attempts} <= {None, "document_busy", "not_found"}
    assert sorted(a.document_id for a in attempts if a.fault is None) == sorted(
        documents(either_bureau)
    )
    with either_bureau.open() as services, services.look() as work:
        assert [len(work.ledger.chain(i)) for i in work.documents.all_ids()] == [1] * 6
        assert_sound(services, numbers=6)


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
