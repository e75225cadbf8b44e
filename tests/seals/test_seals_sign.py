"""Putting a seal on a PDF."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from asn1crypto import cms, tsp
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from PIL import Image, ImageChops
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.stamp import StaticStampStyle
from seals_papers import CREDIT_CODE, NOW, ORGAN, paper

from seals.art import SealArt, is_drawn, picture_of
from seals.authority import DemoAuthority
from seals.certificate import KeyMaterial
from seals.drawing import RED
from seals.errors import SealingFailed, TimestampUnavailable
from seals.picture import SealPicture
from seals.place import POINTS_PER_MM, Placement
from seals.sign import seal_pdf
from seals.signer import SealSigner
from seals.verify import describe_sealed_pdf, verify_sealed_pdf

Seal = Callable[..., bytes]
PLACE = Placement(1, 400.0, 185.0)


def gap(pdf: bytes) -> tuple[int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    assert found is not None
    return int(found.group(1)), int(found.group(2))


def message(pdf: bytes) -> bytes:
    start, end = gap(pdf)
    padded = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    return bytes(cms.ContentInfo.load(padded).dump())


def signed_bytes(pdf: bytes) -> bytes:
    start, end = gap(pdf)
    return pdf[:start] + pdf[end:]


def widget(pdf: bytes) -> DictionaryObject:
    field: DictionaryObject = PdfFileReader(io.BytesIO(pdf)).root["/AcroForm"]["/Fields"][0]
    return field


def test_a_sealed_paper_holds(sealed: bytes, authority: DemoAuthority) -> None:
    verify_sealed_pdf(sealed, roots=[authority.root], at=NOW, expected_fields=["Seal1"])
    report = describe_sealed_pdf(sealed, roots=[authority.root], at=NOW)
    (found,) = report.signatures
    assert report.sha256 == hashlib.sha256(sealed).hexdigest()
    assert (found.field, found.organisation, found.credit_code) == ("Seal1", ORGAN, CREDIT_CODE)
    assert (found.level, found.docmdp, found.modification) == ("B-B", 1, "NONE")
    assert (found.intact, found.trusted, found.covers_whole_file) == (True, True, True)
    assert (found.claimed_time, found.stamped_time) == (NOW, None)


def test_the_paper_itself_is_left_as_it_was(sealed: bytes) -> None:
    assert sealed.startswith(paper())
    assert sealed.count(b"%%EOF") == 2


def test_the_signature_is_pades_and_certifies_that_nothing_may_change(sealed: bytes) -> None:
    value = widget(sealed)["/V"]
    assert value["/SubFilter"] == "/ETSI.CAdES.detached"
    assert value["/Reference"][0]["/TransformParams"]["/P"] == 1
    info = cms.ContentInfo.load(message(sealed))["content"]["signer_infos"][0]
    kinds = {attribute["type"].native for attribute in info["signed_attrs"]}
    # ETSI EN 319 142-1, 6.3: the claimed time is /M; signing-time must not be there.
    assert kinds == {"content_type", "message_digest", "signing_certificate_v2"}
    assert info["digest_algorithm"]["algorithm"].native == "sha256"


@pytest.mark.parametrize(
    ("at", "written"),
    [
        ("2026-03-02T01:30:00+00:00", "D:20260302093000+08'00'"),
        ("2026-03-02T02:30:00+09:00", "D:20260302013000+08'00'"),
    ],
)
def test_the_claimed_time_is_the_one_handed_in_told_in_china_s_zone(
    seal: Seal, at: str, written: str
) -> None:
    assert widget(seal(signed_at=datetime.fromisoformat(at)))["/V"]["/M"] == written


def test_a_time_without_a_zone_is_refused(seal: Seal) -> None:
    with pytest.raises(ValueError, match="aware"):
        seal(signed_at=datetime(2026, 3, 2))  # noqa: DTZ001 - the point


def test_reason_and_place_are_written(seal: Seal) -> None:
    value = widget(seal(reason="行政处罚", location="某某市"))["/V"]
    assert (value["/Reason"], value["/Location"]) == ("行政处罚", "某某市")


def test_the_seal_is_a_picture_without_text_in_its_exact_size(sealed: bytes, art: SealArt) -> None:
    field = widget(sealed)
    x0, y0, x1, y1 = (float(v) for v in field["/Rect"])
    assert x1 - x0 == pytest.approx(42 * POINTS_PER_MM, abs=0.001)
    assert y1 - y0 == pytest.approx(42 * POINTS_PER_MM, abs=0.001)
    assert "/Font" not in field["/AP"]["/N"]["/Resources"]
    assert is_drawn(field, art)


def test_the_printed_seal_is_42_mm_wide_and_text_shows_through(sealed: bytes) -> None:
    per_mm = 12
    with pypdfium2.PdfDocument(sealed) as document:
        document.init_forms()
        bitmap = document[1].render(scale=per_mm / POINTS_PER_MM, may_draw_forms=True)
        image = bitmap.to_pil().convert("RGB")
    red, green, _ = image.split()
    ink = ImageChops.subtract(red, green).point([255 if v > 60 else 0 for v in range(256)])
    box = ink.getbbox()
    assert box is not None
    assert (box[2] - box[0]) / per_mm == pytest.approx(42, abs=0.3)
    assert (box[3] - box[1]) / per_mm == pytest.approx(42, abs=0.3)
    assert (box[0] + box[2]) / 2 / per_mm * POINTS_PER_MM == pytest.approx(400, abs=1)
    # Multiply: print under the ink stays black instead of vanishing.
    dark = Image.eval(red, lambda v: 255 if v < 60 else 0).crop(box)
    assert dark.getbbox() is not None


def test_a_seal_of_many_colours_keeps_them(
    seal: Seal, picture: SealPicture, authority: DemoAuthority
) -> None:
    with Image.open(io.BytesIO(picture.png)) as image:
        pixels = image.copy()
    pixels.paste((180, 10, 30, 255), (200, 0, 210, 6))
    out = io.BytesIO()
    pixels.save(out, "PNG")
    art = SealArt.from_png(out.getvalue(), mm=42.0)
    assert art.colour_size == (496, 496)
    verify_sealed_pdf(seal(art=art), roots=[authority.root], at=NOW)


def test_a_seal_of_one_colour_is_stored_small(art: SealArt, sealed: bytes) -> None:
    assert art.colour_size == (1, 1)
    assert len(sealed) - len(paper()) < 40_000
    image = picture_of(widget(sealed))
    assert image is not None
    assert tuple(image.data) == RED


def test_a_seal_without_its_picture_is_never_handed_out(seal: Seal, art: SealArt) -> None:
    class Blank(SealArt):
        def stamp_style(self) -> StaticStampStyle:
            return StaticStampStyle(border_width=0)

    with pytest.raises(SealingFailed, match="show"):
        seal(art=Blank(**vars(art)))


def test_a_picture_that_cannot_be_decoded_makes_no_art() -> None:
    with pytest.raises(SealingFailed, match="decoded"):
        SealArt.from_png(b"junk", mm=42.0)


def test_a_paper_is_sealed_only_once(seal: Seal, sealed: bytes) -> None:
    with pytest.raises(SealingFailed, match="form"):
        seal(sealed, placement=PLACE)


def test_an_encrypted_paper_is_not_sealed(seal: Seal) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    with pytest.raises(SealingFailed):
        seal(out.getvalue(), placement=PLACE)


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", paper()[:800]])
def test_what_is_no_pdf_is_not_sealed(seal: Seal, junk: bytes) -> None:
    with pytest.raises(SealingFailed):
        seal(junk, placement=PLACE)


def test_a_place_on_no_page_is_not_sealed(seal: Seal) -> None:
    with pytest.raises(SealingFailed):
        seal(placement=Placement(9, 400.0, 185.0))


def test_a_key_of_another_certificate_makes_no_signer(
    material: KeyMaterial, small_key: rsa.RSAPrivateKey
) -> None:
    with pytest.raises(SealingFailed, match="belong"):
        SealSigner(KeyMaterial(small_key, material.certificate, material.chain))


def test_sealing_works_inside_a_running_event_loop(seal: Seal, authority: DemoAuthority) -> None:
    async def inside() -> bytes:
        return seal()

    verify_sealed_pdf(asyncio.run(inside()), roots=[authority.root], at=NOW)


@pytest.mark.slow
def test_eight_threads_never_lose_a_picture(
    signer: SealSigner, art: SealArt, authority: DemoAuthority
) -> None:
    def fifty(thread: int) -> list[bytes]:
        pdf = paper(pages=1 + thread % 3)
        place = Placement(thread % 3, 300.0 + thread, 200.0)
        return [
            seal_pdf(pdf, signer=signer, art=art, placement=place, signed_at=NOW) for _ in range(50)
        ]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # a thread loses the interpreter in the middle of everything
    try:
        with ThreadPoolExecutor(8) as pool:
            made = [pdf for batch in pool.map(fifty, range(8)) for pdf in batch]
    finally:
        sys.setswitchinterval(before)
    assert len(made) == 400
    for pdf in made:
        assert is_drawn(widget(pdf), art)
    for pdf in made[::40]:
        verify_sealed_pdf(pdf, roots=[authority.root], at=NOW)


def test_the_message_is_the_one_pyhanko_builds(signer: SealSigner) -> None:
    digest = hashlib.sha256(b"a file").digest()

    async def both() -> tuple[bytes, bytes]:
        ours = await signer.async_sign(digest, "sha256", use_pades=True)
        theirs = await Signer.async_sign(signer, digest, "sha256", use_pades=True)
        return ours.dump(), theirs.dump()

    ours, theirs = asyncio.run(both())
    assert ours == theirs


def test_a_paper_costs_one_signature(
    material: KeyMaterial, seal: Seal, authority: DemoAuthority
) -> None:
    class Counting(SealSigner):
        real = 0

        async def async_sign_raw(
            self, data: bytes, digest_algorithm: str, dry_run: bool = False
        ) -> bytes:
            self.real += not dry_run
            return await super().async_sign_raw(data, digest_algorithm, dry_run)

    counting = Counting(material)
    verify_sealed_pdf(seal(signer=counting), roots=[authority.root], at=NOW)
    assert counting.real == 1


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()])
def test_a_key_on_a_curve_seals_too(
    curve: ec.EllipticCurve, authority: DemoAuthority, seal: Seal
) -> None:
    material = authority.issue_seal_certificate(
        ORGAN,
        CREDIT_CODE,
        NOW - timedelta(days=1),
        NOW + timedelta(days=99),
        key=ec.generate_private_key(curve),
    )
    signer = SealSigner(material)
    for _ in range(5):  # the signature's length varies
        verify_sealed_pdf(seal(signer=signer), roots=[authority.root], at=NOW)


class Silent(TimeStamper):
    """An authority that cannot be reached."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        raise OSError("connection refused")


