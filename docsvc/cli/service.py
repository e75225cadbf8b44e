"""Commands that run the service: serve, demo."""

from __future__ import annotations

import click
from rich.console import Console

from docsvc.cli.common import FAULT, Side, json_option, pass_side, table
from docsvc.demo.case import PaperMade, run_demo
from docsvc.server import serve as run_server

_PORT = click.IntRange(1, 65535)
_COUNT = click.IntRange(1, 64)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=_PORT, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=_COUNT, help="Processes.")
@click.option("--threads", default=4, show_default=True, type=_COUNT, help="Threads of each.")
@pass_side
def serve(side: Side, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the API with gunicorn; each worker has a layout engine of its own."""
    run_server(side.settings, host=host, port=port, workers=workers, threads=threads)


@click.command()
@json_option
@pass_side
def demo(side: Side) -> None:
    """Issue the papers of one demo case into HOME/demo and verify every one.

    The first run makes a demo authority, a bureau with two departments and two approved seals.
    Exit status 0 only if every paper was verified.
    """
    with side.waiting("setting up") as rename:
        papers = run_demo(side.settings, rename)
    rows = [p.as_dict() for p in papers]

    def human(console: Console) -> None:
        console.print(_papers_table(papers))
        good = sum(p.verified for p in papers)
        console.print(f"files: {papers[0].file.parent}/", f"root: {papers[0].root}", sep="\n")
        console.print(f"{good} of {len(papers)} papers verified")

    side.say({"papers": rows, "verified": all(p.verified for p in papers)}, human)
    if not all(p.verified for p in papers):
        raise SystemExit(FAULT)


def _papers_table(papers: list[PaperMade]) -> object:
    shown = table(f"案件 {papers[0].case}", "form", "number", "pages", "file", "seal", "chain")
    for p in papers:
        shown.add_row(p.name, p.number or "—", str(p.pages), p.file.name, p.seal, p.chain)
    return shown


COMMANDS = (serve, demo)
