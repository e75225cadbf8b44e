"""Small papers to seal, written by hand so that tests need no layout engine; and what else recurs."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pikepdf import Array, Dictionary, Name, String

from seals.authority import DemoAuthority

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
ORGAN, CREDIT_CODE = "某某市应急管理局", "11330000MB1234567X"
FONT = Path(__file__).parents[2] / "fonts" / "ZhuqueFangsong-Regular.ttf"

NAME_X, END_X, DATE_TOP = 330.0, 470.0, 180.0
"""Where the paper's signature block stands, in points."""


def paper(
    *,
    pages: int = 2,
    marks: dict[str, tuple[int, float | None, float | None]] | None = None,
    tree: bool = False,
    body: str = "The dosage of oversight is proportionate.",
) -> bytes:
    """A tagged A4 paper whose last page has the marks of SEAL1.

    `marks` maps a destination to page, left and top; `tree` files them in a name tree instead of
    the catalog's dictionary.
    """
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    made = []
    for number in range(pages):
        text = f"/P <</MCID 0>> BDC BT /F1 12 Tf 72 700 Td ({body} {number + 1}) Tj ET EMC"
        block = f" BT /F1 14 Tf {NAME_X} {DATE_TOP + 10} Td (Bureau of Works) Tj ET"
        page = pdf.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 595, 842]),
                Resources=Dictionary(Font=Dictionary(F1=font)),
                Contents=pdf.make_stream((text + block).encode()),
                StructParents=number,
            )
        )
        pdf.pages.append(pikepdf.Page(page))
        made.append(pdf.pages[-1].obj)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pdf.Root.Lang = String("zh-CN")
    last = pages - 1
    if marks is None:
        marks = {
            "SEAL1NAME": (last, NAME_X, DATE_TOP + 24),
            "SEAL1END": (last, END_X, DATE_TOP + 24),
            "SEAL1DATE": (last, NAME_X, DATE_TOP),
        }
    _file_marks(pdf, made, marks, tree)
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return out.getvalue()


def _file_marks(
    pdf: pikepdf.Pdf,
    pages: list[pikepdf.Object],
    marks: dict[str, tuple[int, float | None, float | None]],
    tree: bool,
) -> None:
    places = {
        name: Array([pages[page], Name.XYZ, left, top, 0])
        for name, (page, left, top) in marks.items()
    }
    if not tree:
        pdf.Root.Dests = pdf.make_indirect(
            Dictionary({"/" + name: place for name, place in places.items()})
        )
        return
    names = Array()
    for name in sorted(places):
        names.append(String(name))
        names.append(Dictionary(D=places[name]))
    leaf = pdf.make_indirect(Dictionary(Names=names, Limits=Array([names[0], names[-2]])))
    pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([leaf])))


def revocation_list(
    authority: DemoAuthority, certificate: x509.Certificate, revoked_at: datetime
) -> x509.CertificateRevocationList:
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(certificate.serial_number)
        .revocation_date(revoked_at)
        .build()
    )
    key = authority.intermediate_key
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.intermediate.subject)
        .last_update(NOW - timedelta(days=1))
        .next_update(NOW + timedelta(days=30))
        .add_revoked_certificate(entry)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        .sign(key, hashes.SHA256())
    )


def spans(pdf: bytes) -> tuple[int, int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf)
    assert found is not None
    first, second, length = (int(n) for n in found.groups())
    return first, second, length
