"""Seal keys at rest: envelope encryption.

The private key (PKCS#8) is encrypted with a data key of its own; the data key is encrypted with a
master key (KEK) that never lies next to it. Both with AES-256-GCM (NIST SP 800-38D), 96-bit random
nonces, and the same associated data: seal, certificate and master key by name. A record moved to
another seal, or a certificate exchanged under it, does not open.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from seals.errors import KeyUnsealFailed

SealKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
"""The keys that seal: RSA (the default) or a NIST curve."""

KEK_BYTES = 32
_VERSION = 1
_NONCE_BYTES = 12


def private_key_der(key: SealKey) -> bytes:
    """The key as unencrypted PKCS#8 DER, for `wrap_key` only."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def wrap_key(
    private_key_der: bytes, *, seal_id: str, certificate_sha256: str, kek: bytes, kek_id: str
) -> bytes:
    """The key encrypted for this seal and certificate only, as a small JSON record.

    `kek` is 32 random bytes, `kek_id` its name in `unwrap_key`. Raises ValueError for a `kek` of
    another length.
    """
    if len(kek) != KEK_BYTES:
        raise ValueError(f"a master key has {KEK_BYTES} bytes, not {len(kek)}")
    bound = _associated(seal_id, certificate_sha256, kek_id)
    data_key = AESGCM.generate_key(256)
    record = {
        "v": _VERSION,
        "kek": kek_id,
        "dek": _text(_encrypt(kek, data_key, bound)),
        "key": _text(_encrypt(data_key, private_key_der, bound)),
    }
    return json.dumps(record, separators=(",", ":")).encode()


def unwrap_key(
    wrapped: bytes, *, seal_id: str, certificate_sha256: str, keks: Mapping[str, bytes]
) -> SealKey:
    """The private key again. `keks` holds every master key still in use, by name.

    Raises KeyUnsealFailed for a record that is damaged, of another seal or certificate, or under a
    master key that is not at hand.
    """
    der = _open(wrapped, seal_id, certificate_sha256, keks)
    # The slow check of the primes was done at intake, and GCM vouches for the bytes since.
    key = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyUnsealFailed("not a key that seals")
    return key


def rewrap_key(
    wrapped: bytes,
    *,
    seal_id: str,
    certificate_sha256: str,
    keks: Mapping[str, bytes],
    kek_id: str,
) -> bytes:
    """The same key under the master key `kek_id`, one of `keks`. Raises KeyUnsealFailed."""
    der = _open(wrapped, seal_id, certificate_sha256, keks)
    return wrap_key(
        der,
        seal_id=seal_id,
        certificate_sha256=certificate_sha256,
        kek=keks[kek_id],
        kek_id=kek_id,
    )


def _open(
    wrapped: bytes, seal_id: str, certificate_sha256: str, keks: Mapping[str, bytes]
) -> bytes:
    try:
        record = json.loads(wrapped)
        version, kek_id = record["v"], record["kek"]
        sealed_key, sealed_data_key = _bytes(record["key"]), _bytes(record["dek"])
    except (ValueError, TypeError, KeyError) as exc:
        raise KeyUnsealFailed("not a key record") from exc
    if version != _VERSION:
        raise KeyUnsealFailed(f"record version {version!r} is unknown")
    if not isinstance(kek_id, str) or kek_id not in keks:
        raise KeyUnsealFailed(f"master key {kek_id!r} is not at hand")
    bound = _associated(seal_id, certificate_sha256, kek_id)
    try:
        data_key = _decrypt(keks[kek_id], sealed_data_key, bound)
        return _decrypt(data_key, sealed_key, bound)
    except (InvalidTag, ValueError) as exc:
        raise KeyUnsealFailed("it does not open for this seal and certificate") from exc


def _associated(seal_id: str, certificate_sha256: str, kek_id: str) -> bytes:
    facts = {"v": _VERSION, "seal": seal_id, "certificate": certificate_sha256, "kek": kek_id}
    return b"seal-key/1\n" + json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


def _encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _decrypt(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as exc:
        raise ValueError("not base64") from exc
