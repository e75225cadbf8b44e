"""Issue many papers: each line once, whatever was interrupted, and a report for every line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from docsvc.access import Actor
from docsvc.errors import DocsvcError
from docsvc.ports import Services
from docsvc.records import DocumentState
from docsvc.usecases.accept import Request
from docsvc.usecases.issue import IdempotencyKey, issue
from docsvc.usecases.resume import resume
from numbering.errors import NumberingError
from seals.errors import SealError


@dataclass(frozen=True)
class Line:
    """One paper of a batch: its place from 1 on, what it asks for, and the digest of its text."""

    n: int
    request: Request
    body_sha256: str


@dataclass(frozen=True)
class LineReport:
    """What became of a line; `fault` is the failure's code and `detail` its Chinese text."""

    n: int
    document_id: str | None
    number: str | None
    fault: str | None = None
    detail: str | None = None


def issue_batch(
    services: Services,
    name: str,
    lines: Sequence[Line],
    actor: Actor,
    *,
    at_once: int,
    progress: Callable[[int, int], None],
) -> Iterator[LineReport]:
    """Issue every line, `at_once` at a time, and report in the lines' order.

    `name` tells this batch from others: sent again under the same name, a line that was issued is
    reported and not issued anew, and one left unfinished is finished under its number.
    """
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        for done, report in enumerate(
            pool.map(lambda line: _issue_line(services, name, line, actor), lines), 1
        ):
            progress(done, len(lines))
            yield report


def _issue_line(services: Services, name: str, line: Line, actor: Actor) -> LineReport:
    once = IdempotencyKey(actor.login, f"batch:{name}:{line.n}", line.body_sha256)
    try:
        made = issue(services, line.request, actor, once)
        if made.repeated:
            _finish(services, made.document_id)
    except (DocsvcError, NumberingError, SealError) as error:
        notes = [n.removeprefix("document ") for n in getattr(error, "__notes__", ())]
        return LineReport(line.n, notes[0] if notes else None, None, error.code, error.zh)
    with services.look() as work:
        document = work.documents.get(made.document_id)
    return LineReport(line.n, made.document_id, document.number if document else None)


def _finish(services: Services, document_id: str) -> None:
    with services.look() as work:
        document = work.documents.get(document_id)
    if document is not None and document.state is DocumentState.NUMBERED:
        resume(services, document_id)
