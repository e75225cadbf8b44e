"""Putting a seal on a PDF: one visible, certifying PAdES signature, in one revision."""

# mypy: disable-error-code="no-untyped-call"
# Parts of pyHanko are not annotated.

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper

from seals._loop import run
from seals.art import SealArt, is_drawn
from seals.errors import SealingFailed
from seals.place import Placement
from seals.signer import DIGEST, SealSigner

CHINA = timezone(timedelta(hours=8))
"""China Standard Time, the zone in which every paper is dated."""

_TOKEN_ROOM = 12 * 1024
"""Bytes kept for a time-stamp token with its certificates; usual ones take 3 to 7 KB."""


def seal_pdf(
    pdf: bytes,
    *,
    signer: SealSigner,
    art: SealArt,
    placement: Placement,
    field_name: str = "Seal1",
    signed_at: datetime,
    reason: str | None = None,
    location: str | None = None,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """The file with the seal on it: ETSI.CAdES.detached, SHA-256, certified so that any change
    breaks it (DocMDP level 1), B-B, or B-T when a time-stamper is given.

    `signed_at` is aware and is what the file claims (in +08:00). The input must be unsigned,
    unencrypted and without a form: a paper has one seal, and a form could hide what it covers.
    Safe from any thread, with or without a running event loop. Raises SealingFailed, and
    TimestampUnavailable when the authority gave no token; then there is no sealed file at all.
    """
    if signed_at.tzinfo is None:
        raise ValueError("signed_at must be aware")
    session = PdfSigner(
        PdfSignatureMetadata(
            field_name=field_name,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            reason=reason,
            location=location,
        ),
        signer,
        timestamper=timestamper,
        stamp_style=art.stamp_style(),
        new_field_spec=_field(field_name, placement, art),
    )
    try:
        sealed = run(lambda: _sign(pdf, session, signer, signed_at.astimezone(CHINA)))
    except (PdfError, ValueError, KeyError, IndexError, OSError) as exc:
        # pyHanko's SigningError is a ValueError.
        raise SealingFailed(str(exc)) from exc
    _require_visible(sealed, field_name, art)
    return sealed


def _field(name: str, placement: Placement, art: SealArt) -> SigFieldSpec:
    half = art.points / 2
    x, y = placement.cx, placement.cy
    return SigFieldSpec(
        name,
        on_page=placement.page,
        # pyHanko annotates integers, and keeps four decimals.
        box=(x - half, y - half, x + half, y + half),  # type: ignore[arg-type]
        readable_field_name="电子印章",
    )


async def _sign(pdf: bytes, pdf_signer: PdfSigner, signer: SealSigner, at: datetime) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    _require_plain(writer.prev)
    session = pdf_signer.init_signing_session(writer)
    # pyHanko asks the machine for the time here; a seal's time is handed in.
    session.system_time = at
    room = signer.message_size + (0 if session.timestamper is None else _TOKEN_ROOM)
    document = session.prepare_tbs_document(None, bytes_reserved=2 * room)
    digest, out = document.digest_tbs_document(output=io.BytesIO())
    await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
    if not isinstance(out, io.BytesIO):
        raise SealingFailed("no output")
    return out.getvalue()


def _require_plain(reader: PdfFileReader) -> None:
    if reader.encrypted:
        raise SealingFailed("the file is encrypted")
    if "/AcroForm" in reader.root and reader.root["/AcroForm"].get("/Fields", ()):
        raise SealingFailed("the file already has a form or a signature")


def _require_visible(sealed: bytes, field_name: str, art: SealArt) -> None:
    """A valid signature without its picture has been seen to happen; it is never handed out."""
    try:
        reader = PdfFileReader(io.BytesIO(sealed))
        fields = [f.get_object() for f in reader.root["/AcroForm"]["/Fields"]]
        drawn = [f for f in fields if f["/T"] == field_name and is_drawn(f, art)]
    except (PdfError, ValueError, KeyError, TypeError) as exc:
        raise SealingFailed("the sealed file cannot be read again") from exc
    if len(drawn) != 1:
        raise SealingFailed("the sealed file does not show the seal")
