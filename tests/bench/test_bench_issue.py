"""The bench itself: it says what it promises, finds what is wrong, and leaves nothing behind."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import psutil
import pytest
from house import House
from sqlalchemy import text

from docsvc.usecases.issue import issue

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("checks")


@pytest.fixture
def issued(house: House) -> House:
    for _ in range(2):
        issue(house.services, house.request(), house.actor("officer"))
    return house


def test_papers_in_order_pass_the_check_of_the_bench(issued: House, checks: ModuleType) -> None:
    assert checks.faults_of(issued.services) == (2, [])


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE numbering_runs SET last_serial = last_serial + 1",
        "UPDATE documents SET created_by = 'another'",
        "UPDATE revisions SET pages = 99",
    ],
)
def test_a_gap_or_a_changed_row_fails_the_bench(
    issued: House, checks: ModuleType, spoil: str
) -> None:
    with issued.engine.begin() as connection:
        connection.execute(text(spoil))
    papers, faults = checks.faults_of(issued.services)
    assert papers == 2
    assert faults


@pytest.mark.slow
def test_the_bench_prints_its_three_figures_and_leaves_nothing_behind(tmp_path: Path) -> None:
    temporary, out = tmp_path / "tmp", tmp_path / "issue.md"
    temporary.mkdir()
    counts = ["--papers", "1", "--rounds", "1", "--seconds", "0.1", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, str(BENCH / "issue.py"), *counts],
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(temporary)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^papers_per_second: \d+\.\d$", done.stdout, re.M)
    assert re.search(r"^soffice_papers_per_second: \d+\.\d+$", done.stdout, re.M)
    assert re.search(r"^ratio: \d+\.\d$", done.stdout, re.M)
    assert "passed the audit" in out.read_text("utf-8")
    assert set(tmp_path.iterdir()) == {out, temporary}
    assert not list(temporary.iterdir())
    assert not [p for p in psutil.process_iter() if str(temporary) in _surroundings(p)]


def _surroundings(process: psutil.Process) -> str:
    """What a process was started with: LibreOffice is told of its fonts in the bench's home."""
    try:
        return f"{process.cmdline()} {process.environ()}"
    except psutil.Error:
        return ""
