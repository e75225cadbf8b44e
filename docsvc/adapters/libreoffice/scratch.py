"""A private folder for one engine's profile and passing files, which never outlives its users.

Whoever holds the folder's lock uses it. The lock is on an open file that the owner shares with
the server it starts, so it lasts until both are gone, however they went; the next engine to start
sweeps up what they left.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

_PREFIX = "docsvc-libreoffice-"
_LOCK = "lock"
_MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it are private, see create()
_ENOUGH = 512 << 20


@dataclass(frozen=True)
class Scratch:
    """A folder with rights 0700, and the descriptor of its locked file."""

    path: Path
    lock: int

    @classmethod
    def create(cls, base: Path | None) -> Scratch:
        """A new one under `base`, by default in memory or in the system's temporary folder.

        First removes those in `base` that nobody holds. Raises OSError.
        """
        folder = base or _usual_base()
        _sweep(folder)
        while True:
            path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder)).resolve()
            lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            if _locked(lock):  # a sweep may come between the two lines above: then once more
                return cls(path, lock)
            os.close(lock)

    def remove(self) -> None:
        """Delete the folder and let go of it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.release()

    def release(self) -> None:
        """Let go of the folder; another process still uses it, or a sweep will find it."""
        os.close(self.lock)


def remove_left_files(folder: Path, kept: frozenset[Path], seconds: float) -> None:
    """Delete the files below `folder` that are not `kept` and untouched for `seconds`.

    All children of a server share LibreOffice's temporary folder, and one that is killed leaves
    its files there, which nothing in their names tells from the others'.
    """
    for path in folder.rglob("*"):
        try:
            if path not in kept and time.time() - path.stat().st_mtime > seconds:
                path.unlink()
        except OSError:
            continue  # its owner was quicker, or it is a folder


def _usual_base() -> Path:
    # A fifth faster per paper, and no paper's text reaches a disk. Containers often have but 64 MB.
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK):
        space = os.statvfs(_MEMORY)
        if space.f_bavail * space.f_frsize >= _ENOUGH:
            return _MEMORY
    return Path(tempfile.gettempdir())


def _sweep(base: Path) -> None:
    for path in base.glob(f"{_PREFIX}*"):
        try:
            mine = path.lstat().st_uid == os.getuid() and not path.is_symlink()
            lock = os.open(path / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW) if mine else -1
        except OSError:
            continue  # gone meanwhile, or being made
        if lock < 0:
            continue
        if _locked(lock):
            shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
