"""What every written page shares: its first lines, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

HEADER = "<!-- Written by docs/generate.py from the code; `make docs` writes it anew. -->\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the text of a cell stands on one line."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(_cell(c) for c in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
