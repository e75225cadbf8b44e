"""Papers and their revisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, exists, insert, or_, select, update

from docsvc.adapters.db import tables as t
from docsvc.records import Document, DocumentState, Revision

_DOCUMENT_COLUMNS = [c for c in t.documents.c if not c.name.startswith("lease_")]


class SqlDocuments:
    """The `Documents` port."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, document: Document) -> None:
        self._db.execute(insert(t.documents).values(**vars(document)))

    def get(self, document_id: str) -> Document | None:
        query = select(*_DOCUMENT_COLUMNS).where(t.documents.c.id == document_id)
        return _document(self._db.execute(query).mappings().one_or_none())

    def update(self, document: Document) -> None:
        self._db.execute(
            update(t.documents).where(t.documents.c.id == document.id).values(**vars(document))
        )

    def list(
        self, *, units: Sequence[str], case: str | None = None, limit: int = 100
    ) -> Sequence[Document]:
        query = select(*_DOCUMENT_COLUMNS).where(t.documents.c.unit.in_(units))
        if case is not None:
            query = query.where(t.documents.c.case == case)
        newest = query.order_by(t.documents.c.created_at.desc(), t.documents.c.id).limit(limit)
        return [d for r in self._db.execute(newest).mappings() if (d := _document(r))]

    def all_ids(self) -> Sequence[str]:
        return self._db.execute(select(t.documents.c.id).order_by(t.documents.c.id)).scalars().all()

    def lease(self, document_id: str, holder: str, now: datetime, until: datetime) -> bool:
        c = t.documents.c
        free = or_(c.lease_until.is_(None), c.lease_until < now, c.lease_holder == holder)
        done = self._db.execute(
            update(t.documents)
            .where(c.id == document_id, free)
            .values(lease_holder=holder, lease_until=until)
        )
        return done.rowcount == 1

    def release(self, document_id: str, holder: str) -> None:
        c = t.documents.c
        self._db.execute(
            update(t.documents)
            .where(c.id == document_id, c.lease_holder == holder)
            .values(lease_holder=None, lease_until=None)
        )

    def claims(self) -> Sequence[tuple[str, str]]:
        c = t.documents.c
        rows = self._db.execute(select(c.id, c.lease_holder).where(c.lease_holder.is_not(None)))
        return [(r.id, r.lease_holder) for r in rows]

    def unfinished(self, now: datetime) -> Sequence[str]:
        c = t.documents.c
        open_revision = exists().where(
            and_(t.revisions.c.document_id == c.id, t.revisions.c.completed_at.is_(None))
        )
        query = select(c.id).where(
            open_revision,
            c.state.in_([DocumentState.NUMBERED, DocumentState.ISSUED]),
            or_(c.lease_until.is_(None), c.lease_until < now),
        )
        return self._db.execute(query.order_by(c.created_at)).scalars().all()

    def add_revision(self, revision: Revision) -> None:
        self._db.execute(
            insert(t.revisions).values(**{**vars(revision), "values": dict(revision.values)})
        )

    def replace_revision(self, revision: Revision) -> None:
        changed = {**vars(revision), "values": dict(revision.values)}
        self._db.execute(
            update(t.revisions)
            .where(t.revisions.c.document_id == revision.document_id, t.revisions.c.n == revision.n)
            .values(**changed)
        )

    def revisions(self, document_id: str) -> Sequence[Revision]:
        query = select(t.revisions).where(t.revisions.c.document_id == document_id)
        rows = self._db.execute(query.order_by(t.revisions.c.n))
        return [Revision(**r) for r in rows.mappings()]

    def by_pdf(self, sha256: str) -> Revision | None:
        query = select(t.revisions).where(t.revisions.c.pdf_sha256 == sha256)
        row = self._db.execute(query).mappings().first()
        return None if row is None else Revision(**row)

    def by_number(self, printed: str) -> Document | None:
        query = select(*_DOCUMENT_COLUMNS).where(t.documents.c.number == printed)
        return _document(self._db.execute(query).mappings().one_or_none())


def _document(row: RowMapping | None) -> Document | None:
    if row is None:
        return None
    facts: dict[str, Any] = dict(row)
    return Document(**{**facts, "state": DocumentState(facts["state"])})
