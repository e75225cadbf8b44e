"""What the story needs from machines, as Protocols, and `Services`, the bundle of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from cryptography import x509

from docsvc.errors import PaperFault
from docsvc.forms.catalogue import Catalogue, Form
from docsvc.forms.presentation import PrintedText
from docsvc.records import (
    ApiKey,
    Department,
    Document,
    NumberUse,
    Revision,
    StoredRule,
    Unit,
    UsableSeal,
    User,
)
from seals.seal import Seal


class Clock(Protocol):
    """The machine's time. The only way to ask for it."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class Renderer(Protocol):
    """Fills a form's template."""

    def render(self, form: Form, context: Mapping[str, Any]) -> bytes:
        """The filled DOCX. Raises RenderFailed."""
        ...


@dataclass(frozen=True)
class ConvertedPdf:
    """A PDF/A-2b file and the name of the engine that laid it out."""

    pdf: bytes
    engine: str


@dataclass(frozen=True)
class EngineHealth:
    """Whether the layout engine answers, and which it is."""

    ok: bool
    description: str


class Converter(Protocol):
    """The layout engine: DOCX in, PDF/A-2b with bookmarks as named destinations out."""

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        """Convert within `timeout` seconds.

        Raises ConversionFailed, ConversionTimedOut or EngineUnavailable. Whatever was raised, the
        next call finds a working engine or the same error, never a wedged one.
        """
        ...

    def check(self) -> EngineHealth:
        """Whether papers can be converted now."""
        ...

    def close(self) -> None:
        """End the engine's processes. Idempotent."""
        ...


class Glyphs(Protocol):
    """Knows what the fonts can draw."""

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of `text` that no font has, each once."""
        ...


class Inspector(Protocol):
    """Reads a finished PDF back."""

    def inspect(
        self, pdf: bytes, texts: Sequence[PrintedText], *, kind: str
    ) -> tuple[PaperFault, ...]:
        """Everything wrong with the paper; `kind` names its template and layout engine."""
        ...


@dataclass(frozen=True)
class SealedPdf:
    """A sealed file and its PAdES level, `B-B` or `B-T` (ETSI EN 319 142-1)."""

    pdf: bytes
    level: str


class Sealer(Protocol):
    """Puts a unit's seal on a PDF."""

    def seal(self, pdf: bytes, material: UsableSeal, *, anchor: str, at: datetime) -> SealedPdf:
        """The sealed file. Raises seals.errors.SealError."""
        ...


class KeyBox(Protocol):
    """Wraps private keys for storage. The master key never leaves it."""

    def wrap(self, private_key_der: bytes, *, seal_id: str, certificate_sha256: str) -> bytes:
        """The key encrypted for this seal and this certificate only."""
        ...


class Watermarker(Protocol):
    """Marks a PDF visibly as not issued."""

    def mark(self, pdf: bytes) -> bytes:
        """The same pages, each marked 预览."""
        ...


class Archive(Protocol):
    """Content-addressed, durable storage of files."""

    def put(self, content: bytes) -> str:
        """Keep `content` durably; returns its SHA-256 in hex. Raises ArchiveFault."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes with this digest, checked on reading. Raises ArchiveFault."""
        ...


class Holders(Protocol):
    """Names for those who make papers, so that a dead one can be told from a slow one."""

    def name_me(self) -> str:
        """A fresh name that tells this machine and this process."""
        ...

    def done(self, holder: str) -> None:
        """The holder's work is over, whether or not its claim could be given back."""
        ...

    def is_dead(self, holder: str) -> bool:
        """True only if the holder was on this machine and is done, or its process is gone."""
        ...


class Units(Protocol):
    """Organs, departments, people and keys."""

    def add_unit(self, unit: Unit) -> None: ...
    def unit(self, unit_id: str) -> Unit | None: ...
    def all_units(self) -> Sequence[Unit]: ...
    def add_department(self, department: Department) -> None: ...
    def department(self, unit_id: str, department_id: str) -> Department | None: ...
    def departments(self, unit_id: str) -> Sequence[Department]: ...
    def add_user(self, user: User) -> None: ...
    def user(self, login: str) -> User | None: ...
    def add_key(self, key: ApiKey) -> None: ...
    def key(self, key_id: str) -> ApiKey | None: ...
    def key_by_digest(self, sha256: str) -> ApiKey | None: ...
    def revoke_key(self, key_id: str, at: datetime) -> bool: ...


