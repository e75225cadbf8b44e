"""Taking in the picture of a seal: a PNG from outside, believed only after it is rebuilt.

The order matters. Size, structure and a bounded inflate come before any decoder; the decoder is
given only the five chunks that carry the picture; the result is written afresh.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageStat

from seals.errors import IntakeFault, IntakeRefused

MAX_BYTES = 2 * 1024 * 1024
MIN_PIXELS, MAX_PIXELS = 400, 2400
MIN_DPI, MAX_DPI = 300.0, 600.0
MIN_MM, MAX_MM = 30.0, 60.0
"""Printed diameters that an organ's seal can have; the widest in use is 6 cm."""

_MAGIC = b"\x89PNG\r\n\x1a\n"
_PALETTE, _RGBA = 3, 6
_PICTURE_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_ANIMATION_CHUNKS = frozenset({b"acTL", b"fcTL", b"fdAT"})
_INK = 128
"""Alpha from which a pixel counts as ink."""

_Chunk = tuple[bytes, bytes]


@dataclass(frozen=True)
class SealPicture:
    """A picture that was taken in. `png` is our own encoding: 8-bit RGBA, nothing but pixels."""

    png: bytes
    sha256: str
    width: int
    height: int
    dpi: float
    mm: float


@dataclass(frozen=True)
class _Header:
    width: int
    height: int
    depth: int
    colour: int
    interlace: int


def take_picture(data: bytes, *, mm: float) -> SealPicture:
    """Check an uploaded PNG of a round seal that is `mm` wide in print; return it rebuilt.

    Raises IntakeRefused with every fault that could be seen. Faults of structure end the look at
    once, because nothing behind them can be believed.
    """
    if not MIN_MM <= mm <= MAX_MM:
        raise _refused("bad_diameter", "印章直径须在 30 至 60 毫米之间", f"{mm:g} mm wide")
    if len(data) > MAX_BYTES:
        raise _refused("too_large", "图片超过 2 MB", f"{len(data)} bytes, more than {MAX_BYTES}")
    chunks = _chunks(data)
    header = _header(chunks)
    faults = _header_faults(header, mm)
    if faults:
        raise IntakeRefused(faults)
    _bounded_inflate(chunks, header)
    image = _decode(chunks)
    faults = _pixel_faults(image)
    if faults:
        raise IntakeRefused(faults)
    dpi = header.width / (mm / 25.4)
    png = _encode(image, dpi)
    return SealPicture(
        png, hashlib.sha256(png).hexdigest(), header.width, header.height, round(dpi, 2), mm
    )


def _refused(code: str, zh: str, en: str) -> IntakeRefused:
    return IntakeRefused([IntakeFault(code, zh, en)])


def _broken(en: str) -> IntakeRefused:
    return _refused("broken_png", "PNG 文件已损坏", en)


