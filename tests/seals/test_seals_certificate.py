"""Taking in the certificate and key of a seal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from seals_papers import CREDIT_CODE, NOW, ORGAN, revocation_list

from seals.authority import DemoAuthority
from seals.certificate import KeyMaterial, check_certificate, load_pem, load_pkcs12
from seals.errors import IntakeRefused
from seals.keys import SealKey, private_key_der


def codes(material: KeyMaterial, authority: DemoAuthority, **changed: object) -> set[str]:
    facts: dict[str, object] = {
        "organisation": ORGAN,
        "credit_code": CREDIT_CODE,
        "roots": [authority.root],
        "at": NOW,
        **changed,
    }
    with pytest.raises(IntakeRefused) as caught:
        check_certificate(material, **facts)  # type: ignore[arg-type]  # keywords of the test
    assert all(f.zh and f.en for f in caught.value.faults)
    return {f.code for f in caught.value.faults}


def issued(
    authority: DemoAuthority,
    key: SealKey,
    *,
    organisation: str = ORGAN,
    credit_code: str = CREDIT_CODE,
    first: datetime = NOW - timedelta(days=1),
    last: datetime = NOW + timedelta(days=400),
) -> KeyMaterial:
    return authority.issue_seal_certificate(organisation, credit_code, first, last, key=key)


def odd(
    authority: DemoAuthority,
    key: rsa.RSAPrivateKey,
    *extensions: x509.ExtensionType,
    number_oid: x509.ObjectIdentifier = NameOID.ORGANIZATION_IDENTIFIER,
    number: str = CREDIT_CODE,
) -> KeyMaterial:
    """A certificate with just these extensions."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGAN),
            x509.NameAttribute(number_oid, number),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(authority.intermediate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=400))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    certificate = builder.sign(authority.intermediate_key, hashes.SHA256())
    return KeyMaterial(key, certificate, (authority.intermediate,))


def usage(**on: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: on.get(name, False) for name in names})


SIGNING = usage(digital_signature=True, content_commitment=True)


def test_a_sound_certificate_is_taken_in(material: KeyMaterial, authority: DemoAuthority) -> None:
    check_certificate(
        material, organisation=ORGAN, credit_code=CREDIT_CODE, roots=[authority.root], at=NOW
    )


def test_the_name_may_come_in_full_width(
    authority: DemoAuthority, small_key: rsa.RSAPrivateKey
) -> None:
    material = issued(authority, small_key, organisation="某某市应急管理局（本级）")
    check_certificate(
        material,
        organisation=" 某某市应急管理局(本级)",
        credit_code=CREDIT_CODE.lower(),
        roots=[authority.root],
        at=NOW,
    )


@pytest.mark.parametrize("number", [CREDIT_CODE, f"NTRCN-{CREDIT_CODE}"])
@pytest.mark.parametrize("oid", [NameOID.ORGANIZATION_IDENTIFIER, NameOID.SERIAL_NUMBER])
def test_the_credit_code_is_read_from_either_field(
    authority: DemoAuthority,
    small_key: rsa.RSAPrivateKey,
    oid: x509.ObjectIdentifier,
    number: str,
) -> None:
    material = odd(authority, small_key, SIGNING, number_oid=oid, number=number)
    check_certificate(
        material, organisation=ORGAN, credit_code=CREDIT_CODE, roots=[authority.root], at=NOW
    )


def test_a_certificate_of_another_organ_is_refused(
    material: KeyMaterial, authority: DemoAuthority
) -> None:
    assert codes(material, authority, organisation="某某县应急管理局") == {"wrong_organisation"}


@pytest.mark.parametrize("code", ["11330000MB7654321X", "", "X", CREDIT_CODE[1:]])
def test_another_credit_code_is_refused(
    material: KeyMaterial, authority: DemoAuthority, code: str
) -> None:
    assert codes(material, authority, credit_code=code) == {"wrong_credit_code"}


def test_a_key_of_another_certificate_is_refused(
    material: KeyMaterial, authority: DemoAuthority, small_key: rsa.RSAPrivateKey
) -> None:
    swapped = KeyMaterial(small_key, material.certificate, material.chain)
    assert codes(swapped, authority) == {"key_mismatch"}


@pytest.mark.parametrize(
    ("days", "code"), [(-150, "not_valid_now"), (901, "not_valid_now"), (880, "expires_soon")]
)
def test_a_certificate_out_of_or_near_the_end_of_its_validity_is_refused(
    material: KeyMaterial, authority: DemoAuthority, days: int, code: str
) -> None:
    assert codes(material, authority, at=NOW + timedelta(days=days)) == {code}


def test_a_certificate_without_key_usage_is_refused(
    authority: DemoAuthority, small_key: rsa.RSAPrivateKey
) -> None:
    assert codes(odd(authority, small_key), authority) == {"wrong_key_usage"}


@pytest.mark.parametrize("half", [{"digital_signature": True}, {"content_commitment": True}])
def test_a_certificate_with_half_the_key_usage_is_refused(
    authority: DemoAuthority, small_key: rsa.RSAPrivateKey, half: dict[str, bool]
) -> None:
    assert codes(odd(authority, small_key, usage(**half)), authority) == {"wrong_key_usage"}


