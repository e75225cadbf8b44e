"""The master key: a file outside the database, and what it wraps."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

from docsvc.errors import SettingsFault
from seals.keys import wrap_key

KEY_BYTES = 32


def make_master_key(path: Path) -> None:
    """Write fresh random bytes to `path`, mode 0400. An existing key is never replaced."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())


def load_master_key(path: Path) -> bytes:
    """The key. Raises SettingsFault when it is missing, short, or readable by others."""
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except OSError as error:
        raise SettingsFault("DOCSVC_MASTER_KEY_FILE", f"{path}: {error.strerror}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise SettingsFault("DOCSVC_MASTER_KEY_FILE", f"{path} is readable by others")
    if len(key) != KEY_BYTES:
        raise SettingsFault("DOCSVC_MASTER_KEY_FILE", f"{path} does not hold {KEY_BYTES} bytes")
    return key


def key_id(master_key: bytes) -> str:
    """A name for the key that tells nothing of it."""
    return hashlib.sha256(b"docsvc-master-key-id\n" + master_key).hexdigest()[:16]


class MasterKeyBox:
    """The `KeyBox` port."""

    def __init__(self, master_key: bytes) -> None:
        self._key = master_key

    def wrap(self, private_key_der: bytes, *, seal_id: str, certificate_sha256: str) -> bytes:
        """Encrypt a PKCS#8 key for one seal and one certificate."""
        return wrap_key(
            private_key_der,
            seal_id=seal_id,
            certificate_sha256=certificate_sha256,
            kek=self._key,
            kek_id=key_id(self._key),
        )
