"""Upload a seal: take in picture, certificate and key, wrap the key, wait for the second person."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes

from docsvc.access import Action, Actor, require
from docsvc.errors import NotFound
from docsvc.ports import SealEvent, Services
from docsvc.records import UsableSeal
from seals.certificate import KeyMaterial, check_certificate, load_pkcs12
from seals.errors import IntakeFault, IntakeRefused
from seals.keys import private_key_der
from seals.picture import SealPicture, take_picture
from seals.seal import Seal, SealState


@dataclass(frozen=True)
class SealUpload:
    """What the uploader sends: a PNG of `mm` printed diameter, and the key as PKCS#12."""

    unit: str
    picture: bytes
    mm: float
    pkcs12: bytes
    password: str | None


def upload_seal(services: Services, upload: SealUpload, actor: Actor) -> Seal:
    """Keep the seal for review. It cannot seal anything yet.

    Raises IntakeRefused with every fault found in picture and certificate.
    """
    require(actor, Action.UPLOAD_SEAL, upload.unit)
    faults: list[IntakeFault] = []
    picture: SealPicture | None = None
    material: KeyMaterial | None = None
    try:
        picture = take_picture(upload.picture, mm=upload.mm)
    except IntakeRefused as refused:
        faults += refused.faults
    try:
        material = load_pkcs12(upload.pkcs12, upload.password)
    except IntakeRefused as refused:
        faults += refused.faults
    if picture is None or material is None:
        raise IntakeRefused(faults)
    return keep_seal(services, upload.unit, picture, material, actor)


def keep_seal(
    services: Services, unit_id: str, picture: SealPicture, material: KeyMaterial, actor: Actor
) -> Seal:
    """Check the certificate against the unit and our roots, and store the seal as uploaded."""
    require(actor, Action.UPLOAD_SEAL, unit_id)
    with services.look() as work:
        unit = work.units.unit(unit_id)
    if unit is None:
        raise NotFound("unit", "单位", unit_id)
    now = services.clock.now()
    check_certificate(
        material,
        roots=services.roots,
        organisation=unit.name,
        credit_code=unit.credit_code,
        at=now,
    )
    certificate = material.certificate
    seal = Seal(
        id=str(uuid.uuid4()),
        unit=unit.id,
        unit_name=unit.name,
        mm=picture.mm,
        picture_sha256=picture.sha256,
        certificate_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        state=SealState.UPLOADED,
        uploaded_by=actor.login,
        uploaded_at=now,
    )
    wrapped = services.keys.wrap(
        private_key_der(material.private_key),
        seal_id=seal.id,
        certificate_sha256=seal.certificate_sha256,
    )
    with services.work() as work:
        work.seals.add(
            UsableSeal(seal, picture.png, material.certificate_pem, material.chain_pem, wrapped)
        )
        work.seals.add_event(SealEvent(seal.id, now, actor.login, "upload", None))
        work.commit()
    return seal