def test_an_authority_s_own_certificate_is_refused(authority: DemoAuthority) -> None:
    own = KeyMaterial(authority.intermediate_key, authority.intermediate, ())
    assert "ca_certificate" in codes(own, authority)


def test_a_weak_key_is_refused(authority: DemoAuthority) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - the point
    assert "weak_key" in codes(issued(authority, weak), authority)


def test_a_curve_that_readers_do_not_know_is_refused(authority: DemoAuthority) -> None:
    key = ec.generate_private_key(ec.SECP521R1())
    assert codes(issued(authority, key), authority) == {"unsupported_key"}


def test_a_certificate_of_an_unknown_authority_is_refused(
    authority: DemoAuthority, small_key: rsa.RSAPrivateKey
) -> None:
    stranger = DemoAuthority(authority.root, authority.intermediate, authority.root_key, small_key)
    assert codes(issued(stranger, small_key), authority) == {"untrusted_chain"}


def test_a_certificate_without_its_chain_is_refused(
    material: KeyMaterial, authority: DemoAuthority
) -> None:
    alone = KeyMaterial(material.private_key, material.certificate, ())
    assert codes(alone, authority) == {"untrusted_chain"}


def test_a_revoked_certificate_is_refused(material: KeyMaterial, authority: DemoAuthority) -> None:
    crl = revocation_list(authority, material.certificate, NOW - timedelta(days=3))
    assert codes(material, authority, crls=[crl]) == {"revoked"}
    assert codes(material, authority, crls=[crl], at=NOW + timedelta(days=60)) == {
        "revocation_unknown"
    }


def test_all_faults_of_a_certificate_are_told_at_once(
    material: KeyMaterial, authority: DemoAuthority
) -> None:
    found = codes(
        material,
        authority,
        organisation="某某县应急管理局",
        credit_code="0",
        at=NOW + timedelta(days=1000),
        roots=[],
    )
    assert found == {"wrong_organisation", "wrong_credit_code", "not_valid_now", "untrusted_chain"}


def test_the_check_works_inside_a_running_event_loop(
    material: KeyMaterial, authority: DemoAuthority
) -> None:
    import asyncio

    async def check() -> None:
        check_certificate(
            material, organisation=ORGAN, credit_code=CREDIT_CODE, roots=[authority.root], at=NOW
        )

    asyncio.run(check())


def bag(material: KeyMaterial, password: bytes) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"seal",
        material.private_key,
        material.certificate,
        material.chain,
        BestAvailableEncryption(password),
    )


def test_a_pkcs12_file_gives_key_certificate_and_chain(material: KeyMaterial) -> None:
    loaded = load_pkcs12(bag(material, "口令".encode()), "口令")
    assert private_key_der(loaded.private_key) == private_key_der(material.private_key)
    assert (loaded.certificate, loaded.chain) == (material.certificate, material.chain)


def test_a_wrong_password_is_refused(material: KeyMaterial) -> None:
    for password in ("wrong", None, ""):
        with pytest.raises(IntakeRefused):
            load_pkcs12(bag(material, b"right"), password)


def test_a_pkcs12_file_without_a_key_is_refused(material: KeyMaterial) -> None:
    data = pkcs12.serialize_key_and_certificates(
        b"seal", None, material.certificate, None, BestAvailableEncryption(b"p")
    )
    with pytest.raises(IntakeRefused, match="no private key"):
        load_pkcs12(data, "p")


def test_pem_gives_key_certificate_and_chain_in_any_order(material: KeyMaterial) -> None:
    key = material.private_key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"p")
    )
    loaded = load_pem(material.chain_pem + key + material.certificate_pem, "p")
    assert (loaded.certificate, loaded.chain) == (material.certificate, material.chain)
    with pytest.raises(IntakeRefused):
        load_pem(material.certificate_pem + key, "q")


def test_pem_without_a_key_or_with_a_strange_one_is_refused(material: KeyMaterial) -> None:
    with pytest.raises(IntakeRefused, match="no private key"):
        load_pem(material.certificate_pem)
    strange = ed25519.Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(IntakeRefused, match="cannot seal"):
        load_pem(strange + material.certificate_pem)


def test_pem_of_a_key_and_someone_else_s_certificate_is_refused(
    material: KeyMaterial, small_key: rsa.RSAPrivateKey
) -> None:
    key = small_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(IntakeRefused, match="belongs"):
        load_pem(key + material.certificate_pem)


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x30\x82\xff\xff", bytes(200_000)])
def test_junk_is_refused(junk: bytes) -> None:
    for load in (lambda: load_pkcs12(junk, "p"), lambda: load_pem(junk)):
        with pytest.raises(IntakeRefused):
            load()


def test_the_demo_authority_comes_back_from_pem(authority: DemoAuthority) -> None:
    again = DemoAuthority.from_pem(authority.to_pem())
    assert again.root == authority.root
    assert again.intermediate == authority.intermediate
    assert again.to_pem() == authority.to_pem()
    for junk in (b"", b"junk", authority.to_pem()[:5000], authority.to_pem() * 2):
        with pytest.raises(IntakeRefused):
            DemoAuthority.from_pem(junk)


def test_neither_material_nor_authority_shows_its_key(
    material: KeyMaterial, authority: DemoAuthority
) -> None:
    assert "key" not in repr(material).replace("private_key", "key").split("certificate")[0]
    assert "PrivateKey" not in repr(material) + repr(authority)
