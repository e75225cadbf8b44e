"""The first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _numbering()
    _papers()
    _numbers()
    _ledger()
    _seals()
    _triggers()


def downgrade() -> None:
    for table in (
        "idempotency",
        "numbers",
        "revisions",
        "ledger",
        "seal_events",
        "seals",
        "documents",
        "numbering_runs",
        "numbering_rules",
        "api_keys",
        "users",
        "departments",
        "units",
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION docsvc_refuse()")


def _people() -> None:
    op.create_table(
        "units",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["units.id"], name=op.f("fk_units_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("name", name=op.f("uq_units_name")),
    )
    op.create_table(
        "departments",
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_departments_unit")),
        sa.PrimaryKeyConstraint("unit", "id", name=op.f("pk_departments")),
    )
    op.create_table(
        "users",
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_users_unit")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_users")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["login"], ["users.login"], name=op.f("fk_api_keys_login")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_keys_sha256")),
    )


def _numbering() -> None:
    op.create_table(
        "numbering_runs",
        sa.Column("scope", sa.String(length=140), nullable=False),
        sa.Column("run", sa.String(length=140), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_serial", sa.Integer(), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "run", "year", name=op.f("pk_numbering_runs")),
    )
    op.create_table(
        "numbering_rules",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("pattern", sa.String(length=200), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("run", sa.String(length=64), nullable=True),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("first_serial", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit", "department"],
            ["departments.unit", "departments.id"],
            name=op.f("fk_numbering_rules_unit_department"),
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_numbering_rules_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_numbering_rules")),
    )


def _papers() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("form_version", sa.String(length=32), nullable=False),
        sa.Column("template_sha256", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("case", sa.String(length=128), nullable=True),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("lease_holder", sa.String(length=200), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('draft','numbered','issued','voided')", name=op.f("ck_documents_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["unit", "department"],
            ["departments.unit", "departments.id"],
            name=op.f("fk_documents_unit_department"),
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_documents_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_created_at", ["created_at"], unique=False)
        batch_op.create_index("ix_documents_unit_case", ["unit", "case"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_idempotency_document_id")
        ),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "revisions",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("docx_sha256", sa.String(length=64), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("seal_id", sa.String(length=36), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("engine", sa.String(length=200), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "completed_at is null or (docx_sha256 is not null and pdf_sha256 is not null)",
            name=op.f("ck_revisions_complete_has_files"),
        ),
        sa.CheckConstraint("n >= 1", name=op.f("ck_revisions_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_revisions_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "n", name=op.f("pk_revisions")),
    )
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.create_index("ix_revisions_pdf_sha256", ["pdf_sha256"], unique=False)


def _numbers() -> None:
    op.create_table(
        "numbers",
        sa.Column("printed", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.String(length=140), nullable=False),
        sa.Column("run", sa.String(length=140), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(voided_by is null) = (voided_at is null) and (voided_by is null) = (void_reason is null)",
            name=op.f("ck_numbers_void_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_numbers_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["scope", "run", "year"],
            ["numbering_runs.scope", "numbering_runs.run", "numbering_runs.year"],
            name=op.f("fk_numbers_scope_run_year"),
        ),
        sa.PrimaryKeyConstraint("printed", name=op.f("pk_numbers")),
        sa.UniqueConstraint(
            "scope", "run", "year", "serial", name=op.f("uq_numbers_scope_run_year_serial")
        ),
    )
    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.create_index("ix_numbers_document_id", ["document_id"], unique=False)


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger")),
        sa.UniqueConstraint("document_id", "n", name=op.f("uq_ledger_document_id_n")),
        sqlite_autoincrement=True,
    )


def _seals() -> None:
    op.create_table(
        "seals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("mm", sa.Float(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("uploaded_by", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.String(length=64), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_digest", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("picture_png", sa.LargeBinary(), nullable=False),
        sa.Column("certificate_pem", sa.LargeBinary(), nullable=False),
        sa.Column("chain_pem", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "state not in ('approved','suspended') or (reviewed_by is not null and approved_digest is not null)",
            name=op.f("ck_seals_approved_was_reviewed"),
        ),
        sa.CheckConstraint(
            "reviewed_by is null or reviewed_by <> uploaded_by", name=op.f("ck_seals_four_eyes")
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_seals_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
    )
    op.create_table(
        "seal_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("seal_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["seal_id"], ["seals.id"], name=op.f("fk_seal_events_seal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_events")),
    )


_REFUSED = (
    ("ledger", ("UPDATE", "DELETE")),
    ("seal_events", ("UPDATE", "DELETE")),
    ("numbers", ("DELETE",)),
)
"""What no one may do to the record, whoever opens the database."""


def _triggers() -> None:
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION docsvc_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% refused on %', TG_OP, TG_TABLE_NAME; END $$"
        )
    for table, verbs in _REFUSED:
        for verb in verbs:
            then = (
                "FOR EACH ROW EXECUTE FUNCTION docsvc_refuse()"
                if postgresql
                else f"BEGIN SELECT RAISE(ABORT, '{verb} refused on {table}'); END"
            )
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} {then}"
            )
