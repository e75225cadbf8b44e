"""One entry of a document's chain, and the only author of its bytes.

An entry's bytes are a version line and canonical JSON (RFC 8785) of its fields:

    docsvc-ledger-entry/v1 LF {"actor":…,"algorithm":"sha-256",…,"values_sha256":…}

`tests/vectors/ledger-entry-v1.json` freezes them. A new field means a new version line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from docsvc.ledger.canonical import LARGEST_INT, canonical
from docsvc.ledger.digests import ALGORITHMS, SHA_256, digest
from docsvc.ledger.errors import EntryMalformed, NotCanonical

PREFIX = b"docsvc-ledger-entry/v1\n"

_HEX = re.compile(r"[0-9a-f]{64}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


@dataclass(frozen=True)
class SealFacts:
    """The seal on the paper: its id, and the SHA-256 of its certificate (DER) and its picture."""

    id: str
    certificate_sha256: str
    picture_sha256: str

    def __post_init__(self) -> None:
        _need(self.id != "", "the seal has no id")
        _need_hex("seal certificate", self.certificate_sha256)
        _need_hex("seal picture", self.picture_sha256)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was done to a document, by whom, why, when, and which files came of it.

    The JSON members bear the names of these fields. Digests are lower-case hex; `previous` is the
    digest of entry n - 1 by that entry's own `algorithm`, None for the first. `values_sha256` is
    that of the canonical values. The files' digests are None where the step made no files.
    Raises EntryMalformed when the facts cannot be an entry.
    """

    document_id: str
    n: int
    kind: str
    """What was done: issued, corrected, voided, …"""
    previous: str | None
    form: str
    form_version: str
    template_sha256: str
    number: str | None
    values_sha256: str
    docx_sha256: str | None
    pdf_sha256: str | None
    seal: SealFacts | None
    actor: str
    reason: str | None
    recorded_at: datetime
    engine: str | None
    algorithm: str = SHA_256
    facts: Mapping[str, str] = field(default_factory=dict)
    """Whatever else the step wants on record, as text."""

    def __post_init__(self) -> None:
        _need(1 <= self.n <= LARGEST_INT, "n counts from 1")
        _need((self.n == 1) == (self.previous is None), "only the first names no previous entry")
        _need(_KIND.fullmatch(self.kind) is not None, f"{self.kind!r} is no kind")
        _need(self.algorithm in ALGORITHMS, f"{self.algorithm!r} is no algorithm")
        for name in ("document_id", "form", "form_version", "actor"):
            _need(getattr(self, name) != "", f"{name} is empty")
        for name in ("template_sha256", "values_sha256"):
            _need_hex(name, getattr(self, name))
        for name in ("previous", "docx_sha256", "pdf_sha256"):
            if (given := getattr(self, name)) is not None:
                _need_hex(name, given)
        _need(self.recorded_at.tzinfo is not None, "recorded_at has no time zone")
        _need(
            all(isinstance(part, str) for pair in self.facts.items() for part in pair),
            "facts are text",
        )
        object.__setattr__(self, "recorded_at", self.recorded_at.astimezone(UTC))
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))


def encode(entry: Entry) -> bytes:
    """The bytes that are hashed, chained and logged. Raises EntryMalformed."""
    members: dict[str, Any] = {f.name: getattr(entry, f.name) for f in fields(entry)}
    members["recorded_at"] = _rfc3339(entry.recorded_at)
    members["seal"] = vars(entry.seal) if entry.seal else None
    try:
        return PREFIX + canonical(members)
    except NotCanonical as error:
        raise EntryMalformed(str(error)) from error


def decode(body: bytes) -> Entry:
    """The entry whose `encode` gives exactly `body`. Raises EntryMalformed for any other bytes."""
    if not body.startswith(PREFIX):
        raise EntryMalformed("the version line is not v1's")
    try:
        members = json.loads(body.removeprefix(PREFIX).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise EntryMalformed("no JSON after the version line") from error
    entry = _entry(members)
    # Spaces, doubled or unsorted members, other escapes: same meaning, other bytes, so refused.
    if encode(entry) != body:
        raise EntryMalformed("the JSON is not canonical")
    return entry


def digest_of(entry: Entry) -> str:
    """The digest, by the entry's own algorithm, that the next entry names as `previous`."""
    return digest(encode(entry), entry.algorithm)


def _entry(members: object) -> Entry:
    wanted = {f.name: f.type for f in fields(Entry)}
    if not isinstance(members, dict) or members.keys() != wanted.keys():
        raise EntryMalformed("the members are not those of v1")
    given = dict(members)
    for name, kind in wanted.items():
        if not _fits(given[name], str(kind)):
            raise EntryMalformed(f"{name} is not {kind}")
    if given["seal"] is not None:
        given["seal"] = _seal(given["seal"])
    given["recorded_at"] = _instant(given["recorded_at"])
    return Entry(**given)


def _fits(value: object, kind: str) -> bool:
    """Whether a JSON value may stand where `Entry` declares `kind`."""
    if value is None:
        return kind.endswith("| None")
    json_kind = {"int": int, "SealFacts": dict, "Mapping[str, str]": dict}
    expected = json_kind.get(kind.removesuffix(" | None"), str)
    return isinstance(value, expected) and not isinstance(value, bool)


def _seal(members: dict[str, Any]) -> SealFacts:
    names = {f.name for f in fields(SealFacts)}
    if members.keys() != names or not all(isinstance(v, str) for v in members.values()):
        raise EntryMalformed("the seal's members are not those of v1")
    return SealFacts(**members)


def _rfc3339(instant: datetime) -> str:
    """RFC 3339 in UTC, always with microseconds, so that one instant has one text."""
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _instant(text: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise EntryMalformed("recorded_at is not RFC 3339 in UTC with microseconds")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise EntryMalformed("recorded_at is no instant") from error


def _need(holds: bool, why: str) -> None:
    if not holds:
        raise EntryMalformed(why)


def _need_hex(name: str, text: str) -> None:
    _need(_HEX.fullmatch(text) is not None, f"{name} is no digest of 64 hex digits")
