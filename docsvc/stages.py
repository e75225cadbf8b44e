"""The frozen stages a paper passes through, so that a wrong order does not type-check.

Accepted → Numbered → Rendered → Converted → Sealed → Archived → Recorded
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from docsvc.forms.catalogue import Form
from docsvc.records import Department, Unit, UsableSeal


@dataclass(frozen=True)
class Accepted:
    """A request whose fields hold up. Nothing has been written yet."""

    form: Form
    unit: Unit
    department: Department | None
    case: str | None
    dated: date
    values: Mapping[str, Any]
    actor: str
    acknowledged: str | None = None
    """Codes of the warnings that the actor acknowledged: sorted, comma-separated."""


@dataclass(frozen=True)
class Numbered:
    """The intent is on record: document, revision and number exist and will not be lost.

    `number` is None only for forms that bear none; `reason` only for a first revision. `holder`
    is the claim under which this process makes the paper.
    """

    accepted: Accepted
    document_id: str
    revision: int
    number: str | None
    reason: str | None
    seal: UsableSeal | None
    holder: str


@dataclass(frozen=True)
class Rendered:
    """The filled form as DOCX."""

    numbered: Numbered
    docx: bytes


@dataclass(frozen=True)
class Converted:
    """The paper as PDF/A-2b, not yet sealed. `engine` names what laid it out."""

    rendered: Rendered
    pdf: bytes
    engine: str


@dataclass(frozen=True)
class Sealed:
    """The final PDF; `level` (PAdES) is None for forms that bear no seal."""

    converted: Converted
    pdf: bytes
    level: str | None
    pages: int


@dataclass(frozen=True)
class Archived:
    """Both files are durably kept under their SHA-256 (lower-case hex)."""

    sealed: Sealed
    docx_sha256: str
    pdf_sha256: str


@dataclass(frozen=True)
class Recorded:
    """The chain names this revision; the paper may leave the house."""

    archived: Archived
    entry_digest: str
