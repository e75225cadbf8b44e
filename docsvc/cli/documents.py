"""Commands on papers: issue, amend, void, resume, show, verify."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from docsvc.cli.batch import issue_file
from docsvc.cli.common import FAULT, Side, as_option, json_option, pass_side, table
from docsvc.cli.parameters import DAY, IN_FILE, OUT_FILE
from docsvc.dates import shanghai_date
from docsvc.errors import Fault, InvalidRequest
from docsvc.usecases import amend as amending
from docsvc.usecases import issue as issuing
from docsvc.usecases import read, resume
from docsvc.usecases import verify as verifying
from docsvc.usecases import void as voiding
from docsvc.usecases.accept import Request


def _values(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise InvalidRequest(
            [Fault("", "malformed_request", f"{file.name} 不是有效的 JSON", str(error))]
        ) from error


def _tell(side: Side, document_id: str, out: Path | None) -> None:
    actor = side.actor()
    view = read.view(side.services, document_id, actor)
    document, latest = view.document, view.latest
    if out is not None and latest is not None:
        out.write_bytes(read.file(side.services, document_id, "pdf", actor))
    facts = {
        "id": document.id,
        "form": document.form,
        "number": document.number,
        "status": document.state,
        "revision": document.revision,
        "pages": latest.pages if latest else None,
        "pdf_sha256": latest.pdf_sha256 if latest else None,
        "ledger_entry_sha256": view.entries[-1] if view.entries else None,
        "file": str(out) if out else None,
    }

    def human(console: Console) -> None:
        shown = table(None, "", "")
        shown.show_header = False
        for name, value in facts.items():
            if value is not None:
                shown.add_row(name, str(value))
        console.print(shown)

    side.say(facts, human)


_acknowledge = click.option(
    "--acknowledge",
    metavar="CODE",
    multiple=True,
    help="Go on in spite of this warning, and record that; may be repeated.",
)


@click.command()
@click.argument("form", required=False)
@click.argument("values", type=IN_FILE, required=False)
@click.option("--unit", help="Id of the issuing unit.")
@click.option("--department", help="Id of its department.")
@click.option("--case", help="Your id of the case.")
@click.option("--date", "dated", type=DAY, help="The paper's own date; default today.")
@click.option("--seal", help="Id of the unit's seal to use; default the newest.")
@_acknowledge
@click.option("--draft", is_flag=True, help="Keep the values; take no number yet.")
@click.option("--out", type=OUT_FILE, help="Write the PDF here.")
@click.option("--batch", type=IN_FILE, help="Issue every line of this file of JSON lines.")
@click.option("--batch-name", help="Name of the batch; default the digest of the file.")
@as_option
@json_option
@pass_side
def issue(
    side: Side,
    form: str | None,
    values: Path | None,
    unit: str | None,
    department: str | None,
    case: str | None,
    dated: date | None,
    seal: str | None,
    acknowledge: tuple[str, ...],
    draft: bool,
    out: Path | None,
    batch: Path | None,
    batch_name: str | None,
) -> None:
    """Make the paper FORM from VALUES (a JSON file): numbered, sealed, archived, recorded.

    With --batch, make one for each line of a file, each line a body of POST /documents. Run it
    again after an interruption, or after correcting the lines that failed, under the same name:
    what was issued is not issued twice. Exit status 0 only if every line was issued.
    """
    if batch is not None:
        issue_file(side, batch, batch_name)
        return
    if form is None or values is None or unit is None:
        raise click.UsageError("FORM, VALUES and --unit are needed, or --batch")
    on = dated or shanghai_date(side.services.clock.now())
    request = Request(form, unit, department, case, on, _values(values), seal, acknowledge)
    make = issuing.draft if draft else issuing.issue
    with side.waiting("making the paper"):
        made = make(side.services, request, side.actor())
    _tell(side, made.document_id, out)


@click.command()
@click.argument("document")
@click.argument("values", type=IN_FILE)
@click.option("--reason", required=True, help="Why the paper is corrected.")
@_acknowledge
@click.option("--out", type=OUT_FILE, help="Write the PDF here.")
@as_option
@json_option
@pass_side
def amend(
    side: Side,
    document: str,
    values: Path,
    reason: str,
    acknowledge: tuple[str, ...],
    out: Path | None,
) -> None:
    """Correct DOCUMENT (its id) with VALUES: a new revision under the same number."""
    with side.waiting("making the revision"):
        amending.amend(side.services, document, _values(values), reason, side.actor(), acknowledge)
    _tell(side, document, out)


@click.command()
@click.argument("document")
@click.option("--reason", required=True, help="Why it is voided.")
@as_option
@json_option
@pass_side
def void(side: Side, document: str, reason: str) -> None:
    """Void DOCUMENT (its id) and its number."""
    voiding.void(side.services, document, reason, side.actor())
    _tell(side, document, None)


@click.command()
@click.argument("document")
@click.option("--out", type=OUT_FILE, help="Write the PDF here.")
@as_option
@json_option
@pass_side
def show(side: Side, document: str, out: Path | None) -> None:
    """Show DOCUMENT (its id), and write its PDF."""
    _tell(side, document, out)


@click.command("resume")
@json_option
@pass_side
def resume_command(side: Side) -> None:
    """Finish every paper that a crash or an outage left unfinished."""
    waiting = resume.unfinished(side.services)
    attempts = []
    with side.waiting("resuming") as rename:
        for i, document_id in enumerate(waiting, 1):
            rename(f"resuming {i} of {len(waiting)}")
            attempts += resume.resume_all(side.services, [document_id])
    rows = [{"id": a.document_id, "number": a.number, "fault": a.fault} for a in attempts]

    def human(console: Console) -> None:
        if not rows:
            console.print("nothing to resume")
            return
        shown = table(None, "document", "number", "result")
        for row in rows:
            shown.add_row(str(row["id"]), str(row["number"] or ""), row["fault"] or "finished")
        console.print(shown)

    side.say({"resumed": rows}, human)
    if any(a.fault for a in attempts):
        raise SystemExit(FAULT)


@click.command()
@click.argument("file", type=IN_FILE)
@json_option
@pass_side
def verify(side: Side, file: Path) -> None:
    """Tell whose seal FILE bears, whether it is intact, and whether it is on record here.

    Exit status 0 only if the seal holds and the file is the current revision of a paper on
    record here; 1 for a superseded, voided, foreign or broken one.
    """
    report = verifying.verify(side.services, file.read_bytes(), side.actor())

    def human(console: Console) -> None:
        console.print(f"{report.verdict}: {report.zh}")
        for line in report.lines():
            console.print(f"  {line}")

    side.say(report.as_dict(), human)
    if report.verdict != "valid":
        raise SystemExit(FAULT)


COMMANDS = (issue, amend, void, show, resume_command, verify)
