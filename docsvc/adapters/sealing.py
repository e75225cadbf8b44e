"""Sealing in this process: opens wrapped keys, keeps prepared seals, asks time-stampers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

import structlog
from cryptography import x509
from pyhanko.sign.timestamps import TimeStamper

from docsvc.adapters.keybox import key_id
from docsvc.ports import SealedPdf
from docsvc.records import UsableSeal
from seals.art import SealArt
from seals.certificate import KeyMaterial
from seals.errors import TimestampUnavailable
from seals.keys import unwrap_key
from seals.place import find_placement
from seals.policy import require_material
from seals.sign import seal_pdf
from seals.signer import SealSigner

_log = structlog.get_logger()

_CACHED = 64
"""Prepared seals kept at a time; a unit has a few."""

_Prepared = tuple[SealSigner, SealArt]


class LocalSealer:
    """The `Sealer` port. Prepared signers and pictures are kept, by the digests they came from."""

    def __init__(self, master_key: bytes, timestampers: Sequence[TimeStamper] = ()) -> None:
        self._keks = {key_id(master_key): master_key}
        self._timestampers = tuple(timestampers)
        self._prepared: dict[tuple[str, str, str], _Prepared] = {}
        self._lock = threading.Lock()

    def seal(self, pdf: bytes, material: UsableSeal, *, anchor: str, at: datetime) -> SealedPdf:
        """The file with the seal over name and date, certified against any later change.

        Time-stamp services are tried in order. When all are out the paper is sealed without a
        time-stamp, at level B-B: an outage elsewhere must not stop an office.
        """
        signer, art = self._prepare(material)
        placement = find_placement(pdf, anchor=anchor, mm=material.seal.mm)

        def sealed(stamper: TimeStamper | None) -> bytes:
            return seal_pdf(
                pdf,
                signer=signer,
                art=art,
                placement=placement,
                signed_at=at,
                timestamper=stamper,
            )

        for stamper in self._timestampers:
            try:
                return SealedPdf(sealed(stamper), "B-T")
            except TimestampUnavailable as down:
                _log.warning("time-stamp service out", why=str(down))
        return SealedPdf(sealed(None), "B-B")

    def _prepare(self, material: UsableSeal) -> _Prepared:
        seal = material.seal
        name = (seal.id, seal.certificate_sha256, seal.picture_sha256)
        with self._lock:
            if name not in self._prepared:
                while len(self._prepared) >= _CACHED:
                    self._prepared.pop(next(iter(self._prepared)))
                self._prepared[name] = self._open(material)
            return self._prepared[name]

    def _open(self, material: UsableSeal) -> _Prepared:
        seal = material.seal
        certificate = x509.load_pem_x509_certificate(material.certificate_pem)
        chain = x509.load_pem_x509_certificates(material.chain_pem) if material.chain_pem else []
        require_material(seal, picture_png=material.picture_png, certificate=certificate)
        key = unwrap_key(
            material.wrapped_key,
            seal_id=seal.id,
            certificate_sha256=seal.certificate_sha256,
            keks=self._keks,
        )
        art = SealArt.from_png(material.picture_png, mm=seal.mm)
        return SealSigner(KeyMaterial(key, certificate, tuple(chain))), art
