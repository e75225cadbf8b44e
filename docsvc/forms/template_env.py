"""The Jinja environment in which templates are filled: a sandbox with four filters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import ChainableUndefined, Template, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

COMPILED = 1024
"""Compiled sources kept: a form has about eight, counting its document properties."""
IDEOGRAPHIC_SPACE = "\u3000"
BLANK_DATE = IDEOGRAPHIC_SPACE * 4 + "年" + (IDEOGRAPHIC_SPACE * 2 + "月") + (
    IDEOGRAPHIC_SPACE * 2 + "日"
)  # fmt: skip


class FormEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox. A source is compiled once: compiling takes longer than filling."""

    def __init__(self) -> None:
        super().__init__(undefined=ChainableUndefined, autoescape=True)
        self._compiled = lru_cache(maxsize=COMPILED)(super().from_string)

    def from_string(self, source: Any, *_args: Any, **_more: Any) -> Template:
        """The compiled template; it holds no values, so threads and papers may share it."""
        return self._compiled(source)


def make_env() -> FormEnvironment:
    """A fresh sandboxed environment: autoescaping, no globals, the filters of the contract."""
    env = FormEnvironment()
    env.globals.clear()
    env.filters["blank"] = blank
    env.filters["rows"] = rows
    env.filters["tick"] = tick
    env.filters["or_dates"] = or_dates
    return env


def _absent(value: Any) -> bool:
    return isinstance(value, Undefined) or value is None or value == ""


def blank(value: Any, width: int = 10) -> Any:
    """`value`, or `width` full-width spaces to be underlined: room to write by hand."""
    return IDEOGRAPHIC_SPACE * width if _absent(value) else value


def rows(value: Any, least: int) -> list[Mapping[str, Any]]:
    """The list, padded with empty rows to at least `least`."""
    given = [] if _absent(value) else list(value)
    return given + [{}] * (least - len(given))


def tick(value: Any) -> str:
    """☑ for true, ☐ for anything else."""
    return "☑" if value is True else "☐"


def or_dates(value: Any) -> Any:
    """The date, or the blanks of year, month and day."""
    return BLANK_DATE if _absent(value) else value
