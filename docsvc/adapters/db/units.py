"""Organs, departments, people and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from docsvc.adapters.db import tables as t
from docsvc.records import ApiKey, Department, Role, Unit, User


class SqlUnits:
    """The `Units` port."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add_unit(self, unit: Unit) -> None:
        self._db.execute(insert(t.units).values(**vars(unit)))

    def unit(self, unit_id: str) -> Unit | None:
        row = self._db.execute(select(t.units).where(t.units.c.id == unit_id)).one_or_none()
        return None if row is None else Unit(**row._mapping)  # noqa: SLF001 - public, documented

    def all_units(self) -> Sequence[Unit]:
        rows = self._db.execute(select(t.units).order_by(t.units.c.id))
        return [Unit(**r) for r in rows.mappings()]

    def add_department(self, department: Department) -> None:
        self._db.execute(insert(t.departments).values(**vars(department)))

    def department(self, unit_id: str, department_id: str) -> Department | None:
        found = [d for d in self.departments(unit_id) if d.id == department_id]
        return found[0] if found else None

    def departments(self, unit_id: str) -> Sequence[Department]:
        query = select(t.departments).where(t.departments.c.unit == unit_id)
        rows = self._db.execute(query.order_by(t.departments.c.id))
        return [Department(**r) for r in rows.mappings()]

    def add_user(self, user: User) -> None:
        self._db.execute(
            insert(t.users).values(
                login=user.login, name=user.name, unit=user.unit, roles=sorted(user.roles)
            )
        )

    def user(self, login: str) -> User | None:
        row = self._db.execute(select(t.users).where(t.users.c.login == login)).one_or_none()
        if row is None:
            return None
        return User(row.login, row.name, row.unit, frozenset(Role(r) for r in row.roles))

    def add_key(self, key: ApiKey) -> None:
        self._db.execute(insert(t.api_keys).values(**vars(key)))

    def key(self, key_id: str) -> ApiKey | None:
        query = select(t.api_keys).where(t.api_keys.c.id == key_id)
        return _key(self._db.execute(query).one_or_none())

    def key_by_digest(self, sha256: str) -> ApiKey | None:
        query = select(t.api_keys).where(
            t.api_keys.c.sha256 == sha256, t.api_keys.c.revoked_at.is_(None)
        )
        return _key(self._db.execute(query).one_or_none())

    def revoke_key(self, key_id: str, at: datetime) -> bool:
        done = self._db.execute(
            update(t.api_keys)
            .where(t.api_keys.c.id == key_id, t.api_keys.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        return done.rowcount == 1


def _key(row: Row[Any] | None) -> ApiKey | None:
    if row is None:
        return None
    return ApiKey(row.id, row.login, row.label, row.sha256, row.created_at, row.revoked_at)
