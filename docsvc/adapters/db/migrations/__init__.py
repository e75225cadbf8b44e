"""Alembic migrations; `docsvc db upgrade` runs them."""
