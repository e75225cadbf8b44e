"""A test for each attack on a sealed file. The attacker may do anything but sign with our key."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import parser
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from seals_papers import NOW, paper, spans

from seals.authority import DemoAuthority
from seals.verify import describe_sealed_pdf, verify_sealed_pdf

Seal = Callable[..., bytes]
Check = Callable[..., set[str]]
Edit = Callable[[IncrementalPdfFileWriter], None]


def flipped(pdf: bytes, at: int, mask: int = 1) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ mask]) + pdf[at + 1 :]


def updated(pdf: bytes, edit: Edit) -> bytes:
    """The file with one more revision, as any editor would write it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def the_field(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    reference = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    writer.mark_update(reference)
    field: generic.DictionaryObject = reference.get_object()
    return field


def drawing(writer: IncrementalPdfFileWriter, side: int = 119) -> generic.IndirectObject:
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, side, side)))
    entries = {"/Type": "/XObject", "/Subtype": "/Form"}
    stream = generic.StreamObject(
        {pdf_name(k): pdf_name(v) for k, v in entries.items()} | {pdf_name("/BBox"): box},
        stream_data=b"0 0 1 rg 0 0 %d %d re f" % (side, side),
    )
    return writer.add_object(stream)


@pytest.mark.slow
def test_a_byte_changed_after_sealing_is_refused(sealed: bytes, refused: Check) -> None:
    first, second, _ = spans(sealed)
    places = {*range(0, len(sealed), 211), first - 1, first, first + 1, second - 1, second}
    for at in sorted(places):
        for mask in (0x01, 0x20):
            assert refused(flipped(sealed, at, mask)), f"byte {at}"


def test_a_byte_changed_in_the_message_s_unsigned_frame_is_refused(
    sealed: bytes, refused: Check
) -> None:
    first, _, _ = spans(sealed)
    for at in range(first + 40, first + 100):
        assert refused(flipped(sealed, at, 2 if sealed[at] & 1 else 1)), f"byte {at}"


@pytest.mark.parametrize(
    "tail",
    [
        b"\n",
        b"\0",
        b"\n%%EOF\n%note\n",
        b"\n4 0 obj\n<< /Length 20 >>\nstream\n1 0 0 rg 0 0 9 9 re f\nendstream\nendobj\n",
    ],
)
def test_bytes_appended_after_sealing_are_refused(
    sealed: bytes, refused: Check, tail: bytes
) -> None:
    assert refused(sealed + tail) & {"trailing_bytes", "unreadable"}


def test_data_hidden_in_the_padding_is_refused(stamped: bytes, refused: Check) -> None:
    _, second, _ = spans(stamped)
    at = second - 1 - 32
    assert stamped[at : at + 32] == b"0" * 32
    hidden = stamped[:at] + b"DEADBEEF" * 4 + stamped[at + 32 :]
    assert refused(hidden) == {"padding_not_zero"}


def test_a_seal_without_a_time_stamp_has_no_padding_at_all(sealed: bytes) -> None:
    first, second, _ = spans(sealed)
    container = bytes.fromhex(sealed[first + 1 : second - 1].decode())
    assert parser.peek(container) == len(container)


def test_a_digit_of_the_message_in_the_other_case_is_refused(sealed: bytes, refused: Check) -> None:
    first, second, _ = spans(sealed)
    letter = next(i for i in range(first + 900, second) if sealed[i : i + 1].isalpha())
    assert refused(flipped(sealed, letter, 0x20)) == {"bad_container"}


def test_a_signature_taken_out_is_refused(sealed: bytes, refused: Check) -> None:
    def remove(writer: IncrementalPdfFileWriter) -> None:
        del the_field(writer)["/V"]

    found = refused(updated(sealed, remove))
    assert {"no_signature", "signature_missing", "dead_signature"} <= found


def test_a_form_taken_out_is_refused(sealed: bytes, refused: Check) -> None:
    def remove(writer: IncrementalPdfFileWriter) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()

    assert "signature_missing" in refused(updated(sealed, remove))


def test_the_paper_cut_back_to_before_sealing_is_refused(refused: Check) -> None:
    assert refused(paper()) == {"no_signature", "signature_missing"}


def test_a_swapped_picture_is_refused(sealed: bytes, refused: Check) -> None:
    def swap(writer: IncrementalPdfFileWriter) -> None:
        the_field(writer)["/AP"] = generic.DictionaryObject({pdf_name("/N"): drawing(writer)})

    found = refused(updated(sealed, swap))
    assert {"modified_after_sealing", "no_picture", "trailing_bytes"} <= found


def test_a_moved_seal_is_refused(sealed: bytes, refused: Check) -> None:
    def move(writer: IncrementalPdfFileWriter) -> None:
        box = generic.ArrayObject(map(generic.NumberObject, (50, 50, 169, 169)))
        the_field(writer)["/Rect"] = box

    assert "modified_after_sealing" in refused(updated(sealed, move))


def test_a_hidden_seal_is_refused(sealed: bytes, refused: Check) -> None:
    def hide(writer: IncrementalPdfFileWriter) -> None:
        the_field(writer)["/F"] = generic.NumberObject(2)

    assert {"modified_after_sealing", "no_picture"} <= refused(updated(sealed, hide))


