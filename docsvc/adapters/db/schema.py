"""Bringing a database to the schema of this version, and asking where it stands."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from docsvc.adapters.db.engine import READ_ONLY

_MIGRATIONS = Path(__file__).with_name("migrations")


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without any file of its own."""
    found = Config()
    found.set_main_option("script_location", str(_MIGRATIONS))
    found.attributes["connection"] = connection
    return found


def upgrade(engine: Engine, target: str = "head") -> None:
    """Run the migrations up to `target`, in one transaction."""
    with engine.begin() as connection:
        command.upgrade(config(connection), target)


def downgrade(engine: Engine, target: str) -> None:
    """Run the migrations back to `target`, in one transaction."""
    with engine.begin() as connection:
        command.downgrade(config(connection), target)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at this version's schema."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
