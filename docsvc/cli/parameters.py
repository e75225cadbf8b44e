"""Kinds of command-line values."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from docsvc.forms.formats import parse_date


class Day(click.ParamType[date]):
    """A date like 2026-11-20."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> date:
        """The date; a usage error for anything else."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-11-20", param, context)


DAY = Day()
IN_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT_FILE = click.Path(dir_okay=False, path_type=Path)
