"""The tables. Constraints here are the last word: four eyes, unique numbers, one chain order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite has no zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


units = Table(
    "units",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("region", String(20), nullable=False),
    Column("credit_code", String(18), nullable=False),
    Column("parent", String(64), ForeignKey("units.id")),
)

departments = Table(
    "departments",
    metadata,
    Column("unit", String(64), ForeignKey("units.id"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("token", String(20), nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("login", String(64), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("unit", String(64), ForeignKey("units.id"), nullable=False),
    Column("roles", JSON, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("login", String(64), ForeignKey("users.login"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

numbering_rules = Table(
    "numbering_rules",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("unit", String(64), ForeignKey("units.id"), nullable=False),
    Column("department", String(64)),
    Column("pattern", String(200), nullable=False),
    Column("forms", JSON, nullable=False),
    Column("run", String(64)),
    Column("yearly", Boolean, nullable=False),
    Column("first_serial", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("created_by", String(64), nullable=False),
    ForeignKeyConstraint(["unit", "department"], ["departments.unit", "departments.id"]),
)

numbering_runs = Table(
    "numbering_runs",
    metadata,
    Column("scope", String(140), primary_key=True),
    Column("run", String(140), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("first_serial", Integer, nullable=False),
    Column("last_serial", Integer, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("form", String(64), nullable=False),
    Column("form_version", String(32), nullable=False),
    Column("template_sha256", String(64), nullable=False),
    Column("unit", String(64), ForeignKey("units.id"), nullable=False),
    Column("department", String(64)),
    Column("case", String(128)),
    Column("dated", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("number", String(200)),
    Column("revision", Integer, nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("fault", Text),
    Column("lease_holder", String(200)),
    Column("lease_until", Instant),
    ForeignKeyConstraint(["unit", "department"], ["departments.unit", "departments.id"]),
    CheckConstraint("state in ('draft','numbered','issued','voided')", name="known_state"),
    Index("ix_documents_unit_case", "unit", "case"),
    Index("ix_documents_created_at", "created_at"),
)

numbers = Table(
    "numbers",
    metadata,
    Column("printed", String(200), primary_key=True),
    Column("scope", String(140), nullable=False),
    Column("run", String(140), nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("document_id", String(36), ForeignKey("documents.id"), nullable=False),
    Column("voided_by", String(64)),
    Column("voided_at", Instant),
    Column("void_reason", Text),
    UniqueConstraint("scope", "run", "year", "serial"),
    ForeignKeyConstraint(
        ["scope", "run", "year"],
        ["numbering_runs.scope", "numbering_runs.run", "numbering_runs.year"],
    ),
    CheckConstraint(
        "(voided_by is null) = (voided_at is null) and (voided_by is null) = (void_reason is null)",
        name="void_is_whole",
    ),
    Index("ix_numbers_document_id", "document_id"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("document_id", String(36), ForeignKey("documents.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("values", JSON, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("reason", Text),
    Column("docx_sha256", String(64)),
    Column("pdf_sha256", String(64)),
    Column("seal_id", String(36)),
    Column("pages", Integer),
    Column("engine", String(200)),
    Column("completed_at", Instant),
    Column("acknowledged", Text),
    CheckConstraint("n >= 1", name="counts_from_one"),
    CheckConstraint(
        "completed_at is null or (docx_sha256 is not null and pdf_sha256 is not null)",
        name="complete_has_files",
    ),
    Index("ix_revisions_pdf_sha256", "pdf_sha256"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("document_id", String(36), nullable=False),
    Column("n", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("document_id", "n"),
    # A sequence that never reuses a value, also on SQLite: a removed last row leaves its trace.
    sqlite_autoincrement=True,
)

seals = Table(
    "seals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("unit", String(64), ForeignKey("units.id"), nullable=False),
    Column("unit_name", String(200), nullable=False),
    Column("mm", Float, nullable=False),
    Column("picture_sha256", String(64), nullable=False),
    Column("certificate_sha256", String(64), nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("uploaded_by", String(64), nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    Column("reviewed_by", String(64)),
    Column("reviewed_at", Instant),
    Column("approved_digest", String(64)),
    Column("reason", Text),
    Column("picture_png", LargeBinary, nullable=False),
    Column("certificate_pem", LargeBinary, nullable=False),
    Column("chain_pem", LargeBinary, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    CheckConstraint("reviewed_by is null or reviewed_by <> uploaded_by", name="four_eyes"),
    CheckConstraint(
        "state not in ('approved','suspended') or "
        "(reviewed_by is not null and approved_digest is not null)",
        name="approved_was_reviewed",
    ),
)

seal_events = Table(
    "seal_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("seal_id", String(36), ForeignKey("seals.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("step", String(16), nullable=False),
    Column("reason", Text),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("body_sha256", String(64), nullable=False),
    Column("document_id", String(36), ForeignKey("documents.id"), nullable=False),
)
