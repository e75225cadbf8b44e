"""Issuing many papers from one file of JSON lines, for `docsvc issue --batch`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console

from docsvc.cli.common import FAULT, Side, table
from docsvc.errors import Fault, InvalidRequest
from docsvc.usecases.accept import Request
from docsvc.usecases.batch import Line, LineReport, issue_batch
from docsvc.usecases.issue import body_sha256
from docsvc.web.bodies import faults_of
from docsvc.web.models import DocumentBody


def issue_file(side: Side, file: Path, name: str | None) -> None:
    """Issue a paper for each line of `file`; `name` is the batch's, by default the file's digest.

    Under the same name nothing is issued twice. Exits with FAULT unless every line was issued.
    """
    content = file.read_bytes()
    lines = list(_lines(content.decode("utf-8")))
    label = name or hashlib.sha256(content).hexdigest()[:16]
    with side.waiting("issuing") as rename:
        reports = list(
            issue_batch(
                side.services,
                label,
                lines,
                side.actor(),
                at_once=side.settings.convert_workers,
                progress=lambda done, of: rename(f"issued {done} of {of}"),
            )
        )
    failed = [r for r in reports if r.fault]

    def human(console: Console) -> None:
        console.print(_table(reports))
        console.print(f"batch {label}: {len(reports) - len(failed)} of {len(reports)} issued")

    side.say({"batch": label, "lines": [asdict(r) for r in reports]}, human)
    if failed:
        raise SystemExit(FAULT)


def _table(reports: list[LineReport]) -> object:
    shown = table(None, "line", "number", "document", "fault")
    for r in reports:
        fault = f"{r.fault}: {r.detail}" if r.fault else ""
        shown.add_row(str(r.n), r.number or "", r.document_id or "", fault)
    return shown


def _lines(text: str) -> Iterator[Line]:
    """The lines as requests. Raises InvalidRequest naming each line that is none."""
    faults: list[Fault] = []
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            body = DocumentBody.model_validate(json.loads(line))
        except ValidationError as error:
            faults += [f.below(f"/{n}") for f in faults_of(error)]
        except ValueError as error:
            faults.append(Fault(f"/{n}", "malformed_request", f"第{n}行不是 JSON", str(error)))
        else:
            request = Request(
                body.form,
                body.unit,
                body.department,
                body.case,
                body.date,
                body.values,
                body.seal,
                body.acknowledge,
            )
            yield Line(n, request, body_sha256(body.model_dump(mode="json")))
    if faults:
        raise InvalidRequest(faults)
