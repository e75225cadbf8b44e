"""The visible seal: a picture and nothing else, drawn in its exact size.

No text: pyHanko's text stamps use a font that is not embedded, which breaks PDF/A. The picture is
blended with /Multiply so that the print under ring and star stays legible (ISO 19005-2 allows it).
"""

# mypy: disable-error-code="no-untyped-call, no-untyped-def, import-untyped"
# Parts of pyHanko are not annotated, nor are the methods overridden here.

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field

from PIL import Image
from pyhanko.pdf_utils import content, generic, layout
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import StaticStampStyle
from pyhanko.stamp.static import StaticContentStamp

from seals.errors import SealingFailed
from seals.place import POINTS_PER_MM

_IMAGE_NAME = pdf_name("/SealImage")
_GS_NAME = pdf_name("/SealBlend")


@dataclass(frozen=True)
class SealArt:
    """A seal's pixels, deflated once. Immutable: share it between threads and signatures.

    A seal of one colour keeps one pixel of it and lets the alpha plane draw the shape.
    """

    mm: float
    width: int
    height: int
    colour_size: tuple[int, int]
    z_colour: bytes = field(repr=False)
    z_alpha: bytes = field(repr=False)

    @classmethod
    def from_png(cls, png: bytes, *, mm: float) -> SealArt:
        """From a picture that was taken in (see `picture.take_picture`), `mm` wide in print."""
        try:
            with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
                image = opened.convert("RGBA")
        except (OSError, SyntaxError, ValueError) as exc:
            raise SealingFailed("the seal's picture cannot be decoded") from exc
        alpha = image.getchannel("A")
        colours = _ink_colours(image)
        if len(colours) == 1:
            size, plane = (1, 1), colours.pop()
        else:
            size, plane = image.size, image.convert("RGB").tobytes()
        return cls(
            mm,
            image.width,
            image.height,
            size,
            zlib.compress(plane, 9),
            zlib.compress(alpha.tobytes(), 9),
        )

    @property
    def points(self) -> float:
        """The printed diameter in PDF points."""
        return self.mm * POINTS_PER_MM

    def stamp_style(self) -> StaticStampStyle:
        """A style for exactly one signature.

        pyHanko keeps the current writer on the style's content. A style shared between threads
        therefore yields valid signatures without a visible seal; so each gets a fresh one.
        """
        return _SealStyle(background=_SealContent(self), border_width=0)


def is_drawn(annotation: generic.DictionaryObject, art: SealArt) -> bool:
    """Whether the field's appearance really draws this seal: name, size and every alpha byte."""
    image = picture_of(annotation)
    if image is None or "/SMask" not in image:
        return False
    mask = image["/SMask"]
    size = (int(mask["/Width"]), int(mask["/Height"]))
    return size == (art.width, art.height) and mask.encoded_data == art.z_alpha


def picture_of(annotation: generic.DictionaryObject) -> generic.StreamObject | None:
    """The image that the annotation's normal appearance paints, None if it paints none."""
    appearance = annotation["/AP"]["/N"] if "/AP" in annotation else None
    if not isinstance(appearance, generic.StreamObject) or "/Resources" not in appearance:
        return None
    objects = appearance["/Resources"].get("/XObject", generic.DictionaryObject())
    for name in objects:
        image = objects[name]
        painted = str(name).encode() + b" Do" in appearance.data
        if painted and isinstance(image, generic.StreamObject) and image["/Subtype"] == "/Image":
            return image
    return None


def _ink_colours(image: Image.Image) -> set[bytes]:
    """The RGB triples of all pixels that are not fully transparent."""
    colours = image.getcolors(image.width * image.height) or []
    return {bytes(c[:3]) for _, c in colours if isinstance(c, tuple) and c[3]}


class _SealContent(content.PdfContent):
    """Paints the picture over its whole box. For one writer only."""

    def __init__(self, art: SealArt) -> None:
        super().__init__(box=layout.BoxConstraints(width=art.points, height=art.points))
        self._art = art

    def render(self) -> bytes:
        art = self._art
        mask = self._image((art.width, art.height), "/DeviceGray", art.z_alpha)
        mask_ref = self._ensure_writer.add_object(mask)
        colour = self._image(art.colour_size, "/DeviceRGB", art.z_colour)
        colour["/SMask"] = mask_ref
        reference = self._ensure_writer.add_object(colour)
        self.set_resource(content.ResourceType.XOBJECT, _IMAGE_NAME, reference)
        return b"q %.4f 0 0 %.4f 0 0 cm /SealImage Do Q" % (art.points, art.points)

    @staticmethod
    def _image(size: tuple[int, int], space: str, deflated: bytes) -> generic.StreamObject:
        entries = {
            "/Type": pdf_name("/XObject"),
            "/Subtype": pdf_name("/Image"),
            "/Width": generic.NumberObject(size[0]),
            "/Height": generic.NumberObject(size[1]),
            "/BitsPerComponent": generic.NumberObject(8),
            "/ColorSpace": pdf_name(space),
            "/Filter": pdf_name("/FlateDecode"),
        }
        return generic.StreamObject(
            {pdf_name(key): value for key, value in entries.items()}, encoded_data=deflated
        )


class _SealStamp(StaticContentStamp):
    """The content alone: no margin, no border, no scaling."""

    def _render_background(self) -> bytes:
        picture = self.style.background
        picture.set_writer(self.writer)
        painted: bytes = picture.render()
        state = {pdf_name("/Type"): pdf_name("/ExtGState"), pdf_name("/BM"): pdf_name("/Multiply")}
        self.set_resource(
            content.ResourceType.EXT_G_STATE, _GS_NAME, generic.DictionaryObject(state)
        )
        self.import_resources(picture.resources)
        return b"q /SealBlend gs %s Q" % painted


@dataclass(frozen=True)
class _SealStyle(StaticStampStyle):
    def create_stamp(
        self, writer: BasePdfFileWriter, box: layout.BoxConstraints, text_params: dict[str, str]
    ) -> StaticContentStamp:
        return _SealStamp(writer=writer, style=self, box=box)
