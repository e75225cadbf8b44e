"""The race: as many processes as cores, each making papers one after another, one way or the other.

Both ways live in the same processes and run in turns, so what else the machine does strikes both.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from peer import Peer, text_of
from stage import CASE, CORES, officer, paper_date, request_of, settings_of

from docsvc.bootstrap import engine_options, open_machines
from docsvc.forms.catalogue import load_catalogue
from docsvc.logs import configure_logging
from docsvc.settings import Settings
from docsvc.usecases.issue import issue
from docsvc.usecases.read import file, view

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

OURS, PEERS = "docsvc", "soffice"
_RUN, _CHECK = "run", "check"
_WARM_SECONDS = 2.0


class Lane(Protocol):
    """One way of making papers."""

    def make(self, n: int) -> None:
        """Make the `n`th paper: those of the case come in turn."""
        ...

    def check(self) -> int:
        """Look at the papers made since the last check; how many were good. Not timed.

        Raises RuntimeError when one does not bear its number.
        """
        ...

    def close(self) -> None:
        """Leave nothing behind."""
        ...


class OurLane:
    """Papers issued by the service: numbered, sealed, archived, recorded."""

    def __init__(self, settings: Settings) -> None:
        self._machines = open_machines(settings)
        self._services = self._machines.services
        self._officer, self._dated = officer(self._services), paper_date()
        self._made: list[str] = []

    def make(self, n: int) -> None:
        """As the protocol says."""
        sample = CASE[n % len(CASE)]
        request = request_of(self._services.forms.get(sample.slug), sample.example, self._dated)
        self._made.append(issue(self._services, request, self._officer).document_id)

    def check(self) -> int:
        """As the protocol says."""
        made, self._made = self._made, []
        for document_id in made:
            number = view(self._services, document_id, self._officer).document.number
            pdf = file(self._services, document_id, "pdf", self._officer)
            _require_text(pdf, number or "")
        return len(made)

    def close(self) -> None:
        """As the protocol says."""
        self._machines.close()


class PeerLane:
    """Papers filled and converted by one soffice each."""

    def __init__(self, settings: Settings) -> None:
        self._forms, self._dated = load_catalogue(settings.forms_dir), paper_date()
        self._peer = Peer(engine_options(settings, self._forms), self._forms)
        self._made: list[tuple[str, bytes]] = []

    def make(self, n: int) -> None:
        """As the protocol says."""
        sample = CASE[n % len(CASE)]
        form = self._forms.get(sample.slug)
        number = f"（某）{form.code}〔{self._dated.year}〕{n + 1}号"
        values = form.examples()[sample.example]
        self._made.append((number, self._peer.make(form, values, self._dated, number)))

    def check(self) -> int:
        """As the protocol says."""
        made, self._made = self._made, []
        for number, pdf in made:
            _require_text(pdf, number)
        return len(made)

    def close(self) -> None:
        """As the protocol says."""
        self._peer.close()


def _require_text(pdf: bytes, text: str) -> None:
    if not text or text not in text_of(pdf):
        raise RuntimeError(f"a paper does not bear its number {text!r}")


@dataclass(frozen=True)
class Crew:
    """The processes of the race, warm and waiting."""

    pipes: tuple[Connection, ...]

    def run(self, lane: str, seconds: float) -> float:
        """Papers per second of all processes together, each working for `seconds` at least.

        Each paper is looked at afterwards, when all processes are done.
        """
        rates = self._all(_RUN, lane, seconds)
        self._all(_CHECK, lane, 0.0)
        return sum(rates)

    def _all(self, order: str, lane: str, seconds: float) -> list[float]:
        for pipe in self.pipes:
            pipe.send((order, lane, seconds))
        return [_answer(pipe) for pipe in self.pipes]


@contextmanager
def crew(home: Path, size: int = CORES) -> Iterator[Crew]:
    """`size` processes for the bureau in `home`. They end when this does, or this process."""
    context = multiprocessing.get_context("spawn")  # no thread or connection of ours in them
    counters = {lane: context.Value("q", 0) for lane in (OURS, PEERS)}
    pipes, processes = [], []
    try:
        for _ in range(size):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, home, counters))
            process.start()
            theirs.close()
            pipes.append(ours)
            processes.append(process)
        for pipe in pipes:
            _answer(pipe)
        yield Crew(tuple(pipes))
    finally:
        for pipe in pipes:
            pipe.close()
        for process in processes:
            process.join()


def _answer(pipe: Connection) -> float:
    try:
        return float(pipe.recv())
    except EOFError as gone:
        raise RuntimeError("a process of the bench failed; its traceback is above") from gone


def _work(pipe: Connection, home: Path, counters: dict[str, Synchronized[int]]) -> None:
    """One process of the crew: warm both lanes, then do as told until the pipe closes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # They reach the first process as well, which then ends the others in order. A handler,
        # unlike SIG_IGN, is not passed on to the programs started here.
        signal.signal(number, lambda *_: None)
    configure_logging(as_json=False, quiet=True)
    settings = settings_of(home, children=1)
    with ExitStack() as stack:
        ours = stack.enter_context(closing(OurLane(settings)))
        peers = stack.enter_context(closing(PeerLane(settings)))
        lanes: dict[str, Lane] = {OURS: ours, PEERS: peers}
        for name, lane in lanes.items():
            _rate(lane, counters[name], _WARM_SECONDS)
            lane.check()
        with suppress(EOFError, BrokenPipeError):  # the first process has ended
            pipe.send(0.0)
            while True:
                order, name, seconds = pipe.recv()
                if order == _RUN:
                    pipe.send(_rate(lanes[name], counters[name], seconds))
                else:
                    pipe.send(lanes[name].check())


def _rate(lane: Lane, counter: Synchronized[int], seconds: float) -> float:
    """Make papers until `seconds` have passed, one at least; papers per second."""
    began = perf_counter()
    papers, took = 0, 0.0
    while papers == 0 or took < seconds:
        lane.make(_next(counter))
        papers, took = papers + 1, perf_counter() - began
    return papers / took


def _next(counter: Synchronized[int]) -> int:
    with counter.get_lock():
        counter.value += 1
        return counter.value - 1
