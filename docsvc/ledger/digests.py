"""The hash algorithms that entries may name. One entry records one, so that they can change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from docsvc.ledger.errors import UnknownAlgorithm

SHA_256 = "sha-256"
SM3 = "sm3"

ALGORITHMS: Mapping[str, str] = MappingProxyType({SHA_256: "sha256", SM3: "sm3"})
"""Our name (that of the IANA registry, or GB/T 32905) to that of `hashlib`. Only ever extended."""


def digest(content: bytes, algorithm: str = SHA_256) -> str:
    """The digest of `content` in lower-case hex.

    Raises UnknownAlgorithm, also for SM3 where OpenSSL was built without it.
    """
    try:
        return hashlib.new(ALGORITHMS[algorithm], content).hexdigest()
    except (KeyError, ValueError) as error:
        raise UnknownAlgorithm(algorithm) from error
