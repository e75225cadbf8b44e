"""The process that loads LibreOffice once, warms it, and forks a child for every few papers.

A child converts some papers and dies; what a paper does to it, the next paper never sees. The
server itself never reads a paper. Run as

    python -m docsvc.adapters.libreoffice.forkserver PROGRAM SCRATCH CHILDREN PAPERS MEGABYTES

with the control channel (see `wire`) as standard input, SAL_LOK_OPTIONS=unipoll in the
environment, and DOCX files to warm up with in SCRATCH/warm.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import select
import shutil
import signal
import socket
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from docsvc.adapters.libreoffice import wire
from docsvc.adapters.libreoffice.lok import KitError, Office
from docsvc.adapters.libreoffice.pdfa import export_options
from docsvc.adapters.libreoffice.scratch import remove_left_files

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG = 1
_LARGEST_FILE = 200 << 20
# LibreOffice polls for events when it shows a dialog, such as "the file is damaged, repair it?".
# Ordinary conversions were never seen to poll with a time-out; this many means nobody will answer.
_POLLS_OF_A_DIALOG = 50
_WATCH_MS = 500
# Longer than any paper is allowed, so that what is older belongs to nobody.
_LEFT_SECONDS = 3600


class Child:
    """One forked process: takes jobs from the control channel until it has done enough."""

    def __init__(self, office: Office, control: socket.socket, folder: Path, megabytes: int):
        self._office, self._control, self._folder = office, control, folder
        self._megabytes = megabytes
        self._job: socket.socket | None = None
        self._polls = 0

    def work(self, papers: int) -> None:
        """Do up to `papers` jobs. Returns early after a refused one, or when the owner left."""
        self._folder.mkdir()
        _bound_memory(self._megabytes)
        for _ in range(papers):
            _, fds, _, _ = socket.recv_fds(self._control, 1, 1)
            if not fds:
                return
            with socket.socket(fileno=fds[0]) as job:
                self._job, self._polls = job, 0
                if not self._answer(job):
                    return

    def poll(self, timeout: int) -> int:
        """LibreOffice asks for events in the midst of a job: it is waiting for a click."""
        self._polls += timeout != 0
        if self._polls > _POLLS_OF_A_DIALOG and self._job is not None:
            wire.send_refusal(self._job, "LibreOffice asks a question: the document is damaged")
            os._exit(1)
        return 0

    def _answer(self, job: socket.socket) -> bool:
        wire.send_hello(job, os.getpid())
        docx, seconds = wire.receive_request(job)
        source, target = self._folder / "paper.docx", self._folder / "paper.pdf"
        source.write_bytes(docx)
        _bound_time(seconds)
        try:
            self._office.convert(source, target, export_options())
            pdf = target.read_bytes()
        except (KitError, OSError) as exc:
            wire.send_refusal(job, str(exc))
            return False
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            source.unlink(missing_ok=True)
            target.unlink(missing_ok=True)
        wire.send_pdf(job, pdf)
        return True


class Server:
    """Keeps `children` forked processes ready while its owner lives."""

    def __init__(self, office: Office, scratch: Path, children: int, papers: int, megabytes: int):
        self._office, self._scratch = office, scratch
        self._children, self._papers, self._megabytes = children, papers, megabytes
        self._control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
        self._owner = os.getppid()
        self._alive: set[int] = set()
        self._child: Child | None = None
        self._busy = False
        self._temporary = scratch / "tmp"
        self._kept: frozenset[Path] = frozenset()

    def poll(self, timeout: int) -> int:
        """LibreOffice's main loop asks for events. The first time, the server's work begins.

        Everything happens inside that first call: there the process is between two events of
        LibreOffice, holds its locks in a known state, and may fork.
        """
        if self._child is not None:
            return self._child.poll(timeout)
        if not self._busy:
            self._busy = True
            _last_resort(self._serve)
        return 0

    def _serve(self) -> NoReturn:
        self._warm()
        self._kept = frozenset(self._temporary.rglob("*"))
        _reset_signals()
        woken, wakes = socket.socketpair()
        for end in (woken, wakes):
            end.setblocking(False)
        signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        watch = select.poll()
        watch.register(self._control, 0)  # hang-up only: the messages are for the children
        watch.register(woken, select.POLLIN)
        self._fill()
        self._control.send(self._office.version().encode())
        while os.getppid() == self._owner:
            events = dict(watch.poll(_WATCH_MS))
            if self._control.fileno() in events:
                break
            if woken.fileno() in events:
                woken.recv(4096)
            self._reap()
            self._fill()
        self._end()

    def _warm(self) -> None:
        """Convert the samples: each child then starts with fonts and filters in memory."""
        target = self._scratch / "warm.pdf"
        for source in sorted((self._scratch / "warm").iterdir()):
            try:
                self._office.convert(source, target, export_options())
            except KitError as exc:  # a bad template must not keep the others from working
                print(f"{source.name} does not serve to warm up: {exc}", flush=True)  # noqa: T201 - this process's log
            target.unlink(missing_ok=True)

    def _fill(self) -> None:
        server = os.getpid()
        while len(self._alive) < self._children:
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                _last_resort(lambda: self._become_child(server))
            self._alive.add(pid)

    def _become_child(self, server: int) -> NoReturn:
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != server:  # it died before the line above
            os._exit(1)
        _reset_signals()
        folder = self._folder(os.getpid())
        self._child = Child(self._office, self._control, folder, self._megabytes)
        self._child.work(self._papers)
        os._exit(0)

    def _reap(self) -> None:
        while self._alive:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            if status:
                print(f"child {pid} ended with {os.waitstatus_to_exitcode(status)}", flush=True)  # noqa: T201 - this process's log
                remove_left_files(self._temporary, self._kept, _LEFT_SECONDS)
            self._alive.discard(pid)
            shutil.rmtree(self._folder(pid), ignore_errors=True)

    def _end(self) -> NoReturn:
        for pid in self._alive:
            os.kill(pid, signal.SIGKILL)
        for pid in self._alive:
            os.waitpid(pid, 0)
        shutil.rmtree(self._scratch, ignore_errors=True)
        os._exit(0)

    def _folder(self, pid: int) -> Path:
        return self._scratch / f"child-{pid}"


def _last_resort(work: Callable[[], NoReturn]) -> NoReturn:
    """Run `work`, which never returns. An exception must not reach LibreOffice's C++ frames."""
    try:
        work()
    except BaseException:  # noqa: BLE001 - the process's edge; the traceback goes to its log
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    os._exit(1)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _leave_the_network() -> None:
    """Move to an empty network namespace: a paper that links a picture cannot make us fetch it.

    Where the kernel permits neither way, `intake` still refuses such papers.
    """
    for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET):
        if _libc().unshare(flags) == 0:
            return


def _reset_signals() -> None:
    """Die at once from signals, instead of LibreOffice's crash reporting."""
    for number in ("ALRM", "XCPU", "CHLD", "TERM", "SEGV", "ABRT", "BUS", "FPE", "ILL"):
        signal.signal(signal.Signals[f"SIG{number}"], signal.SIG_DFL)


def _bound_memory(megabytes: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bound_time(seconds: float) -> None:
    """Have the kernel end this process at the deadline, on the clock or in processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (processor, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def main(arguments: list[str]) -> None:
    """Serve until the owner closes the control channel or dies."""
    program, scratch = Path(arguments[0]), Path(arguments[1])
    children, papers, megabytes = (int(a) for a in arguments[2:5])
    # LibreOffice's idle configuration writer is a second thread; it holds no lock when we fork.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    _leave_the_network()
    office = Office(program, scratch / "profile")
    server = Server(office, scratch, children, papers, megabytes)
    office.run(server.poll)


if __name__ == "__main__":
    main(sys.argv[1:])
