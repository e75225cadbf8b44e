"""What every command shares: settings, services on demand, who acts, and how it answers."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from docsvc.access import Actor, actor_of
from docsvc.bootstrap import Machines, open_machines
from docsvc.errors import DocsvcError, NotFound
from docsvc.ledger.errors import LedgerError
from docsvc.ports import Services
from docsvc.records import Role
from docsvc.settings import Settings, load_settings
from numbering.errors import NumberingError
from seals.errors import SealError

P = ParamSpec("P")
R = TypeVar("R")

_PIPE_WIDTH = 160

FAULT = 1
"""Exit status when the thing asked for did not hold or could not be done."""

LOCAL = "local"
"""Who acts when no `--as` is given: whoever holds the files holds the service."""


@dataclass
class Side:
    """One run of the command line."""

    as_json: bool = False
    login: str | None = None
    _machines: Machines | None = field(default=None, repr=False)

    @functools.cached_property
    def settings(self) -> Settings:
        """The settings, read once."""
        return load_settings()

    @property
    def services(self) -> Services:
        """The services, opened at first use."""
        if self._machines is None:
            self._machines = open_machines(self.settings)
        return self._machines.services

    def close(self) -> None:
        """End what was opened."""
        if self._machines is not None:
            self._machines.close()

    def actor(self) -> Actor:
        """The user named by `--as`, or the local operator with every role."""
        with self.services.look() as work:
            units = work.units.all_units()
            if self.login is None:
                return Actor(LOCAL, frozenset(Role), frozenset(u.id for u in units))
            user = work.units.user(self.login)
        if user is None:
            raise NotFound("user", "用户", self.login)
        return actor_of(user, units)

    def say(self, value: Any, human: Callable[[Console], None]) -> None:
        """`value` as JSON for machines, or `human` for people, on standard output."""
        if self.as_json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
        else:
            # Without a terminal there is no width to respect; a table should not be folded.
            human(Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH))

    @contextmanager
    def waiting(self, what: str) -> Iterator[Callable[[str], None]]:
        """Show that something is going on, on a terminal; yields a function that renames it."""
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        ) as progress:
            task = progress.add_task(what)
            yield lambda text: progress.update(task, description=text)


def table(title: str | None, *columns: str) -> Table:
    """An empty table in the house style."""
    made = Table(title=title, title_justify="left", header_style="bold")
    for name in columns:
        made.add_column(name, overflow="fold")
    return made


pass_side = click.make_pass_decorator(Side)


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    """`--json` behind the command as well as before it."""

    def remember(context: click.Context, _option: click.Parameter, value: bool) -> None:
        if value:
            context.ensure_object(Side).as_json = True

    return click.option(
        "--json", is_flag=True, expose_value=False, callback=remember, help="Answer as JSON."
    )(command)


def as_option(command: Callable[P, R]) -> Callable[P, R]:
    """`--as LOGIN`: act as this user, with no more than their rights."""

    def remember(context: click.Context, _option: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.ensure_object(Side).login = value

    return click.option(
        "--as",
        metavar="LOGIN",
        expose_value=False,
        callback=remember,
        help="Act as this user; without it as the local operator.",
    )(command)


@contextmanager
def refusals(side: Side) -> Iterator[None]:
    """Turn foreseen failures into a message with its code, and exit status 1."""
    try:
        yield
    except (DocsvcError, SealError, NumberingError, LedgerError) as error:
        faults = [
            {k: getattr(f, k) for k in ("pointer", "code", "zh", "en") if hasattr(f, k)}
            | ({"warning": True} if getattr(f, "warning", False) else {})
            for f in getattr(error, "faults", ())
        ]
        # A failure after the number was taken names the document, which can be resumed.
        notes = list(getattr(error, "__notes__", ()))
        if side.as_json:
            said = {"code": error.code, "detail": error.zh, "title": str(error), "errors": faults}
            said |= {"notes": notes} if notes else {}
            click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            click.echo(f"{error.code}: {error.zh}", err=True)
            for fault in faults:
                click.echo(f"  {fault.get('pointer', '')} {fault['zh']}", err=True)
            if not faults:
                click.echo(f"  {error}", err=True)
            for note in notes:
                click.echo(f"  {note}: finish it with `docsvc resume`", err=True)
        raise SystemExit(FAULT) from error
