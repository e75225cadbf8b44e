"""One running fork server, seen from the process that owns it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from docsvc.adapters.libreoffice import wire
from docsvc.adapters.libreoffice.fonts import FontSet
from docsvc.adapters.libreoffice.intake import check_docx
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.libreoffice.profile import write_profile
from docsvc.adapters.libreoffice.sample import sample_docx
from docsvc.adapters.libreoffice.scratch import Scratch
from docsvc.errors import ConversionFailed, ConversionTimedOut, EngineUnavailable

_MODULE = "docsvc.adapters.libreoffice.forkserver"
_PACKAGES = Path(__file__).parents[3]
# A child takes a job in well under a millisecond, or 5 ms when it must be forked first.
_HELLO_SECONDS = 15.0
# The child's own alarm comes first; this is for a child that does not even hear its alarm.
_GRACE_SECONDS = 2.0
_DYING_SECONDS = 0.2
_STOP_SECONDS = 5.0
_LOG_TAIL = 400


class ServerLostError(Exception):
    """The server is dead or deaf. Not the paper's fault."""


class Server:
    """A fork server's process, its control channel and its scratch folder."""

    version: str
    """LibreOffice's name and version."""

    def __init__(self, options: EngineOptions, program: Path, fonts: FontSet) -> None:
        """Start it and wait until it is warm. Raises EngineUnavailable."""
        try:
            self._scratch = Scratch.create(options.scratch)
        except OSError as exc:
            raise EngineUnavailable(f"no scratch folder: {exc}") from exc
        self._stopping = threading.Lock()
        self._stopped = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                self._furnish(options)
                self._process = self._spawn(options, program, fonts, theirs)
        except OSError as exc:
            self._control.close()
            self._scratch.remove()
            raise EngineUnavailable(f"LibreOffice server cannot be started: {exc}") from exc
        self._await_version(options.start_seconds)

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def convert(self, docx: bytes, seconds: float) -> bytes:
        """Have a child convert this.

        Raises ServerLostError, ConversionFailed, ConversionTimedOut.
        """
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                try:
                    socket.send_fds(self._control, [b"j"], [theirs.fileno()])
                except OSError as exc:
                    raise ServerLostError from exc
            ours.settimeout(_HELLO_SECONDS)
            try:
                child = wire.receive_hello(ours)
            except (EOFError, OSError) as exc:
                raise ServerLostError from exc
            return self._await_pdf(ours, child, docx, seconds)

    def stop(self) -> None:
        """End the process and its children, remove its files. Idempotent."""
        with self._stopping:
            if self._stopped:
                return
            self._stopped = True
            self._control.close()  # which the server takes as a request to end
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._scratch.remove()

    def abandon(self) -> None:
        """In a forked process: let go of what belongs to the parent."""
        self._control.close()
        self._scratch.release()
        self._process.poll()  # no child of this process; Popen notes that and forgets it

    def _furnish(self, options: EngineOptions) -> None:
        folder = self._scratch.path
        write_profile(folder / "profile")
        for name in ("warm", "tmp"):
            (folder / name).mkdir()
        for n, docx in enumerate((sample_docx(), *options.warm_up)):
            try:
                check_docx(docx)
            except ConversionFailed:
                continue  # it is to be told when it is converted in earnest
            (folder / "warm" / f"{n:03}.docx").write_bytes(docx)

    def _spawn(
        self, options: EngineOptions, program: Path, fonts: FontSet, control: socket.socket
    ) -> subprocess.Popen[bytes]:
        folder = self._scratch.path
        numbers = (options.children, options.papers_per_child, options.memory_megabytes)
        with (folder / "log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", _MODULE, str(program), str(folder), *map(str, numbers)],
                stdin=control.fileno(),
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=_environment(folder, fonts),
                pass_fds=[self._scratch.lock],
                start_new_session=True,  # Ctrl-C is for the owner, who then ends this in order
            )

    def _await_version(self, seconds: float) -> None:
        self._control.settimeout(seconds)
        try:
            message = self._control.recv(4096)
        except OSError as exc:
            message, why = b"", str(exc)
        else:
            why = "it ended"
        if not message:
            why = f"{why}; {self._log_tail()}"
            self.stop()
            raise EngineUnavailable(f"LibreOffice server did not start: {why}")
        self.version = message.decode()

    def _await_pdf(self, job: socket.socket, child: int, docx: bytes, seconds: float) -> bytes:
        began = time.monotonic()
        job.settimeout(seconds + _GRACE_SECONDS)
        try:
            wire.send_request(job, docx, seconds)
            return wire.receive_pdf(job)
        except wire.RefusedError as exc:
            raise ConversionFailed(str(exc)) from exc
        except TimeoutError as exc:
            # Its end of the job is open, so the process lives and the number is still its own.
            os.kill(child, signal.SIGKILL)
            raise ConversionTimedOut(seconds) from exc
        except (EOFError, OSError) as exc:
            if time.monotonic() - began >= seconds:
                raise ConversionTimedOut(seconds) from exc
            if self._dying():
                raise ServerLostError from exc
            raise ConversionFailed("LibreOffice crashed over this document") from exc

    def _dying(self) -> bool:
        try:
            self._process.wait(_DYING_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _log_tail(self) -> str:
        try:
            return (self._scratch.path / "log").read_text("utf-8", "replace")[-_LOG_TAIL:].strip()
        except OSError:
            return "no log"


def _environment(folder: Path, fonts: FontSet) -> dict[str, str]:
    """All that LibreOffice gets to know of its surroundings."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(_PACKAGES),
        "FONTCONFIG_FILE": str(fonts.config),
        "SAL_LOK_OPTIONS": "unipoll",
    }
    # A fifth faster, and memory stays flat over hundreds of papers.
    if jemalloc := next(iter(sorted(Path("/usr/lib").glob("*/libjemalloc.so.2"))), None):
        environment["LD_PRELOAD"] = str(jemalloc)
    return environment
