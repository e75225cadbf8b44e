"""Entries and chains for the tests of this room."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from docsvc.ledger.digests import digest
from docsvc.ledger.entry import Entry, SealFacts, decode, digest_of, encode

Row = tuple[int, bytes, str]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sample_entry(**changed: Any) -> Entry:
    """The first entry of a paper, with the given fields changed."""
    facts: dict[str, Any] = {
        "document_id": "0198a2b4-5c1d-7e3f-8a9b-0c1d2e3f4a5b",
        "n": 1,
        "kind": "issued",
        "previous": None,
        "form": "case_filing",
        "form_version": "2020",
        "template_sha256": sha256("template"),
        "number": "（某）应急立〔2026〕0001号",
        "values_sha256": sha256("values"),
        "docx_sha256": sha256("docx"),
        "pdf_sha256": sha256("pdf"),
        "seal": SealFacts("seal-1", sha256("certificate"), sha256("picture")),
        "actor": "zhangsan",
        "reason": None,
        "recorded_at": datetime(2026, 11, 20, 1, 30, 0, 250, tzinfo=UTC),
        "engine": "LibreOffice 25.2.3.2",
    }
    return Entry(**{**facts, **changed})


def sample_chain(length: int, **changed: Any) -> list[Row]:
    """A chain of `length` entries that holds."""
    rows: list[Row] = []
    previous = None
    for n in range(1, length + 1):
        entry = sample_entry(
            n=n,
            kind="issued" if n == 1 else "corrected",
            previous=previous,
            reason=None if n == 1 else f"更正第{n - 1}次",
            recorded_at=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=n),
            **changed,
        )
        previous = digest_of(entry)
        rows.append((n, encode(entry), previous))
    return rows


def redigested(n: int, body: bytes) -> Row:
    """A row whose kept digest was made to fit its body, as a forger with the database would."""
    return n, body, digest(body, decode(body).algorithm)
