"""RFC 3161 time-stamp services, from their addresses."""

from __future__ import annotations

from collections.abc import Sequence

from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper


def timestampers(urls: Sequence[str], *, seconds: float) -> tuple[TimeStamper, ...]:
    """One client per address, each giving up after `seconds`."""
    return tuple(HTTPTimeStamper(url, timeout=seconds) for url in urls)
