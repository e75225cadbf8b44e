"""The archive as a folder: content-addressed, durable before anyone hears of it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from docsvc.errors import ArchiveFault


class FolderArchive:
    """The `Archive` port: `ab/abcd…` under one folder, read-only files, never overwritten."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Write, fsync, rename, fsync the folder; returns the SHA-256 in hex.

        Raises ArchiveFault, for example on a full disk; nothing half-written is left.
        """
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        try:
            if not place.exists():
                self._write(place, content)
        except OSError as error:
            raise ArchiveFault(digest, f"{type(error).__name__}: {error}") from error
        return digest

    def get(self, sha256: str) -> bytes:
        """The bytes; raises ArchiveFault when they are missing or have changed."""
        try:
            content = self._place(sha256).read_bytes()
        except OSError as error:
            raise ArchiveFault(sha256, f"{type(error).__name__}: {error}") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveFault(sha256, "the file has changed since it was archived")
        return content

    def _place(self, digest: str) -> Path:
        return self._root / digest[:2] / digest

    def _write(self, place: Path, content: bytes) -> None:
        _make_folder(place.parent)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), 0o440)
                os.fsync(file.fileno())
            unfinished.rename(place)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_folder(place.parent)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    # A rename is durable only when the folder that holds the name is.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
