"""Checking a sealed PDF. Nothing is fetched: what is needed is handed in.

The time at which a certificate is judged, in this order:

1. the time of a time-stamp that itself holds and is trusted;
2. `proven_at`, a time for which the caller's own records vouch (a ledger that names this file);
3. `at`, the time of asking.

The time that a seal claims for itself (`/M`) proves nothing: whoever holds an expired key could
write any. It must lie within the certificate's validity and not after `at`, but a certificate that
has since expired is refused, with a reason of its own, unless 1 or 2 shows when the seal was made.
"""

# mypy: disable-error-code="no-untyped-call, import-untyped"
# asn1crypto ships no types; parts of pyHanko are not annotated.

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import (
    ModificationInfo,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)
from pyhanko_certvalidator import ValidationContext

from seals._loop import run
from seals.errors import Finding, NotVerified
from seals.report import SealReport, SignatureReport
from seals.structure import (
    appearance_findings,
    container_findings,
    file_findings,
    framing_findings,
)
from seals.trust import validation_context
from seals.x509names import credit_codes, fingerprint, from_asn1, organisations

_CLOCK_PLAY = timedelta(minutes=5)
"""How far the sealing machine's clock may run ahead of the verifier's."""

_OUT_OF_TIME = ("expired_without_proof", "certificate_not_valid_then")


@dataclass(frozen=True)
class _Trust:
    """Whom to believe, and when."""

    roots: tuple[x509.Certificate, ...]
    tsa_roots: tuple[x509.Certificate, ...]
    crls: tuple[x509.CertificateRevocationList, ...]
    at: datetime
    proven_at: datetime | None


def verify_sealed_pdf(
    pdf: bytes,
    *,
    roots: Sequence[x509.Certificate],
    at: datetime,
    expected_fields: Sequence[str] | None = None,
    expected_sha256: str | None = None,
    expected_certificates: Collection[str] | None = None,
    crls: Iterable[x509.CertificateRevocationList] = (),
    tsa_roots: Sequence[x509.Certificate] | None = None,
    proven_at: datetime | None = None,
) -> None:
    """Return only if every seal of the file holds and the file is nothing but what was sealed.

    `at` and `proven_at` are aware; `tsa_roots` are the roots of time-stamping
    authorities, `roots` when None. What is expected comes from the caller's records: the fields,
    the file's SHA-256, and the SHA-256 of every certificate that may seal it, for without them any
    organ under the same roots could have sealed it. Raises NotVerified with every reason, for any
    bytes whatever.
    """
    report = describe_sealed_pdf(
        pdf,
        roots=roots,
        at=at,
        expected_fields=expected_fields,
        expected_sha256=expected_sha256,
        expected_certificates=expected_certificates,
        crls=crls,
        tsa_roots=tsa_roots,
        proven_at=proven_at,
    )
    if not report.valid:
        raise NotVerified(report.findings)


def describe_sealed_pdf(
    pdf: bytes,
    *,
    roots: Sequence[x509.Certificate],
    at: datetime,
    expected_fields: Sequence[str] | None = None,
    expected_sha256: str | None = None,
    expected_certificates: Collection[str] | None = None,
    crls: Iterable[x509.CertificateRevocationList] = (),
    tsa_roots: Sequence[x509.Certificate] | None = None,
    proven_at: datetime | None = None,
) -> SealReport:
    """Everything that `verify_sealed_pdf` judges, told in full.

    No file makes it raise; only times without a zone do (ValueError).
    """
    if at.tzinfo is None or (proven_at is not None and proven_at.tzinfo is None):
        raise ValueError("times must be aware")
    digest = hashlib.sha256(pdf).hexdigest()
    anchors = tuple(roots)
    trust = _Trust(
        anchors, anchors if tsa_roots is None else tuple(tsa_roots), tuple(crls), at, proven_at
    )
    faults = []
    if expected_sha256 is not None and digest != expected_sha256.lower():
        zh = "文件与存档的原件不一致"
        faults.append(Finding("sha256_differs", None, zh, f"SHA-256 is {digest}"))
    signatures: tuple[SignatureReport, ...] = ()
    try:
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        faults += file_findings(pdf, embedded, expected_fields)
        signatures, stamp_faults = run(lambda: _judge_all(pdf, embedded, trust))
        faults += stamp_faults
    except Exception as exc:  # noqa: BLE001 - hostile bytes raise anything; each is a verdict
        faults.append(_unreadable(exc))
    if expected_certificates is not None:
        faults += [
            _finding(s.field, "wrong_certificate", "印章不是应有单位的印章", s.certificate_sha256)
            for s in signatures
            if s.certificate_sha256 not in expected_certificates
        ]
    return SealReport(digest, signatures, tuple(faults))


