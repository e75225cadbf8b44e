"""What the tests run in processes of their own: issuing at the same time, and stopping half-way."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from e2e_tools import Home, quick, request, until
from house import FakeConverter
from sqlalchemy import Engine

from docsvc.adapters.db.work import SqlUnitOfWork
from docsvc.demo.bureau import demo_actor
from docsvc.errors import DocsvcError
from docsvc.ports import Archive, ConvertedPdf, SealedPdf, Services
from docsvc.records import UsableSeal
from docsvc.usecases.amend import amend
from docsvc.usecases.issue import IdempotencyKey, Issued, issue
from docsvc.usecases.resume import Attempt, resume_all, unfinished

T = TypeVar("T")
_FRESH = multiprocessing.get_context("forkserver")
# Each process is forked from one that has only imported what is slow to import.
_FRESH.set_forkserver_preload(["pytest", "docsvc.demo.case", "pikepdf"])


def together(count: int, work: Callable[..., T], *arguments: Any) -> list[T]:
    """What `work` returns in each of `count` fresh processes that begin at the same moment."""
    gate = _FRESH.Barrier(count)
    pipes = [_FRESH.Pipe(duplex=False) for _ in range(count)]
    processes = []
    for _, theirs in pipes:
        process = _FRESH.Process(target=_answer, args=(gate, theirs, work, arguments))
        process.start()
        theirs.close()
        processes.append(process)
    try:
        return [ours.recv() for ours, _ in pipes]
    finally:
        for process, (ours, _) in zip(processes, pipes, strict=True):
            ours.close()
            process.join()
            process.close()


def _answer(
    gate: Any, pipe: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    gate.wait()
    pipe.send(work(*arguments))


def issue_some(home: Home, count: int, dated: date, ports: Mapping[str, Any]) -> list[str]:
    """Issue `count` papers, with `ports` in place of the real ones."""
    with home.open(**ports) as services:
        officer = demo_actor(services, "demo.officer")
        wanted = request(services, dated)
        return [issue(services, wanted, officer).document_id for _ in range(count)]


def send_same(home: Home, threads: int, dated: date, keys: Sequence[str]) -> list[list[Issued]]:
    """The same request under the same key, from several threads at once; then the next key."""
    with home.open(**quick()) as services, ThreadPoolExecutor(threads) as pool:
        officer = demo_actor(services, "demo.officer")
        wanted = request(services, dated)

        def send(key: str) -> list[Issued]:
            once = IdempotencyKey(officer.login, key, "0" * 64)
            sent = [pool.submit(issue, services, wanted, officer, once) for _ in range(threads)]
            return [s.result() for s in sent]

        return [send(key) for key in keys]


def amend_often(home: Home, document_id: str, times: int) -> list[str]:
    """What came of each of several corrections of one paper: `done` or a failure's code."""
    with home.open(**quick()) as services:
        officer = demo_actor(services, "demo.officer")
        with services.look() as work:
            values = work.documents.revisions(document_id)[0].values

        def once() -> str:
            try:
                amend(services, document_id, values, "更正", officer)
            except DocsvcError as error:
                return error.code
            return "done"

        return [once() for _ in range(times)]


def finish_all(home: Home) -> list[Attempt]:
    """Resume whatever waits."""
    with home.open(**quick()) as services:
        return resume_all(services, unfinished(services))


@dataclass(frozen=True)
class Halt:
    """Tells by a file that the process has come here, and stays until it is killed."""

    mark: Path

    def __call__(self) -> NoReturn:
        self.mark.touch()
        while True:
            signal.pause()


class HaltingConverter(FakeConverter):
    """Never comes back from a layout."""

    def __init__(self, halt: Halt) -> None:
        super().__init__()
        self._halt = halt

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        self._halt()


@dataclass(frozen=True)
class HaltingSealer:
    """Never comes back from sealing."""

    halt: Halt

    def seal(self, pdf: bytes, material: UsableSeal, *, anchor: str, at: datetime) -> SealedPdf:
        self.halt()


@dataclass
class HaltingArchive:
    """Keeps `files` files, and never comes back from the next."""

    archive: Archive
    halt: Halt
    files: int

    def put(self, content: bytes) -> str:
        if self.files == 0:
            self.halt()
        self.files -= 1
        return self.archive.put(content)

    def get(self, sha256: str) -> bytes:
        return self.archive.get(sha256)


class HaltingWork(SqlUnitOfWork):
    """A transaction whose commit is never reached, or never comes back."""

    def __init__(self, engine: Engine, halt: Halt, *, committed: bool) -> None:
        super().__init__(engine)
        self._halt, self._committed = halt, committed

    def commit(self) -> None:
        if self._committed:
            super().commit()
        self._halt()


def _at_transaction(engine: Engine, n: int, halt: Halt, *, committed: bool) -> Any:
    """A maker of units of work, the n-th of which halts at its commit."""
    made: list[SqlUnitOfWork] = []

    def make() -> SqlUnitOfWork:
        last = len(made) + 1 == n
        work = HaltingWork(engine, halt, committed=committed) if last else SqlUnitOfWork(engine)
        made.append(work)
        return work

    return make


POINTS = (
    "before the number is kept",
    "after the number is kept",
    "after rendering",
    "after layout",
    "after sealing",
    "after archiving one file",
    "before the record is kept",
    "after the record is kept",
)


def _halting(services: Services, engine: Engine, point: str, halt: Halt) -> Services:
    """The services with the port that stops at `point`."""
    services = replace(services, **quick())
    match point:
        case "before the number is kept":
            return replace(services, work=_at_transaction(engine, 1, halt, committed=False))
        case "after the number is kept":
            return replace(services, work=_at_transaction(engine, 1, halt, committed=True))
        case "after rendering":
            return replace(services, converter=HaltingConverter(halt))
        case "after layout":
            return replace(services, sealer=HaltingSealer(halt))
        case "after sealing":
            return replace(services, archive=HaltingArchive(services.archive, halt, 0))
        case "after archiving one file":
            return replace(services, archive=HaltingArchive(services.archive, halt, 1))
        case "before the record is kept":
            return replace(services, work=_at_transaction(engine, 2, halt, committed=False))
        case "after the record is kept":
            return replace(services, work=_at_transaction(engine, 2, halt, committed=True))
    raise ValueError(point)


def _issue_and_halt(home: Home, dated: date, point: str, halt: Halt) -> None:
    with home.machines() as machines:
        services = _halting(machines.services, machines.engine, point, halt)
        issue(services, request(services, dated), demo_actor(services, "demo.officer"))


@contextmanager
def halted(home: Home, dated: date, point: str, mark: Path) -> Iterator[None]:
    """While in here, a process that issues a paper stands still at `point`; then kill -9."""
    process = _FRESH.Process(target=_issue_and_halt, args=(home, dated, point, Halt(mark)))
    process.start()
    try:
        until(lambda: mark.exists() or not process.is_alive())
        assert process.is_alive(), f"it never came to {point}"
        yield
    finally:
        process.kill()
        process.join()
        process.close()
