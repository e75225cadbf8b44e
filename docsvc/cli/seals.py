"""Commands on seals: upload, review, list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from docsvc.cli.common import Side, as_option, json_option, pass_side, table
from docsvc.cli.parameters import IN_FILE
from docsvc.usecases.review_seal import list_seals, review_seal
from docsvc.usecases.upload_seal import SealUpload, upload_seal
from docsvc.web.models import seal_out
from seals.seal import Seal


@click.group()
def seal() -> None:
    """Electronic seals: one person uploads, another reviews."""


@seal.command("upload")
@click.option("--unit", required=True, help="Id of the organ whose seal it is.")
@click.option("--picture", required=True, type=IN_FILE, help="PNG, transparent, 300 to 600 dpi.")
@click.option("--mm", default=42.0, show_default=True, help="Printed diameter in millimetres.")
@click.option("--pkcs12", required=True, type=IN_FILE, help="Key and certificate.")
@click.option("--password-file", type=IN_FILE, help="File with the PKCS#12 password.")
@as_option
@json_option
@pass_side
def upload(
    side: Side, unit: str, picture: Path, mm: float, pkcs12: Path, password_file: Path | None
) -> None:
    """Upload a seal. It seals nothing until another person approved it."""
    password = password_file.read_text("utf-8").strip() if password_file else None
    sent = SealUpload(unit, picture.read_bytes(), mm, pkcs12.read_bytes(), password)
    _tell(side, upload_seal(side.services, sent, side.actor()))


@seal.command("review")
@click.argument("seal_id")
@click.option("--approve/--refuse", required=True, help="The verdict.")
@click.option("--reason", help="Required to refuse.")
@as_option
@json_option
@pass_side
def review(side: Side, seal_id: str, approve: bool, reason: str | None) -> None:
    """Approve or refuse the seal SEAL_ID; the uploader may not."""
    _tell(
        side,
        review_seal(side.services, seal_id, approve=approve, reason=reason, actor=side.actor()),
    )


@seal.command("list")
@as_option
@json_option
@pass_side
def seal_list(side: Side) -> None:
    """List seals and where they stand."""
    found = list_seals(side.services, side.actor())

    def human(console: Console) -> None:
        shown = table(None, "id", "unit", "state", "uploaded by", "reviewed by", "valid to")
        for s in found:
            until = f"{s.valid_to:%Y-%m-%d}"
            shown.add_row(s.id, s.unit_name, s.state, s.uploaded_by, s.reviewed_by or "", until)
        console.print(shown)

    side.say({"seals": [seal_out(s) for s in found]}, human)


def _tell(side: Side, seal: Seal) -> None:
    facts: dict[str, Any] = seal_out(seal)
    side.say(facts, lambda console: console.print(f"{seal.id}: {seal.state}"))


COMMANDS = (seal,)
