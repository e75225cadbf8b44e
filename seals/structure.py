"""Checks on a sealed file's bytes that pyHanko does not make.

Each was seen to pass pyHanko 0.38 with a good verdict: bytes appended without a cross-reference
table, data hidden in the padding behind the CMS message, a signature taken out by a later revision.
"""

# mypy: disable-error-code="no-untyped-call, import-untyped"
# asn1crypto ships no types; parts of pyHanko are not annotated.

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from asn1crypto import algos, cms, parser, x509
from pyhanko.pdf_utils import generic
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from seals.art import picture_of
from seals.errors import Finding

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[")
_HEX = re.compile(rb"(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+")
"""In one case throughout: a digit whose case was changed would not change the message."""

_HIDDEN_FLAGS = 0b100010
"""Hidden and NoView (ISO 32000-1, table 165)."""


def file_findings(
    pdf: bytes,
    signatures: Sequence[EmbeddedPdfSignature],
    expected_fields: Sequence[str] | None,
) -> tuple[Finding, ...]:
    """What is wrong with the file as a whole. `expected_fields` comes from the caller's records."""
    findings = []
    names = [s.field_name for s in signatures if s.sig_object_type != "/DocTimeStamp"]
    if not names:
        findings.append(Finding("no_signature", None, "文件没有电子印章", "no signature"))
    if expected_fields is not None:
        missing = Counter(expected_fields) - Counter(names)
        extra = Counter(names) - Counter(expected_fields)
        findings += [
            Finding("signature_missing", n, "应有的电子印章已不在", f"{n} is gone") for n in missing
        ]
        findings += [
            Finding("signature_unexpected", n, "出现了不应有的电子印章", f"{n} was added")
            for n in extra
        ]
    ranges = len(_BYTE_RANGE.findall(pdf))
    if ranges != len(signatures):
        en = f"{ranges} /ByteRange but {len(signatures)} live signatures"
        findings.append(Finding("dead_signature", None, "文件中有被移除的签名", en))
    if signatures:
        end = max(int(s.byte_range[2]) + int(s.byte_range[3]) for s in signatures)
        if end != len(pdf):
            en = f"{len(pdf) - end} bytes behind the last signed one"
            findings.append(Finding("trailing_bytes", None, "盖章之后文件被追加了内容", en))
    return tuple(findings)


def container_findings(pdf: bytes, signature: EmbeddedPdfSignature) -> tuple[Finding, ...]:
    """What is wrong with the gap that the signature leaves: it must hold the message alone."""
    name, spans = signature.field_name, [int(n) for n in signature.byte_range]
    zh = "签名区域被改动"
    if len(spans) != 4 or spans[0] != 0 or not 0 < spans[1] < spans[2] <= len(pdf):
        return (Finding("bad_byte_range", name, zh, f"/ByteRange {spans}"),)
    gap = pdf[spans[1] : spans[2]]
    if gap[:1] != b"<" or gap[-1:] != b">" or _HEX.fullmatch(gap[1:-1]) is None:
        return (Finding("bad_container", name, zh, "/Contents is not one hexadecimal string"),)
    content = bytes.fromhex(gap[1:-1].decode("ascii"))
    if any(content[parser.peek(content) :]):
        return (Finding("padding_not_zero", name, zh, "data behind the signature message"),)
    return ()


def framing_findings(signature: EmbeddedPdfSignature) -> tuple[Finding, ...]:
    """What is wrong with the parts of the message that its signature does not cover.

    Readers skip or tolerate them, so a changed byte there would go unseen: versions and digest list
    (RFC 5652, 5.1 and 5.3), the signer's name, and the outer frames of the certificates.
    """
    message, info = signature.signed_data, signature.signer_info
    signer, digest = signature.signer_cert, info["digest_algorithm"]
    name = digest["algorithm"].native
    issuer_and_serial = cms.IssuerAndSerialNumber(
        {"issuer": signer.issuer, "serial_number": signer.serial_number}
    )
    sound = (
        message["version"].dump() == info["version"].dump() == cms.CMSVersion("v1").dump()
        and message["digest_algorithms"].contents == digest.dump()
        and digest.dump() == algos.DigestAlgorithm({"algorithm": name}).dump()
        and info["sid"].dump() == issuer_and_serial.dump()
        and all(_framed_well(choice.chosen) for choice in message["certificates"])
    )
    if sound:
        return ()
    en = "the message's unsigned parts are not as made"
    return (Finding("message_altered", signature.field_name, "签名区域被改动", en),)


def _framed_well(certificate: x509.Certificate) -> bool:
    """RFC 5280, 4.1.1.2: the algorithm outside equals the signed one; signatures are whole bytes."""
    inner = certificate["tbs_certificate"]["signature"]
    unused_bits = certificate["signature_value"].contents[:1]
    return bool(certificate["signature_algorithm"].dump() == inner.dump() and unused_bits == b"\0")


def appearance_findings(signature: EmbeddedPdfSignature) -> tuple[Finding, ...]:
    """What is wrong with what the reader sees: a seal shows its picture."""
    field = signature.sig_field
    widget = field["/Kids"][0] if "/Kids" in field else field
    x0, y0, x1, y1 = (float(v) for v in widget["/Rect"])
    hidden = int(widget.get("/F", generic.NumberObject(0))) & _HIDDEN_FLAGS
    if hidden or x0 == x1 or y0 == y1 or picture_of(widget) is None:
        en = "the field shows no picture"
        return (Finding("no_picture", signature.field_name, "签名没有可见的印章图样", en),)
    return ()
