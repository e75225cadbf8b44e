"""The signer: one parsed key, one real signature a document, and no CMS built twice.

pyHanko's own `SimpleSigner` parses and checks the key for every signature, signs once more to learn
the container's size, and builds the same CMS anew each time: 236 ms for RSA-3072 where the
signature itself takes 2. Here pyHanko builds the message once, at construction, and each signature
is put into a copy. Anything out of the ordinary still goes through pyHanko's own builder.
"""

# mypy: disable-error-code="no-untyped-call, import-untyped"
# asn1crypto ships no types; parts of pyHanko are not annotated.

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from seals._loop import run
from seals.certificate import KeyMaterial
from seals.errors import SealingFailed, TimestampUnavailable
from seals.keys import SealKey
from seals.x509names import to_asn1

DIGEST = "sha256"
_SEQUENCE, _SET, _OCTETS, _CONTEXT_0, _CONTEXT_1 = 0x30, 0x31, 0x04, 0xA0, 0xA1


@dataclass(frozen=True)
class _Template:
    """A PAdES message (RFC 5652; ETSI EN 319 142-1, 6.3) in DER, cut where signatures differ."""

    signed_data_head: bytes
    signer_info_head: bytes
    attributes_head: bytes
    attributes_tail: bytes
    signature_algorithm: bytes

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes' content for the file's SHA-256."""
        return self.attributes_head + digest + self.attributes_tail

    def message(self, digest: bytes, signature: bytes, token: bytes | None) -> bytes:
        """The whole ContentInfo; `token` is a DER time-stamp token."""
        unsigned = b""
        if token is not None:
            kind = cms.CMSAttributeType("signature_time_stamp_token").dump()
            unsigned = _tlv(_CONTEXT_1, _tlv(_SEQUENCE, kind, _tlv(_SET, token)))
        info = _tlv(
            _SEQUENCE,
            self.signer_info_head,
            _tlv(_CONTEXT_0, self.attributes(digest)),
            self.signature_algorithm,
            _tlv(_OCTETS, signature),
            unsigned,
        )
        signed_data = _tlv(_SEQUENCE, self.signed_data_head, _tlv(_SET, info))
        return _tlv(_SEQUENCE, cms.ContentType("signed_data").dump(), _tlv(_CONTEXT_0, signed_data))


class SealSigner(Signer):
    """Signs with a seal's key. Immutable after construction: share it between threads.

    Raises SealingFailed when the key is not the certificate's.
    """

    def __init__(self, material: KeyMaterial) -> None:
        if material.private_key.public_key() != material.certificate.public_key():
            raise SealingFailed("the key does not belong to the certificate")
        store = SimpleCertificateStore()
        store.register_multiple([to_asn1(c) for c in material.chain])
        super().__init__(
            signing_cert=to_asn1(material.certificate), cert_registry=store, embed_roots=False
        )
        self.material = material
        self._key: SealKey = material.private_key
        self._template = self._make_template()

    @property
    def message_size(self) -> int:
        """An upper bound, in bytes, of a message without a time-stamp."""
        return len(self._template.message(bytes(32), bytes(_signature_size(self._key)), None))

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """The signature over `data`; zeros of the same length in a dry run."""
        if dry_run:
            return bytes(_signature_size(self._key))
        algorithm = _hash(digest_algorithm)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), algorithm)
        return self._key.sign(data, ec.ECDSA(algorithm))

    async def async_sign(
        self,
        data_digest: bytes,
        digest_algorithm: str,
        dry_run: bool = False,
        use_pades: bool = False,
        timestamper: TimeStamper | None = None,
        signed_attr_settings: PdfCMSSignedAttributes | None = None,
        is_pdf_sig: bool = True,
        encap_content_info: object | None = None,
    ) -> cms.ContentInfo:
        """The CMS message over a file's digest. Raises TimestampUnavailable."""
        extras = signed_attr_settings and (
            signed_attr_settings.cades_signed_attrs or signed_attr_settings.adobe_revinfo_attr
        )
        hooks = self.signed_attr_prov_spec or self.unsigned_attr_prov_spec
        plain = use_pades and is_pdf_sig and encap_content_info is None and not extras
        if not plain or hooks or dry_run or digest_algorithm != DIGEST:
            return await super().async_sign(
                data_digest,
                digest_algorithm,
                dry_run,
                use_pades,
                timestamper,
                signed_attr_settings,
                is_pdf_sig,
                encap_content_info,
            )
        # RFC 5652, 5.4: signed is the SET OF attributes, not the context tag it is stored under.
        attributes = _tlv(_SET, self._template.attributes(data_digest))
        signature = await self.async_sign_raw(attributes, DIGEST)
        token = None if timestamper is None else await _timestamp(timestamper, signature)
        # Loaded, not built: asn1crypto keeps the bytes as they are.
        return cms.ContentInfo.load(self._template.message(data_digest, signature, token))

    def _make_template(self) -> _Template:
        marker = hashlib.sha256(b"place of the digest").digest()
        built = run(lambda: Signer.async_sign(self, marker, DIGEST, dry_run=True, use_pades=True))
        signed_data = built["content"]
        info = signed_data["signer_infos"][0]
        head, found, tail = info["signed_attrs"].contents.partition(marker)
        if not found or marker in tail:
            raise SealingFailed("unexpected layout of the signed attributes")
        parts = ("version", "digest_algorithms", "encap_content_info", "certificates")
        return _Template(
            signed_data_head=b"".join(signed_data[name].dump() for name in parts),
            signer_info_head=b"".join(
                info[name].dump() for name in ("version", "sid", "digest_algorithm")
            ),
            attributes_head=head,
            attributes_tail=tail,
            signature_algorithm=info["signature_algorithm"].dump(),
        )


async def _timestamp(timestamper: TimeStamper, signature: bytes) -> bytes:
    """A token over the signature value (RFC 3161; ETSI EN 319 122-1, 5.3), as DER."""
    imprint = hashlib.sha256(signature).digest()
    try:
        token = await timestamper.async_timestamp(imprint, DIGEST)
        info = token["content"]["encap_content_info"]["content"].parsed
        stamped: bytes = info["message_imprint"]["hashed_message"].native
    except (OSError, TimeoutError, ValueError, TypeError, KeyError, AttributeError) as exc:
        raise TimestampUnavailable(str(exc) or type(exc).__name__) from exc
    if stamped != imprint:
        raise TimestampUnavailable("the token is for another signature")
    der: bytes = token.dump()
    return der


def _hash(name: str) -> hashes.HashAlgorithm:
    known: dict[str, hashes.HashAlgorithm] = {
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }
    if name not in known:
        raise SealingFailed(f"digest {name} is not used for seals")
    return known[name]


def _signature_size(key: SealKey) -> int:
    if isinstance(key, rsa.RSAPrivateKey):
        return (key.key_size + 7) // 8
    # SEQUENCE of two INTEGERs, each with room for a sign byte.
    return 2 * ((key.curve.key_size + 7) // 8) + 9


def _tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes((tag,)) + _length(len(content)) + content


def _length(n: int) -> bytes:
    if n < 0x80:
        return bytes((n,))
    digits = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(digits),)) + digits