class Numbers(Protocol):
    """Rules, runs and the numbers they gave out."""

    def add_rule(self, rule: StoredRule) -> None: ...
    def rules(self, unit_id: str | None = None) -> Sequence[StoredRule]: ...

    def lock_run(self, scope: str, run: str, year: int, first_serial: int) -> int:
        """The run's last serial (first_serial - 1 when fresh), its row locked to the end of work."""
        ...

    def take(
        self, scope: str, run: str, year: int, serial: int, printed: str, document_id: str
    ) -> None:
        """Record `serial` as used by the document and advance the run.

        Raises SerialConflict when the printed text exists.
        """
        ...

    def void(self, printed: str, *, by: str, at: datetime, reason: str) -> None: ...
    def runs(self) -> Sequence[tuple[str, str, int, int, int]]:
        """(scope, run, year, first serial, last serial) of every run."""
        ...

    def uses(self, scope: str, run: str, year: int) -> Sequence[NumberUse]: ...


class Documents(Protocol):
    """Papers and their revisions."""

    def add(self, document: Document) -> None: ...
    def get(self, document_id: str) -> Document | None: ...
    def update(self, document: Document) -> None: ...
    def list(
        self, *, units: Sequence[str], case: str | None = None, limit: int = 100
    ) -> Sequence[Document]: ...
    def all_ids(self) -> Sequence[str]: ...

    def lease(self, document_id: str, holder: str, now: datetime, until: datetime) -> bool:
        """Claim the making of this paper; False while another holder's claim lasts."""
        ...

    def release(self, document_id: str, holder: str) -> None: ...
    def claims(self) -> Sequence[tuple[str, str]]:
        """(document id, holder) of every claim, lapsed or not."""
        ...

    def unfinished(self, now: datetime) -> Sequence[str]:
        """Ids with an incomplete revision that no one holds."""
        ...

    def add_revision(self, revision: Revision) -> None: ...
    def replace_revision(self, revision: Revision) -> None: ...
    def revisions(self, document_id: str) -> Sequence[Revision]: ...
    def by_pdf(self, sha256: str) -> Revision | None: ...
    def by_number(self, printed: str) -> Document | None: ...


@dataclass(frozen=True)
class LedgerRow:
    """One entry as kept: the bytes are the truth, the rest is for finding them."""

    position: int
    document_id: str
    n: int
    body: bytes
    digest: str


class Ledger(Protocol):
    """Append-only; the database refuses change and deletion."""

    def last(self, document_id: str) -> LedgerRow | None: ...
    def append(self, document_id: str, n: int, body: bytes, digest: str) -> None: ...
    def chain(self, document_id: str) -> Sequence[LedgerRow]: ...
    def document_ids(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class SealEvent:
    """One step in the life of a seal."""

    seal_id: str
    at: datetime
    actor: str
    step: str
    reason: str | None


class Seals(Protocol):
    """Seals with their pictures, certificates and wrapped keys."""

    def add(self, material: UsableSeal) -> None: ...
    def get(self, seal_id: str) -> UsableSeal | None: ...
    def list(self, unit_id: str | None = None) -> Sequence[Seal]: ...
    def update(self, seal: Seal) -> None: ...
    def add_event(self, event: SealEvent) -> None: ...
    def events(self, seal_id: str) -> Sequence[SealEvent]: ...


@dataclass(frozen=True)
class Remembered:
    """What an idempotency key was used for."""

    body_sha256: str
    document_id: str


class Idempotency(Protocol):
    """Which request made which document."""

    def find(self, owner: str, key: str) -> Remembered | None: ...
    def remember(self, owner: str, key: str, body_sha256: str, document_id: str) -> None:
        """Raises IdempotencyKeyReused when someone was quicker."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the `with` block without `commit()` changes nothing."""

    @property
    def units(self) -> Units: ...
    @property
    def numbers(self) -> Numbers: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def seals(self) -> Seals: ...
    @property
    def idempotency(self) -> Idempotency: ...

    def commit(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


@dataclass(frozen=True)
class Limits:
    """Seconds and counts that the use cases respect."""

    convert_seconds: float = 30.0
    lease_seconds: float = 300.0


@dataclass(frozen=True)
class Services:
    """Everything a use case may ask for."""

    clock: Clock
    forms: Catalogue
    work: Callable[[], UnitOfWork]
    """A transaction that may write."""
    look: Callable[[], UnitOfWork]
    """One that only reads, and so never waits for writers."""
    renderer: Renderer
    converter: Converter
    inspector: Inspector
    glyphs: Glyphs
    sealer: Sealer
    keys: KeyBox
    watermarker: Watermarker
    archive: Archive
    holders: Holders
    roots: tuple[x509.Certificate, ...]
    limits: Limits = Limits()
