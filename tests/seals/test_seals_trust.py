"""Whom and when to believe: foreign keys, expired ones, revoked ones, and borrowed time-stamps."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from seals_papers import CREDIT_CODE, NOW, ORGAN, paper, revocation_list, spans

from seals.authority import DemoAuthority
from seals.certificate import KeyMaterial
from seals.errors import NotVerified
from seals.keys import SealKey
from seals.signer import SealSigner
from seals.verify import describe_sealed_pdf, verify_sealed_pdf
from seals.x509names import fingerprint

Seal = Callable[..., bytes]
Check = Callable[..., set[str]]
Edit = Callable[[IncrementalPdfFileWriter], None]


def test_a_self_signed_certificate_of_the_same_name_is_refused(
    seal: Seal, refused: Check, small_key: rsa.RSAPrivateKey, material: KeyMaterial
) -> None:
    forged = self_signed(small_key, material.certificate.subject)
    pdf = seal(signer=SealSigner(KeyMaterial(small_key, forged)))
    assert refused(pdf) == {"untrusted_certificate"}


def self_signed(key: rsa.RSAPrivateKey, name: x509.Name) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=9))
        .not_valid_after(NOW + timedelta(days=900))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False), True
        )
        .sign(key, hashes.SHA256())
    )


def test_an_authority_of_the_same_name_is_refused(
    authority: DemoAuthority, seal: Seal, refused: Check, small_key: rsa.RSAPrivateKey
) -> None:
    impostor = DemoAuthority(authority.root, authority.intermediate, authority.root_key, small_key)
    pdf = seal(signer=SealSigner(issued(impostor, small_key)))
    assert refused(pdf) == {"untrusted_certificate"}


def test_the_sound_seal_of_another_organ_is_refused_where_ours_is_expected(
    authority: DemoAuthority,
    material: KeyMaterial,
    seal: Seal,
    refused: Check,
    small_key: rsa.RSAPrivateKey,
) -> None:
    other = authority.issue_seal_certificate(
        "某某县应急管理局", "X", NOW - timedelta(days=9), NOW + timedelta(days=9), key=small_key
    )
    pdf = seal(signer=SealSigner(other))
    verify_sealed_pdf(pdf, roots=[authority.root], at=NOW)
    ours = {fingerprint(material.certificate)}
    assert refused(pdf, expected_certificates=ours) == {"wrong_certificate"}
    verify_sealed_pdf(seal(), roots=[authority.root], at=NOW, expected_certificates=ours)


def test_a_certificate_that_may_not_issue_cannot_issue(
    material: KeyMaterial, seal: Seal, refused: Check, small_key: rsa.RSAPrivateKey
) -> None:
    assert isinstance(material.private_key, rsa.RSAPrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGAN)])
    child = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(material.certificate.subject)
        .public_key(small_key.public_key())
        .serial_number(8)
        .not_valid_before(NOW - timedelta(days=9))
        .not_valid_after(NOW + timedelta(days=900))
        .sign(material.private_key, hashes.SHA256())
    )
    chain = (material.certificate, *material.chain)
    assert refused(seal(signer=SealSigner(KeyMaterial(small_key, child, chain)))) == {
        "untrusted_certificate"
    }


def issued(
    authority: DemoAuthority,
    key: SealKey,
    first: datetime = NOW - timedelta(days=100),
    last: datetime = NOW + timedelta(days=100),
) -> KeyMaterial:
    return authority.issue_seal_certificate(ORGAN, CREDIT_CODE, first, last, key=key)


def test_a_seal_made_with_an_expired_certificate_is_refused(
    authority: DemoAuthority, seal: Seal, refused: Check, small_key: rsa.RSAPrivateKey
) -> None:
    old = issued(authority, small_key, NOW - timedelta(days=9), NOW - timedelta(days=1))
    found = refused(seal(signer=SealSigner(old)))
    assert found == {"claimed_outside_validity", "certificate_not_valid_then"}


def test_a_seal_made_before_its_certificate_is_refused(
    authority: DemoAuthority, seal: Seal, refused: Check, small_key: rsa.RSAPrivateKey
) -> None:
    new = issued(authority, small_key, NOW + timedelta(days=1))
    found = refused(seal(signer=SealSigner(new)))
    assert found == {"claimed_outside_validity", "certificate_not_valid_then"}


def test_a_backdated_seal_of_an_expired_key_is_refused(sealed: bytes, refused: Check) -> None:
    """The claimed time lies within the validity, but whoever finds an old key can claim it."""
    assert refused(sealed, at=NOW + timedelta(days=1000)) == {"expired_without_proof"}


def test_a_ledger_s_proof_of_time_keeps_a_seal_valid_after_its_certificate(
    sealed: bytes, authority: DemoAuthority, refused: Check
) -> None:
    later = NOW + timedelta(days=1000)
    verify_sealed_pdf(
        sealed, roots=[authority.root], at=later, proven_at=NOW + timedelta(minutes=1)
    )
    late_proof = NOW + timedelta(days=950)
    assert refused(sealed, at=later, proven_at=late_proof) == {"certificate_not_valid_then"}


def test_a_seal_from_the_future_is_refused(sealed: bytes, refused: Check) -> None:
    assert refused(sealed, at=NOW - timedelta(hours=1)) == {"claimed_in_future"}


def test_a_revoked_certificate_is_refused(
    sealed: bytes, authority: DemoAuthority, material: KeyMaterial, refused: Check
) -> None:
    crl = revocation_list(authority, material.certificate, NOW - timedelta(days=3))
    assert refused(sealed, crls=[crl]) == {"certificate_revoked"}


def test_an_outdated_revocation_list_is_no_answer(
    sealed: bytes, authority: DemoAuthority, material: KeyMaterial, refused: Check
) -> None:
    crl = revocation_list(authority, material.chain[0], NOW - timedelta(days=3))
    verify_sealed_pdf(sealed, roots=[authority.root], at=NOW, crls=[crl])
    assert refused(sealed, at=NOW + timedelta(days=40), crls=[crl]) == {"revocation_unknown"}


def with_message(pdf: bytes, change: Callable[[cms.ContentInfo], None]) -> bytes:
    """The file with its CMS message decoded, changed and put back."""
    first, second, _ = spans(pdf)
    message = cms.ContentInfo.load(bytes.fromhex(pdf[first + 1 : second - 1].decode()))
    change(message)
    digits = message.dump(force=True).hex().upper().encode()
    return pdf[: first + 1] + digits.ljust(second - first - 2, b"0") + pdf[second - 1 :]


def test_a_time_stamp_of_another_seal_is_refused(
    stamped: bytes, seal: Seal, stamper: TimeStamper, refused: Check
) -> None:
    other = seal(paper(pages=3), timestamper=stamper)
    first, second, _ = spans(other)
    taken = cms.ContentInfo.load(bytes.fromhex(other[first + 1 : second - 1].decode()))

    def exchange(message: cms.ContentInfo) -> None:
        foreign = taken["content"]["signer_infos"][0]["unsigned_attrs"]
        message["content"]["signer_infos"][0]["unsigned_attrs"] = foreign

    assert refused(with_message(stamped, exchange)) == {"timestamp_invalid"}


def test_a_time_stamp_taken_off_proves_no_time(
    stamped: bytes, authority: DemoAuthority, refused: Check
) -> None:
    def remove(message: cms.ContentInfo) -> None:
        del message["content"]["signer_infos"][0]["unsigned_attrs"]

    bare = with_message(stamped, remove)
    (found,) = describe_sealed_pdf(bare, roots=[authority.root], at=NOW).signatures
    assert (found.level, found.stamped_time) == ("B-B", None)
    assert refused(bare, at=NOW + timedelta(days=1000)) == {"expired_without_proof"}


def test_a_time_stamp_of_an_unknown_authority_proves_no_time(
    stamped: bytes, authority: DemoAuthority, refused: Check
) -> None:
    verify_sealed_pdf(stamped, roots=[authority.root], at=NOW, tsa_roots=[authority.root])
    assert refused(stamped, tsa_roots=[]) == {"timestamp_invalid"}
    late = refused(stamped, at=NOW + timedelta(days=950), tsa_roots=[])
    assert late == {"timestamp_invalid", "expired_without_proof"}


def test_a_time_stamp_keeps_a_seal_valid_after_its_certificate(
    seal: Seal,
    stamper: TimeStamper,
    authority: DemoAuthority,
    refused: Check,
    small_key: rsa.RSAPrivateKey,
) -> None:
    signer = SealSigner(issued(authority, small_key))
    later = NOW + timedelta(days=500)
    verify_sealed_pdf(seal(signer=signer, timestamper=stamper), roots=[authority.root], at=later)
    assert refused(seal(signer=signer), at=later) == {"expired_without_proof"}


def test_a_revocation_counts_from_its_date_on(
    stamped: bytes, authority: DemoAuthority, material: KeyMaterial, refused: Check
) -> None:
    before = revocation_list(authority, material.certificate, NOW - timedelta(days=3))
    after = revocation_list(authority, material.certificate, NOW + timedelta(days=3))
    later = NOW + timedelta(days=9)
    assert refused(stamped, at=later, crls=[before]) == {"certificate_revoked"}
    verify_sealed_pdf(stamped, roots=[authority.root], at=later, crls=[after])


def archived(pdf: bytes, stamper: TimeStamper) -> bytes:
    """The file with a closing document time-stamp, as an archive adds it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    out: io.BytesIO = PdfTimeStamper(stamper, field_name="Archive1").timestamp_pdf(writer, "sha256")
    return out.getvalue()


