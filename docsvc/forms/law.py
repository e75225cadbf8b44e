"""What the law said on a day: citations that forms print, chosen by the paper's own date."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Law:
    """Citations by key; each with the first day of every text, oldest first."""

    texts: Mapping[str, tuple[tuple[date, str], ...]]

    def on(self, day: date) -> dict[str, str]:
        """The text of every citation as in force on `day`."""
        return {
            key: [text for first, text in versions if first <= day][-1]
            for key, versions in self.texts.items()
        }


def load_law(file: Path) -> Law:
    """Read `law.toml`. Raises OSError, KeyError or ValueError when it does not hold together."""
    found: dict[str, tuple[tuple[date, str], ...]] = {}
    for key, entry in tomllib.loads(file.read_text("utf-8")).items():
        versions = tuple((row.get("from", date.min), str(row["text"])) for row in entry["texts"])
        first_days = [first for first, _ in versions]
        if first_days[0] != date.min or first_days != sorted(set(first_days)):
            raise ValueError(f"{key}: the first text has no day, the others rise")
        found[key] = versions
    return Law(found)
