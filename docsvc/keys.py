"""What is kept of an API key."""

from __future__ import annotations

import hashlib


def key_digest(key: str) -> str:
    """SHA-256 in hex. The key is 256 random bits, so a slow hash would guard nothing."""
    return hashlib.sha256(key.encode("utf-8")).hexdigest()
