"""The ledger's rows, and what idempotency keys were used for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, insert, select
from sqlalchemy.exc import IntegrityError

from docsvc.adapters.db import tables as t
from docsvc.errors import BusyElsewhere, IdempotencyKeyReused
from docsvc.ports import LedgerRow, Remembered


class SqlLedger:
    """The `Ledger` port."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def last(self, document_id: str) -> LedgerRow | None:
        query = select(t.ledger).where(t.ledger.c.document_id == document_id)
        row = self._db.execute(query.order_by(t.ledger.c.n.desc()).limit(1)).mappings().first()
        return None if row is None else _row(row)

    def append(self, document_id: str, n: int, body: bytes, digest: str) -> None:
        try:
            self._db.execute(
                insert(t.ledger).values(document_id=document_id, n=n, body=body, digest=digest)
            )
        except IntegrityError as error:
            # Two processes may not write the same place of a chain, whatever their leases said.
            raise BusyElsewhere(document_id) from error

    def chain(self, document_id: str) -> Sequence[LedgerRow]:
        query = select(t.ledger).where(t.ledger.c.document_id == document_id)
        rows = self._db.execute(query.order_by(t.ledger.c.position))
        return [_row(r) for r in rows.mappings()]

    def document_ids(self) -> Sequence[str]:
        query = select(t.ledger.c.document_id).distinct().order_by(t.ledger.c.document_id)
        return self._db.execute(query).scalars().all()


class SqlIdempotency:
    """The `Idempotency` port."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def find(self, owner: str, key: str) -> Remembered | None:
        query = select(t.idempotency.c.body_sha256, t.idempotency.c.document_id).where(
            t.idempotency.c.owner == owner, t.idempotency.c.key == key
        )
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None else Remembered(**row)

    def remember(self, owner: str, key: str, body_sha256: str, document_id: str) -> None:
        try:
            self._db.execute(
                insert(t.idempotency).values(
                    owner=owner, key=key, body_sha256=body_sha256, document_id=document_id
                )
            )
        except IntegrityError as error:
            raise IdempotencyKeyReused(key) from error


def _row(row: RowMapping) -> LedgerRow:
    # SQLite keeps whatever type was written; a body that someone turned into text is still
    # judged by its bytes, and found wanting by its digest.
    body = row["body"]
    facts = {**row, "body": body.encode() if isinstance(body, str) else bytes(body)}
    return LedgerRow(**facts)
