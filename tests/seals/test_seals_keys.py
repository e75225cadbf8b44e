"""Seal keys at rest."""

from __future__ import annotations

import base64
import json
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from seals.errors import KeyUnsealFailed
from seals.keys import private_key_der, rewrap_key, unwrap_key, wrap_key

KEK, OTHER = os.urandom(32), os.urandom(32)
KEKS = {"k1": KEK, "k2": OTHER}
CERTIFICATE = "b" * 64
P256 = private_key_der(ec.generate_private_key(ec.SECP256R1()))


def wrapped(seal_id: str = "seal-1", certificate: str = CERTIFICATE) -> bytes:
    return wrap_key(P256, seal_id=seal_id, certificate_sha256=certificate, kek=KEK, kek_id="k1")


@settings(max_examples=25)
@given(st.text(max_size=40), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_key_comes_back_for_its_own_seal_and_certificate(seal_id: str, certificate: str) -> None:
    record = wrapped(seal_id, certificate)
    key = unwrap_key(record, seal_id=seal_id, certificate_sha256=certificate, keks=KEKS)
    assert private_key_der(key) == P256


def test_an_rsa_key_comes_back(small_key: rsa.RSAPrivateKey) -> None:
    record = wrap_key(
        private_key_der(small_key), seal_id="s", certificate_sha256="c", kek=KEK, kek_id="k1"
    )
    key = unwrap_key(record, seal_id="s", certificate_sha256="c", keks=KEKS)
    assert key.public_key() == small_key.public_key()


@pytest.mark.parametrize(
    ("seal_id", "certificate"), [("seal-2", CERTIFICATE), ("seal-1", "c" * 64)]
)
def test_a_record_moved_to_another_seal_or_certificate_does_not_open(
    seal_id: str, certificate: str
) -> None:
    with pytest.raises(KeyUnsealFailed):
        unwrap_key(wrapped(), seal_id=seal_id, certificate_sha256=certificate, keks=KEKS)


def test_a_record_renamed_to_another_master_key_does_not_open() -> None:
    record = json.loads(wrapped())
    record["kek"] = "k3"
    with pytest.raises(KeyUnsealFailed):
        unwrap_key(
            json.dumps(record).encode(),
            seal_id="seal-1",
            certificate_sha256=CERTIFICATE,
            keks={"k3": KEK},
        )


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_record_does_not_open(data: st.DataObject) -> None:
    record = json.loads(wrapped())
    part = data.draw(st.sampled_from(["dek", "key"]))
    raw = bytearray(base64.b64decode(record[part]))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    record[part] = base64.b64encode(bytes(raw)).decode()
    with pytest.raises(KeyUnsealFailed):
        unwrap_key(
            json.dumps(record).encode(),
            seal_id="seal-1",
            certificate_sha256=CERTIFICATE,
            keks=KEKS,
        )


@given(st.binary(max_size=80) | st.text(max_size=40).map(lambda t: json.dumps(t).encode()))
def test_what_is_no_record_does_not_open(junk: bytes) -> None:
    with pytest.raises(KeyUnsealFailed):
        unwrap_key(junk, seal_id="seal-1", certificate_sha256=CERTIFICATE, keks=KEKS)


@pytest.mark.parametrize(
    "change", [{"v": 2}, {"kek": None}, {"kek": "k9"}, {"key": 7}, {"dek": "!"}, {"key": ""}]
)
def test_an_odd_record_does_not_open(change: dict[str, object]) -> None:
    record = json.loads(wrapped()) | change
    with pytest.raises(KeyUnsealFailed):
        unwrap_key(
            json.dumps(record).encode(),
            seal_id="seal-1",
            certificate_sha256=CERTIFICATE,
            keks=KEKS,
        )


def test_a_wrong_master_key_does_not_open() -> None:
    with pytest.raises(KeyUnsealFailed):
        unwrap_key(wrapped(), seal_id="seal-1", certificate_sha256=CERTIFICATE, keks={"k1": OTHER})


def test_a_master_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32"):
        wrap_key(P256, seal_id="s", certificate_sha256="c", kek=b"short", kek_id="k1")


def test_the_master_key_can_be_changed() -> None:
    moved = rewrap_key(
        wrapped(), seal_id="seal-1", certificate_sha256=CERTIFICATE, keks=KEKS, kek_id="k2"
    )
    key = unwrap_key(moved, seal_id="seal-1", certificate_sha256=CERTIFICATE, keks={"k2": OTHER})
    assert private_key_der(key) == P256


def test_no_two_records_of_one_key_are_alike() -> None:
    assert wrapped() != wrapped()
    assert base64.b64encode(P256)[:40] not in wrapped()


def test_a_key_that_cannot_seal_does_not_open() -> None:
    der = ed25519.Ed25519PrivateKey.generate().private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )
    record = wrap_key(der, seal_id="s", certificate_sha256="c", kek=KEK, kek_id="k1")
    with pytest.raises(KeyUnsealFailed):
        unwrap_key(record, seal_id="s", certificate_sha256="c", keks=KEKS)
