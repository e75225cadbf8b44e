"""Read what is on record: a document, its revisions, its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from docsvc.access import Action, Actor, require
from docsvc.errors import NotFound
from docsvc.ports import Services
from docsvc.records import Document, Revision
from docsvc.usecases.accept import known_document


@dataclass(frozen=True)
class DocumentView:
    """A document with its revisions and the digests of its chain, oldest first."""

    document: Document
    revisions: tuple[Revision, ...]
    entries: tuple[str, ...]

    @property
    def latest(self) -> Revision | None:
        """The newest completed revision."""
        done = [r for r in self.revisions if r.complete]
        return done[-1] if done else None


def view(services: Services, document_id: str, actor: Actor) -> DocumentView:
    """The document. Raises NotFound when it is not, or not for this actor to know of."""
    document = known_document(services, document_id, actor, Action.READ_DOCUMENTS)
    with services.look() as work:
        revisions = tuple(work.documents.revisions(document_id))
        entries = tuple(row.digest for row in work.ledger.chain(document_id))
    return DocumentView(document, revisions, entries)


def listing(
    services: Services, actor: Actor, *, case: str | None = None, limit: int = 100
) -> Sequence[Document]:
    """The newest documents within the actor's reach."""
    require(actor, Action.READ_DOCUMENTS)
    with services.look() as work:
        return work.documents.list(units=sorted(actor.reach), case=case, limit=limit)


def file(
    services: Services,
    document_id: str,
    kind: Literal["pdf", "docx"],
    actor: Actor,
    revision: int | None = None,
) -> bytes:
    """The archived bytes of a completed revision, the latest unless told otherwise.

    Raises NotFound while there is none, ArchiveFault when the file is missing or has changed.
    """
    found = view(services, document_id, actor)
    wanted = found.latest
    if revision is not None:
        wanted = next((r for r in found.revisions if r.n == revision and r.complete), None)
    digest = wanted and (wanted.pdf_sha256 if kind == "pdf" else wanted.docx_sha256)
    if not digest:
        raise NotFound("completed revision", "已完成的版次", str(revision or document_id))
    return services.archive.get(digest)