def _unreadable(exc: Exception) -> Finding:
    en = f"{type(exc).__name__}: {exc}"
    return Finding("unreadable", None, "文件已损坏或不是有效的 PDF", en)


async def _judge_all(
    pdf: bytes, embedded: Sequence[EmbeddedPdfSignature], trust: _Trust
) -> tuple[tuple[SignatureReport, ...], tuple[Finding, ...]]:
    reports: list[SignatureReport] = []
    faults: list[Finding] = []
    for signature in embedded:
        if signature.sig_object_type == "/DocTimeStamp":
            faults += await _judge_stamp(pdf, signature, trust)
        else:
            reports.append(await _judge(pdf, signature, trust))
    return tuple(reports), tuple(faults)


async def _judge(pdf: bytes, signature: EmbeddedPdfSignature, trust: _Trust) -> SignatureReport:
    unproven = _token_time(signature)
    now = trust.proven_at or trust.at
    status = await _status(signature, trust, unproven or now)
    stamp = status.timestamp_validity
    stamped = None
    if stamp is not None and stamp.intact and stamp.valid and stamp.trusted:
        stamped = stamp.timestamp
    elif unproven is not None:
        status = await _status(signature, trust, now)
    certificate = from_asn1(signature.signer_cert)
    claimed = status.signer_reported_dt
    time_reasons = _time_reasons(signature.field_name, certificate, claimed, stamped, trust)
    reasons = (
        *_status_reasons(
            signature.field_name, status, any(r.code in _OUT_OF_TIME for r in time_reasons)
        ),
        *time_reasons,
        *container_findings(pdf, signature),
        *framing_findings(signature),
        *appearance_findings(signature),
    )
    if not status.bottom_line and not reasons:
        reasons = (_finding(signature.field_name, "not_valid", "签名无效", status.summary()),)
    docmdp = signature.docmdp_level
    return SignatureReport(
        field=signature.field_name,
        organisation=next(iter(organisations(certificate)), None),
        credit_code=next(iter(credit_codes(certificate)), None),
        certificate_sha256=fingerprint(certificate),
        certificate_valid_from=certificate.not_valid_before_utc,
        certificate_valid_to=certificate.not_valid_after_utc,
        claimed_time=claimed,
        stamped_time=stamped,
        level="B-B" if stamped is None else "B-T",
        intact=status.intact and status.valid,
        trusted=status.trusted,
        covers_whole_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        docmdp=None if docmdp is None else docmdp.value,
        modification=_modification(status),
        reasons=reasons,
    )


async def _status(
    signature: EmbeddedPdfSignature, trust: _Trust, moment: datetime
) -> PdfSignatureStatus:
    return await async_validate_pdf_signature(
        signature,
        signer_validation_context=validation_context(
            from_asn1(signature.signer_cert), roots=trust.roots, moment=moment, crls=trust.crls
        ),
        ts_validation_context=_stamp_context(trust),
    )


def _stamp_context(trust: _Trust) -> ValidationContext:
    return validation_context(None, roots=trust.tsa_roots, moment=trust.at, crls=trust.crls)


