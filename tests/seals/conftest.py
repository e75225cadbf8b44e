"""Throw-away keys and a drawn seal, made once for the whole run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from asn1crypto import keys
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from seals_papers import CREDIT_CODE, FONT, NOW, ORGAN, paper

from seals.art import SealArt
from seals.authority import DemoAuthority
from seals.certificate import KeyMaterial
from seals.drawing import draw_round_seal
from seals.errors import NotVerified
from seals.keys import private_key_der
from seals.picture import SealPicture, take_picture
from seals.place import find_placement
from seals.sign import seal_pdf
from seals.signer import SealSigner
from seals.verify import verify_sealed_pdf
from seals.x509names import to_asn1


@pytest.fixture(scope="session")
def authority() -> DemoAuthority:
    return DemoAuthority.create("测试印章机构", NOW - timedelta(days=900))


@pytest.fixture(scope="session")
def material(authority: DemoAuthority) -> KeyMaterial:
    return authority.issue_seal_certificate(
        ORGAN, CREDIT_CODE, NOW - timedelta(days=100), NOW + timedelta(days=900)
    )


@pytest.fixture(scope="session")
def small_key() -> rsa.RSAPrivateKey:
    """A second key, for certificates whose strength is not the point."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def drawn() -> bytes:
    return draw_round_seal(ORGAN, font_path=FONT)


@pytest.fixture(scope="session")
def picture(drawn: bytes) -> SealPicture:
    return take_picture(drawn, mm=42.0)


@pytest.fixture(scope="session")
def art(picture: SealPicture) -> SealArt:
    return SealArt.from_png(picture.png, mm=picture.mm)


@pytest.fixture(scope="session")
def signer(material: KeyMaterial) -> SealSigner:
    return SealSigner(material)


Seal = Callable[..., bytes]


@pytest.fixture(scope="session")
def seal(signer: SealSigner, art: SealArt) -> Seal:
    """Seal a paper at its marks; keywords override what is handed to `seal_pdf`."""

    def do(pdf: bytes | None = None, **changed: object) -> bytes:
        pdf = paper() if pdf is None else pdf
        facts: dict[str, object] = {
            "signer": signer,
            "art": art,
            "placement": find_placement(pdf, anchor="SEAL1", mm=42.0),
            "signed_at": NOW,
            **changed,
        }
        return seal_pdf(pdf, **facts)  # type: ignore[arg-type]  # keywords come from the test

    return do


@pytest.fixture(scope="session")
def sealed(seal: Seal) -> bytes:
    return seal()


@pytest.fixture(scope="session")
def stamper(authority: DemoAuthority) -> DummyTimeStamper:
    tsa = authority.issue_timestamp_certificate(
        "测试时间戳", NOW - timedelta(days=100), NOW + timedelta(days=900)
    )
    return DummyTimeStamper(
        to_asn1(tsa.certificate),
        keys.PrivateKeyInfo.load(private_key_der(tsa.private_key)),
        certs_to_embed=[to_asn1(c) for c in tsa.chain],  # type: ignore[arg-type]  # any iterable does
        fixed_dt=NOW + timedelta(seconds=3),
    )


@pytest.fixture(scope="session")
def stamped(seal: Seal, stamper: DummyTimeStamper) -> bytes:
    return seal(timestamper=stamper)


Check = Callable[..., set[str]]


@pytest.fixture(scope="session")
def refused(authority: DemoAuthority) -> Check:
    """The codes with which a file is refused; fails when it is not."""

    def check(pdf: bytes, at: datetime = NOW, **facts: object) -> set[str]:
        with pytest.raises(NotVerified) as caught:
            verify_sealed_pdf(
                pdf,
                roots=[authority.root],
                at=at,
                **{"expected_fields": ["Seal1"], **facts},  # type: ignore[arg-type]  # of the test
            )
        assert all(f.zh and f.en for f in caught.value.findings)
        return {f.code for f in caught.value.findings}

    return check
