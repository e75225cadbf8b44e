"""What a seal is and which states it passes through. The steps between them are in `policy`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SealState(StrEnum):
    """uploaded → approved ⇄ suspended → revoked, expired or replaced; or uploaded → refused."""

    UPLOADED = "uploaded"
    APPROVED = "approved"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Seal:
    """One seal of one organ. Picture, certificate and key are kept apart, named by digest.

    `mm` is the printed diameter. Times are aware. Digests are SHA-256 in lower-case hex; that of
    the certificate is over its DER. `approved_digest` is `seal_digest` as the reviewer saw it.
    """

    id: str
    unit: str
    unit_name: str
    mm: float
    picture_sha256: str
    certificate_sha256: str
    valid_from: datetime
    valid_to: datetime
    state: SealState
    uploaded_by: str
    uploaded_at: datetime
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    approved_digest: str | None = None
    reason: str | None = None


def seal_digest(seal: Seal) -> str:
    """SHA-256, in hex, over everything a reviewer approves: whose seal, its picture, size and key.

    An approval holds for these facts only. It catches a record or picture that was exchanged
    afterwards; it is no signature, so the audit trail must keep the digest too.
    """
    facts = {
        "certificate": seal.certificate_sha256,
        "id": seal.id,
        "mm": f"{seal.mm:.3f}",
        "picture": seal.picture_sha256,
        "unit": seal.unit,
        "unit_name": seal.unit_name,
        "valid_from": int(seal.valid_from.timestamp()),
        "valid_to": int(seal.valid_to.timestamp()),
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"seal-approval/1\n" + text.encode()).hexdigest()