def _chunks(data: bytes) -> tuple[_Chunk, ...]:
    """Every chunk with its CRC checked, up to IEND, with nothing behind it (PNG 3rd ed., 5.3)."""
    if not data.startswith(_MAGIC):
        raise _refused("not_png", "不是 PNG 图片", "no PNG signature")
    position, found = len(_MAGIC), list[_Chunk]()
    while position < len(data):
        head = data[position : position + 8]
        if len(head) < 8:
            raise _broken("truncated chunk")
        length, kind = struct.unpack(">I4s", head)
        end = position + 12 + length
        if end > len(data):
            raise _broken("truncated chunk")
        if zlib.crc32(data[position + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise _broken("wrong CRC")
        found.append((kind, data[position + 8 : end - 4]))
        position = end
        if kind == b"IEND":
            break
    if not found or found[-1][0] != b"IEND":
        raise _broken("no IEND")
    if position != len(data):
        # A second file hides here in polyglots.
        raise _refused("trailing_data", "图片末尾附有多余数据", "data behind IEND")
    return tuple(found)


def _header(chunks: Sequence[_Chunk]) -> _Header:
    kinds = [kind for kind, _ in chunks]
    if kinds[0] != b"IHDR" or kinds.count(b"IHDR") != 1 or len(chunks[0][1]) != 13:
        raise _broken("no single IHDR in front")
    if _ANIMATION_CHUNKS & set(kinds):
        raise _refused("animated", "不接受动画图片", "animated PNG")
    # An upper-case first letter marks a chunk without which the picture cannot be shown.
    unknown = [k for k in kinds if k[:1].isupper() and k not in _PICTURE_CHUNKS]
    if unknown:
        raise _broken(f"unknown critical chunk {unknown[0]!r}")
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    if colour == _PALETTE and kinds.count(b"PLTE") != 1:
        raise _broken("palette picture without a palette")
    return _Header(width, height, depth, colour, interlace)


def _header_faults(header: _Header, mm: float) -> list[IntakeFault]:
    faults = []
    w, h = header.width, header.height
    if not (MIN_PIXELS <= w <= MAX_PIXELS and MIN_PIXELS <= h <= MAX_PIXELS):
        faults.append(
            IntakeFault("bad_size", f"图片尺寸须在 {MIN_PIXELS} 至 {MAX_PIXELS} 像素", f"{w}x{h}")
        )
    else:
        dpi = w / (mm / 25.4)
        # 2 % and 5 % of play: whole pixels, and scanners that say 600 and mean 620.
        if not MIN_DPI * 0.98 <= dpi <= MAX_DPI * 1.05:
            zh = f"按 {mm:g} 毫米打印为 {dpi:.0f} dpi，须在 300 至 600 dpi 之间"
            faults.append(IntakeFault("bad_resolution", zh, f"{dpi:.0f} dpi at {mm:g} mm"))
    if abs(w - h) > 0.02 * max(w, h):
        faults.append(IntakeFault("not_square", "圆形印章图片须为正方形", f"{w}x{h} not square"))
    if header.depth != 8 or header.colour not in (_RGBA, _PALETTE):
        en = f"bit depth {header.depth}, colour type {header.colour}; want 8-bit RGBA or palette"
        faults.append(IntakeFault("bad_pixel_format", "须为 8 位带透明通道的 PNG", en))
    if header.interlace:
        faults.append(IntakeFault("interlaced", "请保存为非隔行扫描的 PNG", "interlaced"))
    return faults


def _bounded_inflate(chunks: Sequence[_Chunk], header: _Header) -> None:
    """Inflate IDAT to exactly what IHDR promises, and never further."""
    want = header.height * (1 + header.width * (4 if header.colour == _RGBA else 1))
    inflater, got = zlib.decompressobj(), 0
    try:
        for kind, body in chunks:
            if kind == b"IDAT":
                # `max_length` bounds the memory; one byte more than wanted betrays the bomb.
                got += len(inflater.decompress(body, want - got + 1))
                if got > want:
                    raise _refused(
                        "inflates_too_far", "图片数据超出声明的尺寸", "IDAT inflates past IHDR"
                    )
    except zlib.error as exc:
        raise _broken("IDAT does not inflate") from exc
    if got != want:
        raise _broken("IDAT is too short")


def _decode(chunks: Sequence[_Chunk]) -> Image.Image:
    """The pixels, from a file that holds nothing else: no profile, text or EXIF is ever parsed."""
    bare = io.BytesIO(
        _MAGIC + b"".join(_chunk(k, body) for k, body in chunks if k in _PICTURE_CHUNKS)
    )
    try:
        with Image.open(bare, formats=["PNG"]) as image:
            return image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as exc:
        raise _broken("not decodable") from exc


def _chunk(kind: bytes, body: bytes) -> bytes:
    tail = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + tail


def _pixel_faults(image: Image.Image) -> list[IntakeFault]:
    alpha = image.getchannel("A")
    total = image.width * image.height
    histogram = alpha.histogram()
    faults = []
    if histogram[0] < 0.25 * total:
        en = f"{100 * histogram[0] / total:.0f} % of the picture is transparent"
        faults.append(IntakeFault("background_not_transparent", "背景须为透明", en))
    if not _corners_clear(alpha):
        faults.append(IntakeFault("corner_not_clear", "图片四角须为透明", "ink in a corner"))
    if sum(histogram[_INK:]) < 0.02 * total:
        faults.append(IntakeFault("nearly_empty", "图片几乎没有内容", "hardly any ink"))
        return faults
    box = alpha.point([255 if v > 64 else 0 for v in range(256)]).getbbox() or (0, 0, 0, 0)
    filled = min((box[2] - box[0]) / image.width, (box[3] - box[1]) / image.height)
    if filled < 0.97:
        # Otherwise the printed seal is smaller than its declared diameter.
        zh = f"印章只占画面的 {100 * filled:.0f}%，请裁去四周空白"
        faults.append(IntakeFault("canvas_not_filled", zh, f"seal fills {100 * filled:.0f} %"))
    red = _red_share(image, alpha)
    if red < 0.95:
        faults.append(
            IntakeFault("not_red", "印章须为红色", f"{100 * red:.0f} % of the ink is red")
        )
    return faults


def _corners_clear(alpha: Image.Image) -> bool:
    w, h = alpha.size
    k = max(2, w // 50)
    boxes = ((0, 0, k, k), (w - k, 0, w, k), (0, h - k, k, h), (w - k, h - k, w, h))
    return not any(alpha.crop(box).getbbox() for box in boxes)


def _red_share(image: Image.Image, alpha: Image.Image) -> float:
    """Share of the ink whose hue is within 20° of red and whose saturation is not pale."""
    hue, saturation, _ = image.convert("RGB").convert("HSV").split()
    reddish = hue.point([255 if v < 14 or v >= 242 else 0 for v in range(256)])
    vivid = saturation.point([255 if v >= 110 else 0 for v in range(256)])
    ink = alpha.point([255 if v >= _INK else 0 for v in range(256)])
    both = Image.composite(reddish, Image.new("L", image.size, 0), vivid)
    return both.histogram(ink)[255] / max(1, ink.histogram()[255])


def _encode(image: Image.Image, dpi: float) -> bytes:
    """The same pixels as a new file; whatever lay under full transparency becomes plain ink.

    Ink and not black, because viewers blur colour and alpha apart and would draw a dark rim.
    """
    seen = image.getchannel("A").point([255 if v else 0 for v in range(256)])
    red, green, blue = (round(v) for v in ImageStat.Stat(image.convert("RGB"), seen).mean)
    clear = Image.new("RGBA", image.size, (red, green, blue, 0))
    clear.paste(image, mask=seen)
    out = io.BytesIO()
    clear.save(out, "PNG", compress_level=9, dpi=(dpi, dpi))
    return out.getvalue()
