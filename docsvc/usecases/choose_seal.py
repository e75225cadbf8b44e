"""Choose the seal of a unit for a form: approved, in use, within validity, or nothing."""

from __future__ import annotations

from docsvc.errors import NoUsableSeal
from docsvc.forms.catalogue import Form
from docsvc.ports import Services
from docsvc.records import Unit, UsableSeal
from seals.errors import SealNotUsable
from seals.policy import require_usable


def choose_seal(services: Services, form: Form, unit: Unit) -> UsableSeal | None:
    """The seal to use now, None for a form that bears no seal.

    Of several usable seals the one approved last is taken. Raises NoUsableSeal with the reason
    that the newest seal cannot be used.
    """
    if not form.sealed:
        return None
    now = services.clock.now()
    why: SealNotUsable | None = None
    with services.look() as work:
        for seal in reversed(work.seals.list(unit.id)):
            try:
                require_usable(seal, unit=unit.id, on=now)
            except SealNotUsable as refused:
                why = why or refused
                continue
            return work.seals.get(seal.id)
    if why is None:
        raise NoUsableSeal(unit.id, "it has none", f"“{unit.name}”尚未登记印章")
    raise NoUsableSeal(unit.id, why.why, why.why_zh)
