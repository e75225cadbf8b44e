"""The fallback: one cold `soffice --convert-to` per paper. Many times slower, and always there."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path

from docsvc.adapters.libreoffice.fonts import FontSet
from docsvc.adapters.libreoffice.intake import check_docx
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.libreoffice.pdfa import export_options
from docsvc.adapters.libreoffice.profile import write_profile
from docsvc.adapters.libreoffice.sample import sample_docx
from docsvc.adapters.libreoffice.scratch import Scratch
from docsvc.errors import ConversionFailed, ConversionTimedOut, EngineUnavailable
from docsvc.ports import ConvertedPdf, EngineHealth

_CHECK_SECONDS = 60.0
_VERSION_SECONDS = 30.0


class SofficeConverter:
    """Converts each paper in a process and a profile of its own. For several threads at once."""

    def __init__(self, options: EngineOptions, program: Path, fonts: FontSet) -> None:
        self._options, self._fonts = options, fonts
        self._executable = program / "soffice"
        self._name = ""  # asked once, of the first paper's soffice
        self._free = threading.BoundedSemaphore(options.children)

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        """The paper as PDF/A-2b. Waits up to `timeout` seconds for a free place, then as long
        again for the conversion itself.

        Raises ConversionFailed, ConversionTimedOut, EngineUnavailable.
        """
        check_docx(docx)
        if not self._free.acquire(timeout=timeout):
            raise EngineUnavailable(f"all {self._options.children} workers busy for {timeout:g} s")
        try:
            scratch = Scratch.create(self._options.scratch)
        except OSError as exc:
            self._free.release()
            raise EngineUnavailable(f"no scratch folder: {exc}") from exc
        try:
            return self._convert(scratch, docx, timeout)
        finally:
            scratch.remove()
            self._free.release()

    def check(self) -> EngineHealth:
        """Convert a small sample and say how it went."""
        try:
            done = self.convert(sample_docx(), timeout=_CHECK_SECONDS)
        except ConversionFailed as exc:
            return EngineHealth(ok=False, description=str(exc))
        return EngineHealth(ok=True, description=done.engine)

    def close(self) -> None:
        """Nothing runs between papers."""

    def _convert(self, scratch: Scratch, docx: bytes, timeout: float) -> ConvertedPdf:
        folder = scratch.path
        write_profile(folder / "profile")
        (folder / "tmp").mkdir()
        source, target = folder / "paper.docx", folder / "paper.pdf"
        source.write_bytes(docx)
        filter_ = f"pdf:writer_pdf_Export:{export_options()}"
        said = self._run(
            scratch, ["--convert-to", filter_, "--outdir", str(folder), str(source)], timeout
        )
        # Its exit code is 0 even when the file could not be loaded.
        if not target.exists():
            raise ConversionFailed(said[-300:] or "soffice wrote no file")
        if not self._name:  # "LibreOffice 25.2.3.2 520(Build:2)"
            said = self._run(scratch, ["--version"], _VERSION_SECONDS)
            self._name = " ".join(said.split()[:2])
        engine = f"{self._name}, soffice per paper, fonts {self._fonts.digest[:12]}"
        return ConvertedPdf(target.read_bytes(), engine)

    def _run(self, scratch: Scratch, arguments: list[str], timeout: float) -> str:
        """What soffice printed. Kills it with all it started at the deadline."""
        folder = scratch.path
        command = [
            str(self._executable),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            *arguments,
        ]
        try:
            process = subprocess.Popen(  # noqa: S603 - the engine we were told to use
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={
                    "PATH": "/usr/bin:/bin",
                    "HOME": str(folder),
                    "TMPDIR": str(folder / "tmp"),
                    "LC_ALL": "C.UTF-8",
                    "FONTCONFIG_FILE": str(self._fonts.config),
                },
                pass_fds=[scratch.lock],
                start_new_session=True,
            )
        except OSError as exc:
            raise EngineUnavailable(f"soffice cannot be started: {exc}") from exc
        with process:
            try:
                said, _ = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired as exc:
                os.killpg(process.pid, signal.SIGKILL)
                raise ConversionTimedOut(timeout) from exc
        return said.decode("utf-8", "replace").strip()
