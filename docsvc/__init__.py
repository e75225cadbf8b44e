"""docsvc: numbered, sealed, archived and provable papers of work-safety enforcement."""

from __future__ import annotations

__version__ = "0.1.0"
