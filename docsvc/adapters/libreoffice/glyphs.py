"""Which characters the fonts can draw, so that a name is refused rather than printed as a box."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from docsvc.adapters.libreoffice import faces
from docsvc.adapters.libreoffice.fonts import FontSources

_INVISIBLE = frozenset("\n")


class FontGlyphs:
    """The `Glyphs` port over the fonts that the layout engine sees."""

    def __init__(self, find: Callable[[], FontSources], cache: Path) -> None:
        self._find = find
        self._cache = cache
        self._covered: frozenset[int] | None = None
        self._lock = threading.Lock()

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of `text` that no font has, each once, in order.

        Raises EngineUnavailable when the fonts themselves are not there.
        """
        if text.isascii():
            return ()
        with self._lock:
            if self._covered is None:
                self._covered = _covered(self._find().files(), self._cache)
        return tuple(
            c for c in dict.fromkeys(text) if ord(c) not in self._covered and c not in _INVISIBLE
        )


def _covered(files: Iterable[Path], cache: Path) -> frozenset[int]:
    """The code points of all files, remembered by their names, sizes and times."""
    facts = [(str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files]
    kept = cache / f"glyphs-{sha256(repr(facts).encode()).hexdigest()[:16]}.json"
    try:
        ranges = json.loads(kept.read_text("ascii"))
    except (OSError, ValueError):
        ranges = _ranges({c for name, _, _ in facts for c in _code_points(Path(name))})
        _keep(kept, json.dumps(ranges))
    covered = {c for first, last in ranges for c in range(first, last + 1)}
    return frozenset(covered | {ord(c) for c in faces.DRAWN})


def _code_points(file: Path) -> set[int]:
    if file.suffix.lower() == ".ttc":
        with TTCollection(file, lazy=True) as collection:
            return {c for font in collection.fonts for c in font.getBestCmap()}
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())


def _ranges(points: set[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for point in sorted(points):
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return found


def _keep(place: Path, text: str) -> None:
    """Write at once or not at all; other processes may do the same."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
    Path(name).rename(place)
