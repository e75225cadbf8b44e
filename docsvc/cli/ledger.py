"""Commands on the record: ledger verify."""

from __future__ import annotations

import click
from rich.console import Console

from docsvc.cli.common import FAULT, Side, json_option, pass_side, table
from docsvc.usecases.audit import audit


@click.group()
def ledger() -> None:
    """The amendment chains."""


@ledger.command("verify")
@json_option
@pass_side
def ledger_verify(side: Side) -> None:
    """Re-hash every entry, row and file, and name each that does not fit.

    Exit status 0 when the record is clean, 1 when it is not.
    """
    with side.waiting("checking the record") as rename:
        report = audit(side.services, lambda done, of: rename(f"checked {done} of {of}"))
    faults = [vars(f) for f in report.faults]

    def human(console: Console) -> None:
        if faults:
            shown = table(None, "document", "place", "code", "what it means")
            for f in report.faults:
                shown.add_row(f.document_id, f.place, f.code, f"{f.zh} ({f.en})")
            console.print(shown)
        console.print(
            f"{report.documents} documents, {report.entries} entries, {report.files} files, "
            f"{len(faults)} faults"
        )

    counts = {"documents": report.documents, "entries": report.entries, "files": report.files}
    side.say({**counts, "faults": faults}, human)
    if faults:
        raise SystemExit(FAULT)


COMMANDS = (ledger,)
