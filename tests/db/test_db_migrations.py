"""The migrations, forwards and backwards, on each database."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from docsvc.adapters.db import schema
from docsvc.adapters.db.engine import open_engine


def test_from_nothing_to_head_and_back_and_to_head_again(database_url: str) -> None:
    engine = open_engine(database_url)
    schema.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
    schema.upgrade(engine)
    assert schema.is_current(engine)
    engine.dispose()


def test_the_migrations_make_what_the_tables_say(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        command.check(schema.config(connection))
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger SET digest = 'x'", "DELETE FROM ledger", "DELETE FROM seal_events"],
)
def test_the_database_refuses_to_rewrite_the_record(database_url: str, statement: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO ledger (document_id, n, body, digest) VALUES ('d', 1, :body, 'aa')"),
            {"body": b"x"},
        )
        connection.execute(text(_UNIT))
        connection.execute(text(_SEAL.format(reviewer="NULL")))
        connection.execute(
            text(
                "INSERT INTO seal_events (seal_id, at, actor, step) "
                "VALUES ('s', '2026-11-20 00:00:00', 'zhang', 'upload')"
            )
        )
    with pytest.raises(DBAPIError, match="refused"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_the_database_itself_refuses_a_reviewer_who_uploaded(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(_UNIT))
    with pytest.raises(IntegrityError, match="four_eyes"), engine.begin() as connection:
        connection.execute(text(_SEAL.format(reviewer="'zhang'")))
    engine.dispose()


def test_the_database_itself_refuses_an_approved_seal_that_no_one_reviewed(
    database_url: str,
) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(_UNIT))
        connection.execute(text(_SEAL.format(reviewer="NULL")))
    with pytest.raises(IntegrityError, match="reviewed"), engine.begin() as connection:
        connection.execute(text("UPDATE seals SET state = 'approved'"))
    engine.dispose()


_UNIT = "INSERT INTO units (id, name, region, credit_code) VALUES ('u', '某局', '某', '1')"
_SEAL = """
    INSERT INTO seals (id, unit, unit_name, mm, picture_sha256, certificate_sha256, valid_from,
        valid_to, state, uploaded_by, uploaded_at, reviewed_by, picture_png, certificate_pem,
        chain_pem, wrapped_key)
    VALUES ('s', 'u', '某局', 42, 'a', 'b', '2026-01-01 00:00:00', '2030-01-01 00:00:00',
        'uploaded', 'zhang', '2026-01-01 00:00:00', {reviewer}, '', '', '', '')
"""
