"""Rules, runs and the numbers they gave out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from docsvc.adapters.db import tables as t
from docsvc.errors import NotFound, SerialConflict
from docsvc.records import NumberUse, StoredRule


class SqlNumbers:
    """The `Numbers` port."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add_rule(self, rule: StoredRule) -> None:
        self._db.execute(
            insert(t.numbering_rules).values(**{**vars(rule), "forms": list(rule.forms)})
        )

    def rules(self, unit_id: str | None = None) -> Sequence[StoredRule]:
        query = select(t.numbering_rules).order_by(
            t.numbering_rules.c.unit, t.numbering_rules.c.valid_from, t.numbering_rules.c.id
        )
        if unit_id is not None:
            query = query.where(t.numbering_rules.c.unit == unit_id)
        rows = self._db.execute(query).mappings()
        return [StoredRule(**{**r, "forms": tuple(r["forms"])}) for r in rows]

    def lock_run(self, scope: str, run: str, year: int, first_serial: int) -> int:
        fresh = {
            "scope": scope,
            "run": run,
            "year": year,
            "first_serial": first_serial,
            "last_serial": first_serial - 1,
        }
        dialect = postgresql if self._db.dialect.name == "postgresql" else sqlite
        self._db.execute(dialect.insert(t.numbering_runs).values(fresh).on_conflict_do_nothing())
        query = select(t.numbering_runs.c.last_serial).where(*_run(scope, run, year))
        last: int = self._db.execute(query.with_for_update()).scalar_one()
        return last

    def take(
        self, scope: str, run: str, year: int, serial: int, printed: str, document_id: str
    ) -> None:
        self._db.execute(
            update(t.numbering_runs).where(*_run(scope, run, year)).values(last_serial=serial)
        )
        try:
            self._db.execute(
                insert(t.numbers).values(
                    printed=printed,
                    scope=scope,
                    run=run,
                    year=year,
                    serial=serial,
                    document_id=document_id,
                )
            )
        except IntegrityError as error:
            raise SerialConflict(printed) from error

    def void(self, printed: str, *, by: str, at: datetime, reason: str) -> None:
        done = self._db.execute(
            update(t.numbers)
            .where(t.numbers.c.printed == printed, t.numbers.c.voided_at.is_(None))
            .values(voided_by=by, voided_at=at, void_reason=reason)
        )
        if done.rowcount != 1:
            raise NotFound("number in use", "在用文号", printed)

    def runs(self) -> Sequence[tuple[str, str, int, int, int]]:
        c = t.numbering_runs.c
        query = select(c.scope, c.run, c.year, c.first_serial, c.last_serial)
        rows = self._db.execute(query.order_by(c.scope, c.run, c.year))
        return [(r.scope, r.run, r.year, r.first_serial, r.last_serial) for r in rows]

    def uses(self, scope: str, run: str, year: int) -> Sequence[NumberUse]:
        c = t.numbers.c
        query = select(
            c.printed, c.serial, c.document_id, c.voided_by, c.voided_at, c.void_reason
        ).where(c.scope == scope, c.run == run, c.year == year)
        return [NumberUse(**r) for r in self._db.execute(query.order_by(c.serial)).mappings()]


def _run(scope: str, run: str, year: int) -> tuple[ColumnElement[bool], ...]:
    c = t.numbering_runs.c
    return (c.scope == scope, c.run == run, c.year == year)
