"""The side door: everything the service does, from a shell."""

from __future__ import annotations

from docsvc.cli.main import main

__all__ = ["main"]