def test_a_closing_document_time_stamp_leaves_the_seal_valid(
    sealed: bytes, stamper: TimeStamper, authority: DemoAuthority, refused: Check
) -> None:
    closed = archived(sealed, stamper)
    verify_sealed_pdf(closed, roots=[authority.root], at=NOW, expected_fields=["Seal1"])
    (found,) = describe_sealed_pdf(closed, roots=[authority.root], at=NOW).signatures
    assert (found.covers_whole_file, found.modification) == (False, "LTA_UPDATES")
    assert refused(closed, tsa_roots=[]) == {"timestamp_invalid"}
    assert refused(closed + b" ") & {"trailing_bytes", "unreadable"}


def test_a_document_time_stamp_alone_is_no_seal(stamper: TimeStamper, refused: Check) -> None:
    assert refused(archived(paper(), stamper)) == {"no_signature", "signature_missing"}


def test_no_root_trusts_nobody(sealed: bytes) -> None:
    with pytest.raises(NotVerified, match="untrusted_certificate"):
        verify_sealed_pdf(sealed, roots=[], at=NOW)


def test_a_verdict_needs_a_time_with_a_zone(sealed: bytes) -> None:
    with pytest.raises(ValueError, match="aware"):
        describe_sealed_pdf(sealed, roots=[], at=datetime(2026, 3, 2))  # noqa: DTZ001 - the point
