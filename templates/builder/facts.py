"""What a template takes from its `form.toml`: name, code and copies line are data, not code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FORMS = Path(__file__).parents[1] / "40_forms"


@dataclass(frozen=True)
class Facts:
    """The printed facts of a form. `folder` is its `NN_slug` directory."""

    folder: Path
    name: str
    code: str
    copies: str
    sealed: bool
    seal_anchor: str


def read_facts(folder: Path) -> Facts:
    """Read `form.toml`. Raises OSError, KeyError or tomllib.TOMLDecodeError."""
    data = tomllib.loads((folder / "form.toml").read_text("utf-8"))
    return Facts(
        folder=folder,
        name=data["name"],
        code=data["code"],
        copies=data["copies"],
        sealed=data["sealed"],
        seal_anchor=data.get("seal_anchor", ""),
    )
