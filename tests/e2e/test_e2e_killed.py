"""kill -9 at every step of issuing: the paper is whole, or can be finished, or was never begun."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e_tools import Home, assert_sound, printed, quick, today, words
from e2e_tools import request as good_request
from e2e_workers import POINTS, halted

from docsvc.demo.bureau import UNIT, demo_actor
from docsvc.ports import Services
from docsvc.records import Document, DocumentState
from docsvc.usecases import read
from docsvc.usecases.issue import issue
from docsvc.usecases.resume import resume_all, unfinished
from docsvc.usecases.verify import verify

pytestmark = pytest.mark.slow


def papers(services: Services) -> list[Document]:
    with services.look() as work:
        return list(work.documents.list(units=[UNIT.id]))


# Between its transactions an issue does not touch the database, so one point there is enough on
# the second one.
CASES = [("bureau", point) for point in POINTS]
CASES += [("postgres_bureau", point) for point in POINTS if point.endswith("kept")]


@pytest.mark.parametrize(("database", "point"), CASES)
def test_a_paper_whose_maker_is_killed_is_whole_or_resumable(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, point: str
) -> None:
    home: Home = request.getfixturevalue(database)
    dated = today()
    with halted(home, dated, point, tmp_path / "mark"):
        pass
    with home.open(**quick()) as services:
        begun, waiting = papers(services), list(unfinished(services))
        if point == "before the number is kept":
            assert (begun, waiting) == ([], [])
        elif point == "after the record is kept":
            assert [d.state for d in begun] == [DocumentState.ISSUED]
            assert waiting == []
        else:
            assert [d.state for d in begun] == [DocumentState.NUMBERED]
            assert waiting == [d.id for d in begun]
        assert [d.number for d in begun] == [printed(1, dated)] * len(begun)
        assert_sound(services, numbers=len(begun))

        assert [a.fault for a in resume_all(services, waiting)] == [None] * len(waiting)
        finished = papers(services)
        assert [(d.id, d.number) for d in finished] == [(d.id, d.number) for d in begun]
        assert {d.state for d in finished} <= {DocumentState.ISSUED}
        assert list(unfinished(services)) == []
        assert_sound(services, numbers=len(begun))
        issue(services, good_request(services, dated), demo_actor(services, "demo.officer"))
        assert_sound(services, numbers=len(begun) + 1)
        for document in papers(services):
            pdf = read.file(services, document.id, "pdf", demo_actor(services, "demo.officer"))
            report = verify(services, pdf, demo_actor(services, "demo.auditor"))
            assert report.verdict == "valid"


@pytest.mark.xdist_group("engine")
def test_the_command_finishes_what_a_killed_process_left_and_nothing_that_is_alive(
    bureau: Home, tmp_path: Path
) -> None:
    dated = today()
    with halted(bureau, dated, "after rendering", tmp_path / "mark"):
        with bureau.open() as services:
            [begun] = papers(services)
        assert bureau.json("resume") == {"resumed": []}
    resumed = bureau.json("resume")["resumed"]
    assert resumed == [{"id": begun.id, "number": printed(1, dated), "fault": None}]
    pdf = tmp_path / "paper.pdf"
    with bureau.open() as services:
        assert list(unfinished(services)) == []
        assert_sound(services, numbers=1)
        pdf.write_bytes(read.file(services, begun.id, "pdf", demo_actor(services, "demo.officer")))
    assert printed(1, dated) in words(pdf)
    assert bureau.json("verify", str(pdf))["verdict"] == "valid"
    [run] = bureau.json("numbering", "report")["runs"]
    assert (run["last"], run["used"], run["unexplained"]) == (1, 1, [])
    assert bureau.json("ledger", "verify")["faults"] == []
