"""Drawing a round official seal for demonstrations and tests: ring, star, arched name.

A real organ's seal is engraved and registered with the police; its picture is uploaded, never
drawn here.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

RED = (214, 0, 15)
_OVERSAMPLING = 4
_RING_MM = 1.2
_GAP_MM = 1.1
"""White between the ring and the tops of the characters."""
_STAR_RADIUS = 1 / 6
"""Of the seal's diameter: a star of 14 mm in a seal of 42 mm."""
_NARROWEST, _WIDEST = 0.42, 0.78
"""How far a character may be squeezed sideways; seals engrave them tall."""
_SPAN = 270.0
"""Degrees of the circle that a long name may take; the foot stays open."""


@dataclass(frozen=True)
class _Layout:
    """Measures in drawing pixels, angles in degrees clockwise from the top."""

    size: int
    glyph_height: float
    glyph_width: float
    radius: float
    angles: tuple[float, ...]


def draw_round_seal(
    text: str, *, mm: float = 42.0, dpi: int = 300, font_path: Path, font_index: int = 0
) -> bytes:
    """A PNG of a seal `mm` wide that says `text`, red on transparent, fit for `take_picture`.

    `font_index` picks a face of a collection. Raises ValueError for an empty text, OSError when
    the font cannot be read.
    """
    if not text.strip():
        raise ValueError("a seal bears a name")
    pixels = round(mm / 25.4 * dpi)
    size = pixels * _OVERSAMPLING
    shape = Image.new("L", (size, size), 0)
    _draw_ring_and_star(shape, size / mm)
    plan = _plan(len(text), size, mm)
    for glyph, angle in zip(_glyphs(text, plan, font_path, font_index), plan.angles, strict=True):
        _place(shape, glyph, plan, angle)
    alpha = shape.resize((pixels, pixels), Image.Resampling.LANCZOS)
    # The resampling filter leaves a breath of ink outside the ring.
    alpha = alpha.point([v if v > 3 else 0 for v in range(256)])
    seal = Image.new("RGBA", (pixels, pixels), (*RED, 0))
    seal.putalpha(alpha)
    out = io.BytesIO()
    seal.save(out, "PNG", dpi=(dpi, dpi), compress_level=9)
    return out.getvalue()


def _draw_ring_and_star(shape: Image.Image, per_mm: float) -> None:
    size = shape.width
    draw = ImageDraw.Draw(shape)
    ring = _RING_MM * per_mm
    draw.ellipse((0, 0, size - 1, size - 1), fill=255)
    draw.ellipse((ring, ring, size - 1 - ring, size - 1 - ring), fill=0)
    outer, centre = size * _STAR_RADIUS, size / 2
    # cos 72° / cos 36°: the inner corners of a regular five-pointed star.
    inner = outer * math.cos(math.radians(72)) / math.cos(math.radians(36))
    points = []
    for i in range(10):
        radius, turn = (outer, inner)[i % 2], math.radians(36 * i)
        points.append((centre + radius * math.sin(turn), centre - radius * math.cos(turn)))
    draw.polygon(points, fill=255)


def _plan(count: int, size: int, mm: float) -> _Layout:
    """Character size and angles for `count` characters: short names large, long names narrow."""
    per_mm = size / mm
    height = min(7.6, max(5.4, 9.2 - 0.22 * count)) * mm / 42 * per_mm
    radius = size / 2 - (_RING_MM + _GAP_MM) * per_mm - height / 2
    # Neighbours touch first at their feet, so the room is measured on the inner circle.
    inner = radius - height / 2
    room = math.radians(min(_SPAN, 34.0 * max(1, count))) * inner / max(1, count)
    width = min(_WIDEST * height, max(_NARROWEST * height, 0.84 * room))
    step = math.degrees(room / inner)
    first = -step * (count - 1) / 2
    return _Layout(size, height, width, radius, tuple(first + step * i for i in range(count)))


def _glyphs(text: str, plan: _Layout, font_path: Path, index: int) -> Iterator[Image.Image]:
    """Each character's ink, bold enough for a seal, stretched to the plan's box."""
    font = ImageFont.truetype(str(font_path), round(plan.glyph_height), index=index)
    em = round(plan.glyph_height)
    weight = max(1, round(em * 0.018))
    for char in text:
        cell = Image.new("L", (2 * em, 2 * em), 0)
        draw = ImageDraw.Draw(cell)
        draw.text((em, em), char, font=font, fill=255, anchor="mm", stroke_width=weight)
        # The em box and not the ink, so that 一 does not become as tall as 应.
        box = (em // 2, em // 2, em // 2 + em, em // 2 + em)
        yield cell.crop(box).resize((max(1, round(plan.glyph_width)), em), Image.Resampling.BICUBIC)


def _place(shape: Image.Image, glyph: Image.Image, plan: _Layout, angle: float) -> None:
    turned = glyph.rotate(-angle, resample=Image.Resampling.BICUBIC, expand=True)
    turn = math.radians(angle)
    x = plan.size / 2 + plan.radius * math.sin(turn) - turned.width / 2
    y = plan.size / 2 - plan.radius * math.cos(turn) - turned.height / 2
    layer = Image.new("L", shape.size, 0)
    layer.paste(turned, (round(x), round(y)))
    shape.paste(ImageChops.lighter(shape, layer))
