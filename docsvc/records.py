"""What the store keeps, as frozen values. Rows themselves never leave `adapters/db`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from seals.seal import Seal


class Role(StrEnum):
    """Who may do what; the names follow the ministry's training manual of 2021."""

    SYSTEM_ADMIN = "system_admin"  # 系统管理员
    BUSINESS_ADMIN = "business_admin"  # 业务管理员
    SEAL_UPLOADER = "seal_uploader"  # 签章添加
    SEAL_REVIEWER = "seal_reviewer"  # 签章审核
    OFFICER = "officer"  # 执法人员
    AUDITOR = "auditor"  # 审计


@dataclass(frozen=True)
class Unit:
    """An issuing organ. `region` is its short name in numbers, e.g. 甘."""

    id: str
    name: str
    region: str
    credit_code: str
    parent: str | None = None


@dataclass(frozen=True)
class Department:
    """An internal department (科室, 大队); `token` is its text in numbers, e.g. 危化."""

    unit: str
    id: str
    name: str
    token: str


@dataclass(frozen=True)
class User:
    """A person who acts, by login name; reaches `unit` and the units below it."""

    login: str
    name: str
    unit: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class ApiKey:
    """A key of a user. Only the SHA-256 of its 256 random bits is kept."""

    id: str
    login: str
    label: str
    sha256: str
    created_at: datetime
    revoked_at: datetime | None = None


class DocumentState(StrEnum):
    """draft → numbered → issued → voided; a numbered document whose making failed is resumable."""

    DRAFT = "draft"
    NUMBERED = "numbered"
    ISSUED = "issued"
    VOIDED = "voided"


ALLOWED: Mapping[DocumentState, tuple[str, ...]] = MappingProxyType(
    {
        DocumentState.DRAFT: ("issue",),
        DocumentState.NUMBERED: ("resume", "void"),
        DocumentState.ISSUED: ("amend", "resume", "void"),
        DocumentState.VOIDED: (),
    }
)
"""What may be done to a document, by its state. `resume` on an issued one finishes a correction."""


@dataclass(frozen=True)
class Document:
    """A paper and where it stands. `revision` counts the completed revisions."""

    id: str
    form: str
    form_version: str
    template_sha256: str
    unit: str
    department: str | None
    case: str | None
    dated: date
    state: DocumentState
    number: str | None
    revision: int
    created_by: str
    created_at: datetime
    fault: str | None = None


@dataclass(frozen=True)
class Revision:
    """One making of a paper. Digests are None until it is complete."""

    document_id: str
    n: int
    values: Mapping[str, Any]
    actor: str
    reason: str | None
    docx_sha256: str | None = None
    pdf_sha256: str | None = None
    seal_id: str | None = None
    pages: int | None = None
    engine: str | None = None
    completed_at: datetime | None = None
    acknowledged: str | None = None
    """Codes of the warnings that the actor acknowledged: sorted, comma-separated."""

    @property
    def complete(self) -> bool:
        """Whether the ledger names it."""
        return self.completed_at is not None


@dataclass(frozen=True)
class StoredRule:
    """A numbering rule as kept: the pattern and its scope; one row per version."""

    id: str
    unit: str
    department: str | None
    pattern: str
    forms: tuple[str, ...]
    """Slugs it covers; empty for every numbered form."""
    run: str | None
    """Name of the run of serials that those forms share; None gives each form its own."""
    yearly: bool
    first_serial: int
    valid_from: date
    created_by: str


@dataclass(frozen=True)
class NumberUse:
    """One serial of one run, for the report that accounts for every number."""

    printed: str
    serial: int
    document_id: str
    voided_by: str | None = None
    voided_at: datetime | None = None
    void_reason: str | None = None


@dataclass(frozen=True)
class UsableSeal:
    """A seal with what sealing needs. The private key stays wrapped."""

    seal: Seal
    picture_png: bytes
    certificate_pem: bytes
    chain_pem: bytes
    wrapped_key: bytes