async def _judge_stamp(
    pdf: bytes, stamp: EmbeddedPdfSignature, trust: _Trust
) -> tuple[Finding, ...]:
    """A document time-stamp (ISO 32000-2, 12.8.5) proves no seal, but must hold if it is there."""
    status = await async_validate_pdf_timestamp(stamp, _stamp_context(trust))
    findings = container_findings(pdf, stamp)
    if status.intact and status.valid and status.trusted:
        return findings
    zh = "时间戳无效或不受信任"
    return (*findings, _finding(stamp.field_name, "timestamp_invalid", zh, status.summary()))


def _token_time(signature: EmbeddedPdfSignature) -> datetime | None:
    """What the seal's time-stamp says, before anyone has checked it."""
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return moment
    return None


def _finding(field: str, code: str, zh: str, en: str) -> Finding:
    return Finding(code, field, zh, en)


def _modification(status: ModificationInfo) -> str:
    level = status.modification_level
    return "UNKNOWN" if level is None else level.name


def _status_reasons(
    field: str, status: PdfSignatureStatus, out_of_time: bool
) -> tuple[Finding, ...]:
    """pyHanko's verdict as reasons. A chain that fails for its dates alone is told elsewhere."""
    found = []
    if not status.intact:
        zh = "文件内容在盖章后被改动"
        found.append(_finding(field, "content_changed", zh, "digest differs"))
    elif not status.valid:
        zh = "签名值无效"
        found.append(_finding(field, "signature_invalid", zh, "signature value does not verify"))
    if not status.docmdp_ok:
        en = f"later revision: {_modification(status)}"
        found.append(_finding(field, "modified_after_sealing", "盖章后文件被修改", en))
    if status.intact and status.valid and not status.trusted:
        problem = getattr(status.trust_problem_indic, "name", "unknown")
        if "REVOKED" in problem:
            zh = "印章证书已被吊销"
            found.append(_finding(field, "certificate_revoked", zh, problem))
        elif problem == "TRY_LATER":
            zh = "无法确认印章证书是否已被吊销"
            found.append(_finding(field, "revocation_unknown", zh, problem))
        elif not out_of_time:
            zh = "印章证书不是由受信任的机构签发"
            found.append(_finding(field, "untrusted_certificate", zh, problem))
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid and stamp.trusted):
        zh = "时间戳无效或不受信任"
        found.append(_finding(field, "timestamp_invalid", zh, stamp.summary()))
    return tuple(found)


def _time_reasons(
    field: str,
    certificate: x509.Certificate,
    claimed: datetime | None,
    stamped: datetime | None,
    trust: _Trust,
) -> tuple[Finding, ...]:
    """The rule of the module's head, numbered as there."""
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    proven = stamped or trust.proven_at  # 1, 2
    judged = proven or trust.at  # 3
    if claimed is None or claimed.tzinfo is None:
        return (_finding(field, "no_claimed_time", "签名没有写明时间", "no usable /M"),)
    found = []
    if not first <= claimed <= last:
        zh = "盖章时间不在证书有效期内"
        found.append(_finding(field, "claimed_outside_validity", zh, f"claimed {claimed}"))
    if claimed > trust.at + _CLOCK_PLAY:
        zh = "盖章时间晚于当前时间"
        found.append(_finding(field, "claimed_in_future", zh, f"claimed {claimed}"))
    if not first <= judged <= last:
        if proven is None and judged > last and first <= claimed <= last:
            zh = "证书现已过期；盖章时间仅为自称，没有时间戳证明"
            en = f"expired {last}; the claimed time alone is no proof"
            found.append(_finding(field, "expired_without_proof", zh, en))
        else:
            zh = "证书在判定时间不在有效期内"
            en = f"valid {first} to {last}, judged {judged}"
            found.append(_finding(field, "certificate_not_valid_then", zh, en))
    return tuple(found)
