"""Taking in the picture of a seal."""

from __future__ import annotations

import contextlib
import hashlib
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin
from seals_papers import FONT

from seals.drawing import draw_round_seal
from seals.errors import IntakeRefused
from seals.picture import SealPicture, take_picture

Change = Callable[[Image.Image], Image.Image]


def chunk(kind: bytes, body: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + crc


def png(width: int, height: int, raw: bytes, *, colour: int = 6, depth: int = 8) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def changed(data: bytes, change: Change) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return saved(change(image.convert("RGBA")))


def codes(data: bytes, mm: float = 42.0) -> set[str]:
    with pytest.raises(IntakeRefused) as caught:
        take_picture(data, mm=mm)
    assert all(f.zh and f.en for f in caught.value.faults)
    return {f.code for f in caught.value.faults}


def with_alpha_of(image: Image.Image, rgb: tuple[int, int, int]) -> Image.Image:
    plain = Image.new("RGBA", image.size, (*rgb, 255))
    plain.putalpha(image.getchannel("A"))
    return plain


def half_size(image: Image.Image) -> Image.Image:
    canvas = Image.new("RGBA", image.size)
    canvas.paste(image.resize((300, 300)), (98, 98))
    return canvas


def on_white(image: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)


def test_a_drawn_seal_is_taken_in(picture: SealPicture, drawn: bytes) -> None:
    assert (picture.width, picture.height, picture.mm) == (496, 496, 42.0)
    assert 299 < picture.dpi < 301
    assert picture.sha256 == hashlib.sha256(picture.png).hexdigest()
    with Image.open(io.BytesIO(drawn)) as before, Image.open(io.BytesIO(picture.png)) as after:
        assert after.mode == "RGBA"
        assert after.getchannel("A").tobytes() == before.getchannel("A").tobytes()


def test_taking_in_what_was_taken_in_changes_nothing(picture: SealPicture) -> None:
    assert take_picture(picture.png, mm=42.0) == picture


def test_a_palette_picture_is_taken_in(drawn: bytes) -> None:
    with Image.open(io.BytesIO(drawn)) as image:
        palette = image.quantize(64, method=Image.Quantize.FASTOCTREE)
        taken = take_picture(saved(palette), mm=42.0)
    assert taken.width == 496


def test_everything_but_the_pixels_is_dropped(drawn: bytes) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "secret-words")
    exif = Image.Exif()
    exif[0x010E] = "secret-words"
    with Image.open(io.BytesIO(drawn)) as image:
        laden = saved(image, pnginfo=text, exif=exif, icc_profile=b"secret-words" * 9)
        clean = take_picture(laden, mm=42.0).png
        assert clean == take_picture(drawn, mm=42.0).png
    assert b"secret-words" in laden
    assert b"secret-words" not in clean


def test_colour_hidden_under_full_transparency_is_dropped(drawn: bytes) -> None:
    def hide(image: Image.Image) -> Image.Image:
        canvas = Image.new("RGBA", image.size, (1, 2, 3, 0))
        canvas.paste(image, mask=image.getchannel("A").point([255 if v else 0 for v in range(256)]))
        return canvas

    assert take_picture(changed(drawn, hide), mm=42.0).png == take_picture(drawn, mm=42.0).png


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not_png"),
        (b"<?xml version='1.0'?><x/>", "not_png"),
        (saved(Image.new("RGB", (500, 500), "red"), "JPEG"), "not_png"),
        (b"\x89PNG\r\n\x1a\n", "broken_png"),
        (b"\x89PNG" + bytes(2 * 1024 * 1024), "too_large"),
        (png(30000, 30000, bytes(1000)), "bad_size"),
        (png(500, 500, bytes(20_000_000)), "inflates_too_far"),
        (png(500, 500, bytes(1000)), "broken_png"),
        (png(500, 500, bytes(500 * (1 + 500 * 6)), colour=2, depth=16), "bad_pixel_format"),
        (png(500, 500, bytes(500 * 501), colour=3), "broken_png"),
        (png(600, 500, bytes(500 * 2401)), "not_square"),
    ],
    ids=[
        "empty", "svg", "xml", "jpeg", "magic only", "too large", "bomb of pixels", "bomb of data",
        "too short", "16 bit", "no palette", "oblong",
    ],
)  # fmt: skip
def test_a_file_that_is_no_fit_png_is_refused(data: bytes, code: str) -> None:
    assert code in codes(data)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (on_white, "background_not_transparent"),
        (lambda image: with_alpha_of(image, (0, 0, 220)), "not_red"),
        (lambda image: with_alpha_of(image, (20, 20, 20)), "not_red"),
        (half_size, "canvas_not_filled"),
        (lambda image: image.resize((420, 420)), "bad_resolution"),
        (lambda image: image.resize((1200, 1200)), "bad_resolution"),
        (lambda image: Image.new("RGBA", image.size), "nearly_empty"),
    ],
    ids=["white", "blue", "black", "half size", "254 dpi", "726 dpi", "nothing on it"],
)
def test_a_picture_that_is_no_seal_is_refused(drawn: bytes, change: Change, code: str) -> None:
    assert code in codes(changed(drawn, change))


