"""Reading an organ out of a certificate, and certificates from one library into the other."""

# mypy: disable-error-code="import-untyped"
# asn1crypto ships no types.

from __future__ import annotations

import hashlib
import re
import unicodedata

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate as pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def from_asn1(certificate: asn1_x509.Certificate) -> x509.Certificate:
    """The same certificate as `cryptography` wants it. Raises ValueError when it cannot be."""
    return x509.load_der_x509_certificate(certificate.dump())


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the DER, lower-case hex."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def organisations(certificate: x509.Certificate) -> tuple[str, ...]:
    """The subject's O values, in NFKC."""
    return _values(certificate, NameOID.ORGANIZATION_NAME)


def credit_codes(certificate: x509.Certificate) -> tuple[str, ...]:
    """What may be a 统一社会信用代码 in organizationIdentifier and serialNumber, upper case.

    Authorities write the bare code or put a scheme before it (`NTRCN-…`, ETSI EN 319 412-1 5.1.4),
    so the part behind the last separator counts.
    """
    raw = (
        *_values(certificate, NameOID.ORGANIZATION_IDENTIFIER),
        *_values(certificate, NameOID.SERIAL_NUMBER),
    )
    return tuple(re.split(r"[-:@]", value)[-1].upper() for value in raw)


def same_text(text: str) -> str:
    """The form in which names are compared: NFKC, no blanks at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def _values(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> tuple[str, ...]:
    found = certificate.subject.get_attributes_for_oid(oid)
    return tuple(same_text(str(attribute.value)) for attribute in found)
