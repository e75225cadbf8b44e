"""Check that every character can be drawn, before a number is taken for the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docsvc.errors import Fault, pointer
from docsvc.ports import Services


def glyph_faults(services: Services, values: Any) -> list[Fault]:
    """Faults of texts with characters that no font has, naming the characters."""
    return list(_faults(services, values, ("values",)))


def _faults(services: Services, value: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    if isinstance(value, str):
        if bad := services.glyphs.missing(value):
            names = "、".join(f"{c}（U+{ord(c):04X}）" for c in bad[:10])
            yield Fault(
                pointer(path),
                "character_without_glyph",
                f"字库中没有下列字符，无法印出：{names}",
                f"no font has {', '.join(f'U+{ord(c):04X}' for c in bad[:10])}",
            )
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _faults(services, item, (*path, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _faults(services, item, (*path, i))