class Crossed(TimeStamper):
    """An authority that stamps something else than what it was asked for."""

    def __init__(self, honest: DummyTimeStamper) -> None:
        super().__init__()
        self._honest = honest

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        return await self._honest.async_timestamp(bytes(32), md_algorithm)


def test_a_time_stamp_makes_it_level_b_t(
    seal: Seal, stamper: DummyTimeStamper, authority: DemoAuthority
) -> None:
    stamped = seal(timestamper=stamper)
    verify_sealed_pdf(stamped, roots=[authority.root], at=NOW)
    (found,) = describe_sealed_pdf(stamped, roots=[authority.root], at=NOW).signatures
    assert (found.level, found.stamped_time) == ("B-T", NOW + timedelta(seconds=3))
    assert found.claimed_time == NOW


def test_without_its_time_stamp_no_paper_leaves(seal: Seal) -> None:
    with pytest.raises(TimestampUnavailable, match="refused"):
        seal(timestamper=Silent())


def test_a_time_stamp_of_something_else_is_not_taken(seal: Seal, stamper: DummyTimeStamper) -> None:
    with pytest.raises(TimestampUnavailable, match="another"):
        seal(timestamper=Crossed(stamper))


def test_openssl_agrees(sealed: bytes, authority: DemoAuthority, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    (tmp_path / "cms.der").write_bytes(message(sealed))
    (tmp_path / "content").write_bytes(signed_bytes(sealed))
    (tmp_path / "root.pem").write_bytes(authority.root.public_bytes(Encoding.PEM))
    command = (
        "openssl cms -verify -binary -inform DER -in cms.der -content content -CAfile root.pem "
        f"-attime {int(NOW.timestamp())} -out /dev/null"
    )
    done = subprocess.run(
        command.split(), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "CMS Verification successful" in done.stderr, done.stderr
    (tmp_path / "content").write_bytes(signed_bytes(sealed)[:-1] + b"X")
    done = subprocess.run(
        command.split(), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
