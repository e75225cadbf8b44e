"""The converter in use: a LibreOfficeKit fork server of this process's own, kept running."""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path

from docsvc.adapters.libreoffice.fonts import FontSet
from docsvc.adapters.libreoffice.intake import check_docx
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.libreoffice.sample import sample_docx
from docsvc.adapters.libreoffice.server import Server, ServerLostError
from docsvc.errors import ConversionFailed, EngineUnavailable
from docsvc.ports import ConvertedPdf, EngineHealth

_CHECK_SECONDS = 30.0


class ForkServerConverter:
    """Converts papers in children of a warm LibreOffice. For use by several threads at once.

    The server is started when first needed, once per process (a forked process starts its own),
    and replaced when it dies.
    """

    def __init__(self, options: EngineOptions, program: Path, fonts: FontSet) -> None:
        self._options, self._program, self._fonts = options, program, fonts
        self._server: Server | None = None
        self._begin_afresh()
        forget = weakref.WeakMethod(self._forget_parent)
        os.register_at_fork(after_in_child=lambda: (forget() or _nothing)())

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        """The paper as PDF/A-2b. Waits up to `timeout` seconds for a free child, then as long
        again for the conversion itself.

        Raises ConversionFailed, ConversionTimedOut, EngineUnavailable.
        """
        check_docx(docx)
        if not self._free.acquire(timeout=timeout):
            raise EngineUnavailable(f"all {self._options.children} workers busy for {timeout:g} s")
        try:
            return self._convert(docx, timeout)
        finally:
            self._free.release()

    def check(self) -> EngineHealth:
        """Convert a small sample and say how it went."""
        try:
            done = self.convert(sample_docx(), timeout=_CHECK_SECONDS)
        except ConversionFailed as exc:
            return EngineHealth(ok=False, description=str(exc))
        return EngineHealth(ok=True, description=done.engine)

    def close(self) -> None:
        """End the server. A later `convert` starts another."""
        with self._starting:
            server, self._server = self._server, None
        if server is not None:
            server.stop()

    def _convert(self, docx: bytes, timeout: float) -> ConvertedPdf:
        for _ in range(2):
            server = self._running()
            try:
                pdf = server.convert(docx, timeout)
            except ServerLostError:
                self._discard(server)
                continue
            return ConvertedPdf(pdf, self._describe(server.version))
        raise EngineUnavailable("the LibreOffice server died twice over one paper")

    def _describe(self, version: str) -> str:
        return f"{version}, LibreOfficeKit fork server, fonts {self._fonts.digest[:12]}"

    def _running(self) -> Server:
        with self._starting:
            if self._server is not None and not self._server.alive():
                self._server.stop()
                self._server = None
            if self._server is None:
                self._server = Server(self._options, self._program, self._fonts)
            return self._server

    def _discard(self, server: Server) -> None:
        with self._starting:
            if self._server is server:
                self._server = None
        server.stop()

    def _begin_afresh(self) -> None:
        self._starting = threading.Lock()
        self._free = threading.BoundedSemaphore(self._options.children)

    def _forget_parent(self) -> None:
        """In a forked process: the server is the parent's, and so are the locks."""
        server, self._server = self._server, None
        self._begin_afresh()
        if server is not None:
            server.abandon()


def _nothing() -> None:
    """What remains to be done for a converter that is gone."""
