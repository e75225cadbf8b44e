"""A certificate authority for demonstrations and tests: root, intermediate, seal certificates.

It keeps its keys in memory and PEM. It is not for production: there the seal platform of the
province and a licensed authority issue the certificates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from seals.certificate import KeyMaterial, load_pem
from seals.errors import IntakeFault, IntakeRefused
from seals.keys import SealKey

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_ROOT_LIFE = timedelta(days=365 * 20)
_INTERMEDIATE_LIFE = timedelta(days=365 * 15)


@dataclass(frozen=True)
class DemoAuthority:
    """Two CA keys and their certificates. Only `root` needs to be trusted by anyone."""

    root: x509.Certificate
    intermediate: x509.Certificate
    root_key: rsa.RSAPrivateKey = field(repr=False)
    intermediate_key: rsa.RSAPrivateKey = field(repr=False)
    key_size: int = 3072

    @classmethod
    def create(cls, common_name: str, at: datetime, key_size: int = 3072) -> DemoAuthority:
        """A fresh authority, valid from `at` (aware) for 20 years. Makes two RSA keys."""
        root_key, intermediate_key = _new_key(key_size), _new_key(key_size)
        root_name = _name(common_name, f"{common_name} 根证书")
        root = _ca_certificate(root_name, root_name, root_key, root_key, 1, at, at + _ROOT_LIFE)
        intermediate = _ca_certificate(
            _name(common_name, f"{common_name} 签发证书"),
            root.subject,
            intermediate_key,
            root_key,
            0,
            at,
            at + _INTERMEDIATE_LIFE,
        )
        return cls(root, intermediate, root_key, intermediate_key, key_size)

    def issue_seal_certificate(
        self,
        organisation: str,
        credit_code: str,
        valid_from: datetime,
        valid_to: datetime,
        *,
        key: SealKey | None = None,
    ) -> KeyMaterial:
        """A seal certificate for this organ, with a fresh RSA key unless `key` is given.

        documentSigning says what it is for; emailProtection stands beside it because NSS, and with
        it pdfsig, calls a signer trusted only with that usage.
        """
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
                x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, credit_code),
                x509.NameAttribute(NameOID.COMMON_NAME, organisation),
            ]
        )
        usages = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
        return self._issue(name, usages, False, key, valid_from, valid_to)

    def issue_timestamp_certificate(
        self, common_name: str, valid_from: datetime, valid_to: datetime
    ) -> KeyMaterial:
        """A certificate for a time-stamping authority (RFC 3161, 2.3: one critical usage)."""
        name = _name(common_name, common_name)
        usages = [ExtendedKeyUsageOID.TIME_STAMPING]
        return self._issue(name, usages, True, None, valid_from, valid_to)

    def to_pem(self) -> bytes:
        """Keys, unencrypted, and certificates. Keep it as secret as a demonstration needs."""
        keys = (self.root_key, self.intermediate_key)
        blocks = (
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
            for key, certificate in zip(keys, (self.root, self.intermediate), strict=True)
        )
        return b"".join(blocks)

    @classmethod
    def from_pem(cls, data: bytes) -> DemoAuthority:
        """What `to_pem` wrote. Raises IntakeRefused when it is something else."""
        mark = b"-----END CERTIFICATE-----\n"
        parts = [load_pem(part + mark) for part in data.split(mark) if part.strip()]
        keys = [p.private_key for p in parts if isinstance(p.private_key, rsa.RSAPrivateKey)]
        if len(parts) != 2 or len(keys) != 2:
            fault = IntakeFault("not_an_authority", "不是演示机构的密钥文件", "want two RSA keys")
            raise IntakeRefused([fault])
        return cls(parts[0].certificate, parts[1].certificate, keys[0], keys[1], keys[0].key_size)

    def _issue(
        self,
        name: x509.Name,
        usages: Sequence[ObjectIdentifier],
        usages_critical: bool,
        key: SealKey | None,
        valid_from: datetime,
        valid_to: datetime,
    ) -> KeyMaterial:
        key = key or _new_key(self.key_size)
        builder = (
            _builder(name, self.intermediate.subject, key, valid_from, valid_to)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(ca=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(usages), critical=usages_critical)
            .add_extension(_issuer_key_id(self.intermediate_key), critical=False)
        )
        certificate = builder.sign(self.intermediate_key, hashes.SHA256())
        return KeyMaterial(key, certificate, (self.intermediate,))


def _new_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _name(organisation: str, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _issuer_key_id(key: rsa.RSAPrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: SealKey, valid_from: datetime, valid_to: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _ca_certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer_key: rsa.RSAPrivateKey,
    path_length: int,
    valid_from: datetime,
    valid_to: datetime,
) -> x509.Certificate:
    return (
        _builder(subject, issuer, key, valid_from, valid_to)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage(ca=True), critical=True)
        .add_extension(_issuer_key_id(issuer_key), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
