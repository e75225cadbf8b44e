"""`docsvc`: the root of the commands."""

from __future__ import annotations

import click

from docsvc import __version__
from docsvc.cli import admin, documents, forms, ledger, numbering, seals, service
from docsvc.cli.common import Side, refusals
from docsvc.logs import configure_logging


class _Root(click.Group):
    """A group whose failures are told in one place."""

    def invoke(self, context: click.Context) -> object:
        side = context.ensure_object(Side)
        try:
            with refusals(side):
                return super().invoke(context)
        finally:
            side.close()


@click.group(cls=_Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def main(context: click.Context, as_json: bool) -> None:
    """Numbered, sealed, archived and provable papers of work-safety enforcement.

    Settings come from the environment as DOCSVC_<NAME>; by default everything lies under ./var.
    """
    side = context.ensure_object(Side)
    side.as_json = side.as_json or as_json
    configure_logging(as_json=False, quiet=True)


for group in (admin, documents, forms, ledger, numbering, seals, service):
    for command in group.COMMANDS:
        main.add_command(command)
