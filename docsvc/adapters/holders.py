"""Who makes a paper: machine, boot, process and its start, so that death can be seen."""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path

_PROC = Path("/proc")


class ProcessHolders:
    """The `Holders` port on Linux."""

    def __init__(self) -> None:
        self._working: set[str] = set()

    def name_me(self) -> str:
        """`host/boot/pid/start/random`; host names hold no slash."""
        pid = os.getpid()
        name = "/".join(
            (socket.gethostname(), _boot(), str(pid), _started(pid) or "0", uuid.uuid4().hex)
        )
        self._working.add(name)
        return name

    def done(self, holder: str) -> None:
        """Its claim may be lifted, even if the database was away when it was given back."""
        self._working.discard(holder)

    def is_dead(self, holder: str) -> bool:
        """Whether the holder ran here and is gone. A holder on another machine may live."""
        parts = holder.split("/")
        if len(parts) != 5 or parts[0] != socket.gethostname():
            return False
        _, boot, pid, started, _ = parts
        # A process id comes round again; with its start time it names one process of one boot.
        if boot != _boot() or _started(int(pid)) != started:
            return True
        return int(pid) == os.getpid() and holder not in self._working


def _boot() -> str:
    return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()


def _started(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()
    # Field 3 is the state; a zombie is dead, its parent just has not looked yet. Field 22: start.
    return None if fields[0] in "ZX" else fields[19]
