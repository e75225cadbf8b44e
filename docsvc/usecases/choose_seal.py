"""Choose the seal of a unit for a form: approved, in use, within validity, or nothing."""

from __future__ import annotations

from docsvc.errors import NoUsableSeal
from docsvc.forms.catalogue import Form
from docsvc.ports import Services
from docsvc.records import Unit, UsableSeal
from seals.errors import SealNotUsable
from seals.policy import require_usable


def choose_seal(
    services: Services, form: Form, unit: Unit, wanted: str | None = None
) -> UsableSeal | None:
    """The seal to use now, None for a form that bears no seal.

    `wanted` is the id of the seal that the caller named; otherwise the newest usable one is
    taken. Raises NoUsableSeal with the reason that the seal, or the newest one, cannot be used.
    """
    if not form.sealed:
        return None
    now = services.clock.now()
    why: SealNotUsable | None = None
    with services.look() as work:
        for seal in reversed(work.seals.list(unit.id)):
            if wanted not in (None, seal.id):
                continue
            try:
                require_usable(seal, unit=unit.id, on=now)
            except SealNotUsable as refused:
                why = why or refused
                continue
            return work.seals.get(seal.id)
    if why is not None:
        raise NoUsableSeal(unit.id, why.why, why.why_zh)
    if wanted is not None:
        raise NoUsableSeal(unit.id, f"it has no seal {wanted!r}", "本单位没有所指定的印章")
    raise NoUsableSeal(unit.id, "it has none", f"“{unit.name}”尚未登记印章")
