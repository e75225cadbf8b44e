"""Seals with their pictures, certificates, wrapped keys, and every step of their lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import Connection, RowMapping, insert, select, update

from docsvc.adapters.db import tables as t
from docsvc.ports import SealEvent
from docsvc.records import UsableSeal
from seals.seal import Seal, SealState

_SEAL_COLUMNS = [t.seals.c[f.name] for f in fields(Seal)]


class SqlSeals:
    """The `Seals` port."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, material: UsableSeal) -> None:
        self._db.execute(
            insert(t.seals).values(
                **vars(material.seal),
                picture_png=material.picture_png,
                certificate_pem=material.certificate_pem,
                chain_pem=material.chain_pem,
                wrapped_key=material.wrapped_key,
            )
        )

    def get(self, seal_id: str) -> UsableSeal | None:
        row = self._db.execute(select(t.seals).where(t.seals.c.id == seal_id)).mappings().first()
        if row is None:
            return None
        return UsableSeal(
            _seal(row),
            row["picture_png"],
            row["certificate_pem"],
            row["chain_pem"],
            row["wrapped_key"],
        )

    def list(self, unit_id: str | None = None) -> Sequence[Seal]:
        query = select(*_SEAL_COLUMNS).order_by(t.seals.c.uploaded_at, t.seals.c.id)
        if unit_id is not None:
            query = query.where(t.seals.c.unit == unit_id)
        return [_seal(r) for r in self._db.execute(query).mappings()]

    def update(self, seal: Seal) -> None:
        self._db.execute(update(t.seals).where(t.seals.c.id == seal.id).values(**vars(seal)))

    def add_event(self, event: SealEvent) -> None:
        self._db.execute(insert(t.seal_events).values(**vars(event)))

    def events(self, seal_id: str) -> Sequence[SealEvent]:
        c = t.seal_events.c
        query = select(c.seal_id, c.at, c.actor, c.step, c.reason).where(c.seal_id == seal_id)
        return [SealEvent(**r) for r in self._db.execute(query.order_by(c.id)).mappings()]


def _seal(row: RowMapping) -> Seal:
    facts = {f.name: row[f.name] for f in fields(Seal)}
    return Seal(**{**facts, "state": SealState(facts["state"])})
