"""Alembic's entry: runs on the connection that `docsvc.adapters.db.schema` hands over."""

from __future__ import annotations

from alembic import context

from docsvc.adapters.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
