"""Taking in the certificate and key of a seal."""

# mypy: disable-error-code="no-untyped-call"
# Parts of pyhanko-certvalidator are not annotated.

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathError,
    RevokedError,
    ValidationError,
)

from seals._loop import run
from seals.errors import IntakeFault, IntakeRefused
from seals.keys import SealKey
from seals.trust import validation_context
from seals.x509names import credit_codes, organisations, same_text, to_asn1

MAX_BYTES = 100_000
MIN_RSA_BITS = 2048
MIN_DAYS_LEFT = 30
_CURVES = ("secp256r1", "secp384r1")
_PEM_KEY = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True)
class KeyMaterial:
    """A seal's private key, its certificate, and the issuers up to (not counting) the root."""

    private_key: SealKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def certificate_pem(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def chain_pem(self) -> bytes:
        """The issuers, one PEM block each; empty when there are none."""
        return b"".join(c.public_bytes(Encoding.PEM) for c in self.chain)


def load_pkcs12(data: bytes, password: str | None) -> KeyMaterial:
    """Key, certificate and chain from a PKCS#12 file (.p12, .pfx). An import format only.

    Raises IntakeRefused: too large, wrong password or damaged, no key, no certificate, or a kind of
    key that cannot seal. RSA keys are checked for consistency here, once; see `keys.unwrap_key`.
    """
    _require_small(data)
    secret = None if password is None else password.encode()
    try:
        bag = pkcs12.load_pkcs12(data, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise _refused("unreadable_pkcs12", "证书文件已损坏或密码错误", str(exc)) from exc
    certificates = [bag.cert, *bag.additional_certs]
    return _material(bag.key, [c.certificate for c in certificates if c is not None])


def load_pem(data: bytes, password: str | None = None) -> KeyMaterial:
    """The same from PEM: one private key and its certificate, with the chain, in any order.

    Raises IntakeRefused as `load_pkcs12` does.
    """
    _require_small(data)
    secret = None if password is None else password.encode()
    found = _PEM_KEY.search(data)
    try:
        key = None if found is None else load_pem_private_key(found.group(), secret)
        certificates = x509.load_pem_x509_certificates(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise _refused("unreadable_pem", "证书或私钥文件已损坏，或者密码错误", str(exc)) from exc
    return _material(key, certificates)


def check_certificate(
    material: KeyMaterial,
    *,
    organisation: str,
    credit_code: str,
    roots: Sequence[x509.Certificate],
    at: datetime,
    crls: Iterable[x509.CertificateRevocationList] = (),
) -> None:
    """Return only if this key may become a seal of this organ at the instant `at` (aware).

    `credit_code` is the organ's 统一社会信用代码 (GB 32100). Nothing is fetched.
    Raises IntakeRefused with every fault found.
    """
    certificate = material.certificate
    faults = [
        *_owner_faults(certificate, organisation, credit_code),
        *_key_faults(material),
        *_time_faults(certificate, at),
        *_usage_faults(certificate),
        *_chain_faults(material, roots, at, tuple(crls)),
    ]
    if faults:
        raise IntakeRefused(faults)


def _refused(code: str, zh: str, en: str) -> IntakeRefused:
    return IntakeRefused([IntakeFault(code, zh, en)])


def _require_small(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise _refused("too_large", "证书文件过大", f"{len(data)} bytes, more than {MAX_BYTES}")


def _material(key: object, certificates: Sequence[x509.Certificate]) -> KeyMaterial:
    if key is None:
        raise _refused("no_key", "文件中没有私钥", "no private key")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise _refused("unsupported_key", "密钥类型不受支持", f"{type(key).__name__} cannot seal")
    own = [c for c in certificates if _spki(c) == _spki(key)]
    if not own:
        raise _refused("key_mismatch", "私钥与证书不匹配", "no certificate belongs to the key")
    chain = tuple(c for c in certificates if c is not own[0] and c.subject != c.issuer)
    return KeyMaterial(key, own[0], chain)


def _spki(holder: x509.Certificate | SealKey) -> bytes:
    public = holder.public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _owner_faults(
    certificate: x509.Certificate, organisation: str, credit_code: str
) -> list[IntakeFault]:
    faults = []
    names = organisations(certificate)
    if same_text(organisation) not in names:
        zh = f"证书单位名称为“{'、'.join(names) or '空'}”，不是“{organisation}”"
        faults.append(IntakeFault("wrong_organisation", zh, f"O is {names}"))
    if same_text(credit_code).upper() not in credit_codes(certificate):
        zh = "证书中没有本单位的统一社会信用代码"
        faults.append(IntakeFault("wrong_credit_code", zh, "credit code absent or different"))
    return faults


def _key_faults(material: KeyMaterial) -> list[IntakeFault]:
    faults = []
    key, certificate = material.private_key, material.certificate
    if _spki(key) != _spki(certificate):
        faults.append(IntakeFault("key_mismatch", "私钥与证书不匹配", "key is not the subject's"))
    if isinstance(key, rsa.RSAPrivateKey):
        if key.key_size < MIN_RSA_BITS:
            en = f"RSA key of {key.key_size} bits"
            faults.append(IntakeFault("weak_key", f"RSA 密钥不足 {MIN_RSA_BITS} 位", en))
    elif key.curve.name not in _CURVES:
        en = f"curve {key.curve.name}"
        faults.append(IntakeFault("unsupported_key", "椭圆曲线不受支持", en))
    digest = certificate.signature_hash_algorithm
    if digest is not None and digest.name in ("md5", "sha1"):
        faults.append(IntakeFault("weak_digest", "证书使用了过时的摘要算法", digest.name))
    return faults


def _time_faults(certificate: x509.Certificate, at: datetime) -> list[IntakeFault]:
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not first <= at <= last:
        return [IntakeFault("not_valid_now", "证书不在有效期内", f"valid {first} to {last}")]
    if (days := (last - at).days) < MIN_DAYS_LEFT:
        return [IntakeFault("expires_soon", f"证书将于 {days} 天后过期", f"{days} days left")]
    return []


def _usage_faults(certificate: x509.Certificate) -> list[IntakeFault]:
    faults = []
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature and usage.content_commitment):
            zh = "证书的密钥用途须包含数字签名和不可否认"
            en = "keyUsage lacks digitalSignature or nonRepudiation"
            faults.append(IntakeFault("wrong_key_usage", zh, en))
        authority = usage.key_cert_sign
    except x509.ExtensionNotFound:
        faults.append(IntakeFault("wrong_key_usage", "证书没有密钥用途扩展", "no keyUsage"))
        authority = False
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        authority = authority or basic.ca
    except x509.ExtensionNotFound:
        pass
    if authority:
        faults.append(IntakeFault("ca_certificate", "这是 CA 证书，不能用作印章", "a CA's own"))
    return faults


def _chain_faults(
    material: KeyMaterial,
    roots: Sequence[x509.Certificate],
    at: datetime,
    crls: Sequence[x509.CertificateRevocationList],
) -> list[IntakeFault]:
    certificate = material.certificate
    # An expired certificate is a fault of its own; the chain is judged apart from it.
    moment = min(
        max(at, certificate.not_valid_before_utc),
        certificate.not_valid_after_utc,
    )
    context = validation_context(certificate, roots=roots, moment=moment, crls=crls)
    validator = CertificateValidator(
        to_asn1(certificate),
        intermediate_certs=[to_asn1(c) for c in material.chain],
        validation_context=context,
    )
    try:
        run(lambda: validator.async_validate_usage(set()))
    except RevokedError as exc:
        return [IntakeFault("revoked", "证书已被吊销", str(exc))]
    except InsufficientRevinfoError as exc:
        return [IntakeFault("revocation_unknown", "无法确认证书是否已被吊销", str(exc))]
    except (PathError, ValidationError, ValueError) as exc:
        return [IntakeFault("untrusted_chain", "证书不是由受信任的机构签发", str(exc))]
    return []
