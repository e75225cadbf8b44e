"""Where the time of one issued paper goes: the real `issue`, with a stopwatch around each port."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import median
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine
from stage import Sample, officer, paper_date, request_of

from docsvc.adapters.db.work import SqlUnitOfWork
from docsvc.bootstrap import Machines
from docsvc.errors import PaperFault
from docsvc.forms.catalogue import Form
from docsvc.forms.presentation import PrintedText
from docsvc.ports import (
    Archive,
    ConvertedPdf,
    Converter,
    EngineHealth,
    Inspector,
    Renderer,
    SealedPdf,
    Sealer,
)
from docsvc.records import UsableSeal
from docsvc.usecases.issue import issue
from docsvc.usecases.read import view

STEPS = ("accept", "number", "render", "convert", "inspect", "seal", "archive", "record")
REST, WHOLE = "everything else", "whole paper"


@dataclass
class Stopwatch:
    """Seconds spent in each step of the paper in hand."""

    began: float = 0.0
    seconds: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        """A new paper."""
        self.seconds.clear()
        self.began = perf_counter()

    def elapsed(self) -> float:
        """Seconds since `start`."""
        return perf_counter() - self.began

    @contextmanager
    def running(self, step: str) -> Iterator[None]:
        """Count what happens inside towards `step`."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[step] += perf_counter() - began


class TimedWork(SqlUnitOfWork):
    """The two writing transactions of a paper: the first numbers it, the second records it."""

    def __init__(self, engine: Engine, watch: Stopwatch) -> None:
        super().__init__(engine)
        self._watch = watch
        self._began = 0.0

    def __enter__(self) -> Self:
        if not self._watch.seconds:
            self._watch.seconds["accept"] = self._watch.elapsed()
        self._began = perf_counter()
        return super().__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        step = "record" if "number" in self._watch.seconds else "number"
        self._watch.seconds[step] = perf_counter() - self._began


@dataclass(frozen=True)
class TimedRenderer:
    """The `Renderer` port, timed."""

    inner: Renderer
    watch: Stopwatch

    def render(self, form: Form, context: Mapping[str, Any]) -> bytes:
        """As the port says."""
        with self.watch.running("render"):
            return self.inner.render(form, context)


@dataclass(frozen=True)
class TimedConverter:
    """The `Converter` port, timed."""

    inner: Converter
    watch: Stopwatch

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        """As the port says."""
        with self.watch.running("convert"):
            return self.inner.convert(docx, timeout=timeout)

    def check(self) -> EngineHealth:
        """As the port says."""
        return self.inner.check()

    def close(self) -> None:
        """As the port says."""
        self.inner.close()


@dataclass(frozen=True)
class TimedInspector:
    """The `Inspector` port, timed."""

    inner: Inspector
    watch: Stopwatch

    def inspect(
        self, pdf: bytes, texts: Sequence[PrintedText], *, kind: str
    ) -> tuple[PaperFault, ...]:
        """As the port says."""
        with self.watch.running("inspect"):
            return self.inner.inspect(pdf, texts, kind=kind)


@dataclass(frozen=True)
class TimedSealer:
    """The `Sealer` port, timed."""

    inner: Sealer
    watch: Stopwatch

    def seal(self, pdf: bytes, material: UsableSeal, *, anchor: str, at: datetime) -> SealedPdf:
        """As the port says."""
        with self.watch.running("seal"):
            return self.inner.seal(pdf, material, anchor=anchor, at=at)


@dataclass(frozen=True)
class TimedArchive:
    """The `Archive` port, timed."""

    inner: Archive
    watch: Stopwatch

    def put(self, content: bytes) -> str:
        """As the port says."""
        with self.watch.running("archive"):
            return self.inner.put(content)

    def get(self, sha256: str) -> bytes:
        """As the port says."""
        return self.inner.get(sha256)


@dataclass(frozen=True)
class Split:
    """Median milliseconds of each step of one sample, and what was made of it."""

    sample: Sample
    pages: int
    papers: int
    milliseconds: Mapping[str, float]


def measure(machines: Machines, samples: tuple[Sample, ...], papers: int, warm: int) -> list[Split]:
    """Issue `warm` and then `papers` of each sample, in turns; the medians of the latter."""
    watch = Stopwatch()
    plain = machines.services
    services = replace(
        plain,
        work=lambda: TimedWork(machines.engine, watch),
        renderer=TimedRenderer(plain.renderer, watch),
        converter=TimedConverter(plain.converter, watch),
        inspector=TimedInspector(plain.inspector, watch),
        sealer=TimedSealer(plain.sealer, watch),
        archive=TimedArchive(plain.archive, watch),
    )
    actor, dated = officer(plain), paper_date()
    taken: dict[Sample, list[dict[str, float]]] = {sample: [] for sample in samples}
    pages: dict[Sample, int] = {}
    for n in range(warm + papers):
        for sample in samples:
            request = request_of(services.forms.get(sample.slug), sample.example, dated)
            watch.start()
            made = issue(services, request, actor)
            whole = watch.elapsed()
            if n >= warm:
                taken[sample].append(_row(watch.seconds, whole))
            latest = view(plain, made.document_id, actor).latest
            pages[sample] = (latest.pages or 0) if latest else 0
    return [Split(s, pages[s], papers, _medians(taken[s])) for s in samples]


def _row(seconds: Mapping[str, float], whole: float) -> dict[str, float]:
    row = {step: seconds.get(step, 0.0) for step in STEPS}
    return {**row, REST: whole - sum(row.values()), WHOLE: whole}


def _medians(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: 1000 * median(row[name] for row in rows) for name in (*STEPS, REST, WHOLE)}
