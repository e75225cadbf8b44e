"""A converter that is opened by the first paper, so that other work starts at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from docsvc.errors import EngineUnavailable
from docsvc.ports import ConvertedPdf, Converter, EngineHealth


class LazyConverter:
    """The `Converter` port over one that `open_it` makes when it is first needed."""

    def __init__(self, open_it: Callable[[], Converter]) -> None:
        self._open_it = open_it
        self._opened: Converter | None = None
        self._lock = threading.Lock()

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        """As the port says; the first call also starts the engine."""
        return self._converter().convert(docx, timeout=timeout)

    def check(self) -> EngineHealth:
        """As the port says; starts the engine if need be."""
        try:
            return self._converter().check()
        except EngineUnavailable as error:
            return EngineHealth(ok=False, description=str(error))

    def close(self) -> None:
        """End the engine if it was ever started."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _converter(self) -> Converter:
        with self._lock:
            if self._opened is None:
                self._opened = self._open_it()
            return self._opened
