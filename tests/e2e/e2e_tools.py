"""The service from outside: its commands, its homes, and waiting for what happens elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from house import BlindInspector, FakeConverter

from docsvc.bootstrap import Machines, open_machines
from docsvc.demo.bureau import UNIT, demo_actor
from docsvc.ports import Services
from docsvc.settings import Settings, load_settings
from docsvc.usecases.accept import Request
from docsvc.usecases.audit import audit
from docsvc.usecases.number import Run, report

SCRIPT = Path(sys.executable).with_name("docsvc")
"""The command as it is installed beside this interpreter."""

SLUG = "rectification_order"
PATIENCE = 120.0
"""Seconds after which something that must happen counts as not happening."""


@dataclass(frozen=True)
class Home:
    """A service's folder and database, as its settings name them."""

    folder: Path
    database_url: str = ""

    def settings(self) -> Settings:
        """For services in this process."""
        return load_settings(home=self.folder, database_url=self.database_url)

    def environment(self, more: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
        """For services in another process; nothing of this one's environment leaks in."""
        return {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.folder),
            "DOCSVC_HOME": str(self.folder),
            "DOCSVC_DATABASE_URL": self.database_url,
            **more,
        }

    def run(
        self, *arguments: str, more: Mapping[str, str] = MappingProxyType({})
    ) -> subprocess.CompletedProcess[str]:
        """`docsvc ARGUMENTS`, with `more` in its environment; it must succeed."""
        done = subprocess.run(
            [str(SCRIPT), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.environment(more),
            timeout=PATIENCE,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done

    def json(self, *arguments: str, more: Mapping[str, str] = MappingProxyType({})) -> Any:
        """What `docsvc --json ARGUMENTS` answers."""
        return json.loads(self.run("--json", *arguments, more=more).stdout)

    @contextmanager
    def open(self, **ports: Any) -> Iterator[Services]:
        """The real services on this home, `ports` put in place of some."""
        with self.machines() as machines:
            yield replace(machines.services, **ports)

    @contextmanager
    def machines(self) -> Iterator[Machines]:
        """The real services with their database engine."""
        machines = open_machines(self.settings())
        try:
            yield machines
        finally:
            machines.close()


@dataclass(frozen=True)
class Demo:
    """A home in which `docsvc demo` ran twice, and what it said."""

    home: Home
    first: Any
    authority: bytes
    """The authority's file as the first run left it."""
    second: subprocess.CompletedProcess[str]


def today() -> date:
    """The papers' own date: that of the examples, whose deadlines lie after it."""
    return date(2026, 11, 20)


def request(services: Services, dated: date, slug: str = SLUG) -> Request:
    """A good request for a paper that bears number and seal."""
    return Request(slug, UNIT.id, None, None, dated, services.forms.get(slug).examples()["short"])


def printed(serial: int, dated: date) -> str:
    """The number that the demonstration's rule makes of a serial of `SLUG`."""
    return f"（某）应急责改〔{dated.year}〕{serial}号"


def quick() -> dict[str, Any]:
    """Stand-ins for the two ports that take their time: the layout and the reading back."""
    return {"converter": FakeConverter(), "inspector": BlindInspector()}


def runs(services: Services) -> list[Run]:
    """The account of every number."""
    return report(services, demo_actor(services, "demo.auditor"))


def assert_sound(services: Services, *, numbers: int) -> None:
    """The record is clean, and the only run goes from 1 to `numbers` without a gap."""
    checked = audit(services, lambda done, of: None)
    assert checked.faults == ()
    serials = [sorted(run.report.uses) for run in runs(services)]
    assert serials == ([list(range(1, numbers + 1))] if numbers else [])
    assert not any(run.report.gaps or run.report.unexplained for run in runs(services))


def tool(*command: str | Path, cwd: Path | None = None, status: int = 0) -> str:
    """What a program prints, on both its outputs."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
    )
    assert done.returncode == status, f"{command}: {done.stdout}"
    return done.stdout


def words(pdf: Path) -> str:
    """The text of a PDF in the order it is drawn, all white space removed."""
    return "".join(tool("pdftotext", "-raw", pdf, "-").split())


def until(happened: Callable[[], Any]) -> Any:
    """What `happened` returns once that is true."""
    deadline = time.monotonic() + PATIENCE
    while not (found := happened()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
    return found
