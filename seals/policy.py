"""Who may do what with a seal, and when it may be used. The one place of the four eyes."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from seals.errors import IllegalSealStep, ReasonRequired, SameReviewer, SealNotUsable
from seals.seal import Seal, SealState, seal_digest

_TO: Mapping[str, SealState] = MappingProxyType(
    {
        "approve": SealState.APPROVED,
        "refuse": SealState.REFUSED,
        "suspend": SealState.SUSPENDED,
        "resume": SealState.APPROVED,
        "revoke": SealState.REVOKED,
        "expire": SealState.EXPIRED,
        "replace": SealState.REPLACED,
    }
)

_ALLOWED: Mapping[SealState, tuple[str, ...]] = MappingProxyType(
    {
        SealState.UPLOADED: ("approve", "refuse"),
        SealState.APPROVED: ("suspend", "revoke", "expire", "replace"),
        SealState.SUSPENDED: ("resume", "revoke", "expire", "replace"),
        SealState.REFUSED: (),
        SealState.REVOKED: (),
        SealState.EXPIRED: (),
        SealState.REPLACED: (),
    }
)

_WHY_NOT_ZH: Mapping[SealState, str] = MappingProxyType(
    {
        SealState.UPLOADED: "印章尚未审核",
        SealState.REFUSED: "印章审核未通过",
        SealState.SUSPENDED: "印章已停用",
        SealState.REVOKED: "印章已撤销",
        SealState.EXPIRED: "印章已过期",
        SealState.REPLACED: "印章已被替换",
    }
)


def steps(state: SealState) -> tuple[str, ...]:
    """The steps that a seal in `state` allows."""
    return _ALLOWED[state]


def review(seal: Seal, *, reviewer: str, approve: bool, reason: str | None, at: datetime) -> Seal:
    """The seal as the second person left it: approved, or refused with a reason.

    Raises SameReviewer when `reviewer` is the uploader (persons are compared, so another account
    name spelling does not help), IllegalSealStep, or ReasonRequired for a refusal without one.
    """
    step = "approve" if approve else "refuse"
    _require_step(seal, step)
    if not _person(reviewer) or _person(reviewer) == _person(seal.uploaded_by):
        raise SameReviewer(reviewer)
    if not approve:
        reason = _require_reason(step, reason)
    return replace(
        seal,
        state=_TO[step],
        reviewed_by=reviewer,
        reviewed_at=at,
        approved_digest=seal_digest(seal) if approve else None,
        reason=reason,
    )


def suspend(seal: Seal, *, reason: str) -> Seal:
    """Out of use for now. Raises IllegalSealStep, ReasonRequired."""
    return _step(seal, "suspend", reason)


def resume(seal: Seal, *, reason: str) -> Seal:
    """Back in use, under the approval it had. Raises IllegalSealStep, ReasonRequired."""
    return _step(seal, "resume", reason)


def revoke(seal: Seal, *, reason: str) -> Seal:
    """Out of use for good. Raises IllegalSealStep, ReasonRequired."""
    return _step(seal, "revoke", reason)


def supersede(seal: Seal, *, reason: str) -> Seal:
    """Out of use for good because a newer seal takes its place."""
    return _step(seal, "replace", reason)


def expire(seal: Seal, *, at: datetime) -> Seal:
    """Out of use because the certificate ended before `at`. Raises IllegalSealStep if it did not."""
    if at <= seal.valid_to:
        raise IllegalSealStep(seal.state, "expire", [s for s in steps(seal.state) if s != "expire"])
    return _step(seal, "expire", "certificate validity ended")


def require_usable(seal: Seal, *, unit: str, on: datetime) -> None:
    """Return only if this seal may be put on a paper of `unit` at the instant `on`.

    Raises SealNotUsable: another unit's seal, not approved, changed since the approval, or outside
    the validity of its certificate.
    """
    if seal.unit != unit:
        raise SealNotUsable(f"it belongs to unit {seal.unit!r}, not {unit!r}", "不是本单位的印章")
    if seal.state is not SealState.APPROVED:
        raise SealNotUsable(f"it is {seal.state}", _WHY_NOT_ZH[seal.state])
    if seal.reviewed_by is None or _person(seal.reviewed_by) == _person(seal.uploaded_by):
        raise SealNotUsable("no second person approved it", "印章未经他人审核")
    if seal.approved_digest != seal_digest(seal):
        raise SealNotUsable("it changed since it was approved", "印章在审核后被改动")
    if on < seal.valid_from:
        raise SealNotUsable("its certificate is not valid yet", "印章证书尚未生效")
    if on > seal.valid_to:
        raise SealNotUsable("its certificate has expired", "印章证书已过期")


def require_material(seal: Seal, *, picture_png: bytes, certificate: x509.Certificate) -> None:
    """Return only if these are the picture and the certificate that the seal names.

    Raises SealNotUsable. Call it next to `require_usable`: the record may be right and the stored
    picture not.
    """
    if hashlib.sha256(picture_png).hexdigest() != seal.picture_sha256:
        raise SealNotUsable("the stored picture is another one", "印章图样与审核的不一致")
    der = certificate.public_bytes(Encoding.DER)
    if hashlib.sha256(der).hexdigest() != seal.certificate_sha256:
        raise SealNotUsable("the stored certificate is another one", "印章证书与审核的不一致")


def _person(name: str) -> str:
    """A login name reduced to the person: width, case and blanks do not make someone else."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _require_step(seal: Seal, step: str) -> None:
    if step not in _ALLOWED[seal.state]:
        raise IllegalSealStep(seal.state, step, _ALLOWED[seal.state])


def _require_reason(step: str, reason: str | None) -> str:
    if reason is None or not reason.strip():
        raise ReasonRequired(step)
    return reason.strip()


def _step(seal: Seal, step: str, reason: str | None) -> Seal:
    _require_step(seal, step)
    return replace(seal, state=_TO[step], reason=_require_reason(step, reason))