def test_an_annotation_added_by_an_incremental_update_is_refused(
    sealed: bytes, refused: Check
) -> None:
    def annotate(writer: IncrementalPdfFileWriter) -> None:
        page, _ = writer.find_page_for_modification(0)
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FreeText"),
                pdf_name("/Rect"): generic.ArrayObject(
                    map(generic.NumberObject, (100, 600, 400, 650))
                ),
                pdf_name("/Contents"): generic.pdf_string("x"),
                pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): drawing(writer)}),
            }
        )
        writer.register_annotation(page, writer.add_object(note))

    assert "modified_after_sealing" in refused(updated(sealed, annotate))


def test_page_content_replaced_by_an_incremental_update_is_refused(
    sealed: bytes, refused: Check
) -> None:
    def replace(writer: IncrementalPdfFileWriter) -> None:
        reference, _ = writer.find_page_for_modification(0)
        stream = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 300 300 re f")
        reference.get_object()["/Contents"] = writer.add_object(stream)
        writer.mark_update(reference)

    assert "modified_after_sealing" in refused(updated(sealed, replace))


@pytest.mark.parametrize(
    "forged",
    [
        b"/ByteRange [0 0 0 0]",
        b"/ByteRange [0 -1 0 9]",
        b"/ByteRange []",
        b"/ByteRange [0 9]",
        b"/ByteRange null",
        b"/ByteRangX [0 1 2 3]",
    ],
)
def test_a_forged_byte_range_is_refused(sealed: bytes, refused: Check, forged: bytes) -> None:
    found = re.search(rb"/ByteRange \[[0-9 ]+\]", sealed)
    assert found is not None
    start, end = found.span()
    assert refused(sealed[:start] + forged.ljust(end - start) + sealed[end:])


def test_a_byte_range_that_leaves_out_the_tail_is_refused(sealed: bytes, refused: Check) -> None:
    first, second, length = spans(sealed)
    old = b"/ByteRange [0 %d %d %d]" % (first, second, length)
    new = b"/ByteRange [0 %d %d %d]" % (first, second, length - 300)
    assert refused(sealed.replace(old, new.ljust(len(old))))


@pytest.mark.parametrize("forged", [b"<>", b"<00>", b"null", b"()"])
def test_an_emptied_container_is_refused(sealed: bytes, refused: Check, forged: bytes) -> None:
    first, second, _ = spans(sealed)
    assert refused(sealed[:first] + forged.ljust(second - first) + sealed[second:])


def test_objects_injected_into_the_gap_are_refused(sealed: bytes, refused: Check) -> None:
    first, second, length = spans(sealed)
    block = b"\n9999 0 obj\n<< /Type /Sig >>\nendobj\n".ljust(4096)
    old = b"/ByteRange [0 %d %d %d]" % (first, second, length)
    new = b"/ByteRange [0 %d %d %d]" % (first, second + 4096, length)
    assert len(new) == len(old)
    assert refused(sealed[:second].replace(old, new) + block + sealed[second:])


def test_a_file_rewritten_by_another_tool_is_refused(
    sealed: bytes, refused: Check, tmp_path: Path
) -> None:
    (tmp_path / "in.pdf").write_bytes(sealed)
    subprocess.run(["qpdf", "--linearize", "in.pdf", "out.pdf"], cwd=tmp_path, check=True)
    assert refused((tmp_path / "out.pdf").read_bytes())


def test_a_signature_moved_to_another_paper_is_refused(
    sealed: bytes, seal: Seal, refused: Check
) -> None:
    other = seal(paper(body="The dosage of oversight is negligible.  "))
    first, second, _ = spans(sealed)
    start, end, _ = spans(other)
    assert second - first == end - start
    assert refused(other[:start] + sealed[first:second] + other[end:]) == {"content_changed"}


def test_an_unexpected_second_field_is_refused(sealed: bytes, refused: Check) -> None:
    assert refused(sealed, expected_fields=[]) == {"signature_unexpected"}
    assert refused(sealed, expected_fields=["Seal1", "Seal2"]) == {"signature_missing"}


def test_another_file_than_the_archived_one_is_refused(
    sealed: bytes, seal: Seal, refused: Check, authority: DemoAuthority
) -> None:
    report = describe_sealed_pdf(sealed, roots=[authority.root], at=NOW)
    verify_sealed_pdf(sealed, roots=[authority.root], at=NOW, expected_sha256=report.sha256.upper())
    twin = seal()
    assert refused(twin, expected_sha256=report.sha256) == {"sha256_differs"}


@pytest.mark.parametrize(
    "junk", [b"", b"junk", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\nstartxref\n0\n%%EOF\n", bytes(4096)]
)
def test_what_is_no_pdf_is_a_verdict_and_no_crash(refused: Check, junk: bytes) -> None:
    assert "unreadable" in refused(junk)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_makes_the_verifier_crash_or_agree(
    sealed: bytes, refused: Check, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(sealed) - 1))
    end = data.draw(st.integers(start, min(len(sealed), start + 4000)))
    patch = data.draw(st.binary(max_size=60))
    damaged = sealed[:start] + patch + sealed[end:]
    if damaged != sealed:
        assert refused(damaged)
