"""The unit of work: one connection, one transaction, committed by hand or not at all."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from docsvc.adapters.db.documents import SqlDocuments
from docsvc.adapters.db.engine import READ_ONLY
from docsvc.adapters.db.ledger import SqlIdempotency, SqlLedger
from docsvc.adapters.db.numbers import SqlNumbers
from docsvc.adapters.db.seals import SqlSeals
from docsvc.adapters.db.units import SqlUnits
from docsvc.errors import StoreUnavailable


class SqlUnitOfWork:
    """`with work: … work.commit()`; leaving without commit rolls back."""

    units: SqlUnits
    numbers: SqlNumbers
    documents: SqlDocuments
    ledger: SqlLedger
    seals: SqlSeals
    idempotency: SqlIdempotency

    def __init__(self, engine: Engine, *, read_only: bool = False) -> None:
        self._engine = engine
        self._read_only = read_only
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        try:
            connection = self._engine.connect()
            if self._read_only:
                connection = connection.execution_options(**{READ_ONLY: True})
            connection.begin()
        except (OperationalError, InterfaceError) as error:
            raise StoreUnavailable(str(error.orig)) from error
        self._connection = connection
        self.units = SqlUnits(connection)
        self.numbers = SqlNumbers(connection)
        self.documents = SqlDocuments(connection)
        self.ledger = SqlLedger(connection)
        self.seals = SqlSeals(connection)
        self.idempotency = SqlIdempotency(connection)
        return self

    def commit(self) -> None:
        """Make it so. Raises StoreUnavailable when the database could not."""
        assert self._connection is not None  # noqa: S101 - only inside the `with` block
        try:
            self._connection.commit()
        except (OperationalError, InterfaceError) as error:
            raise StoreUnavailable(str(error.orig)) from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except DBAPIError as lost:
                # The rollback could not be said to a server that is gone; it happened all the same.
                connection.invalidate(lost)
        if isinstance(error, (OperationalError, InterfaceError)):
            raise StoreUnavailable(str(error.orig)) from error


def work_factory(engine: Engine, *, read_only: bool = False) -> Callable[[], SqlUnitOfWork]:
    """A maker of fresh units of work on `engine`."""
    return lambda: SqlUnitOfWork(engine, read_only=read_only)
