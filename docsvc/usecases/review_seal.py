"""Review a seal: a second person approves or refuses; only then can it be used."""

from __future__ import annotations

from collections.abc import Sequence

from docsvc.access import Action, Actor, require
from docsvc.errors import NotFound
from docsvc.ports import SealEvent, Services
from seals import policy
from seals.seal import Seal


def review_seal(
    services: Services, seal_id: str, *, approve: bool, reason: str | None, actor: Actor
) -> Seal:
    """The seal as the reviewer left it.

    Raises SameReviewer, IllegalSealStep, NotFound, or ReasonRequired for a refusal without one.
    """
    require(actor, Action.REVIEW_SEAL)
    now = services.clock.now()
    with services.work() as work:
        material = work.seals.get(seal_id)
        if material is None or material.seal.unit not in actor.reach:
            raise NotFound("seal", "印章", seal_id)
        seal = policy.review(
            material.seal, reviewer=actor.login, approve=approve, reason=reason, at=now
        )
        work.seals.update(seal)
        step = "approve" if approve else "refuse"
        work.seals.add_event(SealEvent(seal_id, now, actor.login, step, reason))
        work.commit()
    return seal


def list_seals(services: Services, actor: Actor) -> Sequence[Seal]:
    """The seals of the units that the actor reaches, oldest first."""
    require(actor, Action.READ_SEALS)
    with services.look() as work:
        return [s for s in work.seals.list() if s.unit in actor.reach]