def test_ink_in_a_corner_is_refused(drawn: bytes) -> None:
    def blot(image: Image.Image) -> Image.Image:
        ImageDraw.Draw(image).rectangle((0, 0, 5, 5), fill=(214, 0, 15, 255))
        return image

    assert codes(changed(drawn, blot)) == {"corner_not_clear"}


def test_all_faults_of_the_pixels_are_told_at_once(drawn: bytes) -> None:
    blue = changed(drawn, lambda image: with_alpha_of(half_size(image), (0, 0, 220)))
    assert codes(blue) == {"not_red", "canvas_not_filled"}


def test_all_faults_of_the_header_are_told_at_once() -> None:
    assert codes(png(3000, 100, b"", colour=2, depth=16)) == {
        "bad_size", "not_square", "bad_pixel_format",
    }  # fmt: skip


def test_a_second_file_behind_the_picture_is_refused(drawn: bytes) -> None:
    assert codes(drawn + b"PK\x03\x04rest") == {"trailing_data"}


def test_a_wrong_checksum_is_refused(drawn: bytes) -> None:
    assert codes(drawn[:60] + bytes([drawn[60] ^ 1]) + drawn[61:]) == {"broken_png"}


def test_an_animation_is_refused(drawn: bytes) -> None:
    frames = chunk(b"acTL", struct.pack(">II", 2, 0))
    assert codes(drawn[:33] + frames + drawn[33:]) == {"animated"}


def test_an_unknown_critical_chunk_is_refused(drawn: bytes) -> None:
    assert codes(drawn[:33] + chunk(b"EVIL", b"") + drawn[33:]) == {"broken_png"}


def test_an_interlaced_picture_is_refused(drawn: bytes) -> None:
    head = bytearray(drawn[16:29])
    head[12] = 1
    assert codes(drawn[:8] + chunk(b"IHDR", bytes(head)) + drawn[33:]) == {"interlaced"}


@pytest.mark.parametrize("mm", [0.0, -42.0, 29.9, 60.1, float("nan"), float("inf")])
def test_a_diameter_that_no_seal_has_is_refused(drawn: bytes, mm: float) -> None:
    assert codes(drawn, mm) == {"bad_diameter"}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_makes_the_intake_raise_anything_else(drawn: bytes, data: st.DataObject) -> None:
    broken = bytearray(drawn)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at] = data.draw(st.integers(0, 255))
    broken = broken[: data.draw(st.integers(0, len(broken)))]
    with contextlib.suppress(IntakeRefused):
        take_picture(bytes(broken), mm=42.0)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=3000), st.sampled_from([3, 6]))
def test_no_pixel_data_makes_the_intake_raise_anything_else(raw: bytes, colour: int) -> None:
    filler = (raw + bytes(3000)) * 400
    data = png(500, 500, filler[: 500 * (1 + 500 * (4 if colour == 6 else 1))], colour=colour)
    with pytest.raises(IntakeRefused):
        take_picture(data, mm=42.0)


@pytest.mark.parametrize("text", ["应急管理部", "某某省某某市某某自治县应急管理综合行政执法大队"])
@pytest.mark.parametrize(("mm", "dpi"), [(42.0, 300), (45.0, 600)])
def test_every_drawn_seal_passes_the_intake(text: str, mm: float, dpi: int) -> None:
    data = draw_round_seal(text, mm=mm, dpi=dpi, font_path=FONT)
    assert take_picture(data, mm=mm).width == round(mm / 25.4 * dpi)


def test_a_seal_without_a_name_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="name"):
        draw_round_seal(" ", font_path=FONT)
