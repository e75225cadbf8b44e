"""Keep organs, departments, people and their keys."""

from __future__ import annotations

import secrets
import uuid

from docsvc.access import Action, Actor, require
from docsvc.errors import AlreadyThere, NotFound, OutsideUnitScope
from docsvc.keys import key_digest
from docsvc.ports import Services
from docsvc.records import ApiKey, Department, Unit, User

KEY_PREFIX = "docsvc_"
KEY_BYTES = 32


def add_unit(services: Services, unit: Unit, actor: Actor) -> None:
    """Add an organ. One without a parent is added only by who reaches every organ there is."""
    require(actor, Action.MANAGE_PEOPLE, unit.parent)
    with services.work() as work:
        if unit.parent is None and not {u.id for u in work.units.all_units()} <= actor.reach:
            raise OutsideUnitScope(unit.id)
        if work.units.unit(unit.id) is not None:
            raise AlreadyThere("unit", "单位", unit.id)
        work.units.add_unit(unit)
        work.commit()


def add_department(services: Services, department: Department, actor: Actor) -> None:
    """Add an internal department of an organ."""
    require(actor, Action.MANAGE_PEOPLE, department.unit)
    with services.work() as work:
        if work.units.department(department.unit, department.id) is not None:
            raise AlreadyThere("department", "部门", department.id)
        work.units.add_department(department)
        work.commit()


def add_user(services: Services, user: User, actor: Actor) -> None:
    """Add a person with roles, scoped to a unit and those below it."""
    require(actor, Action.MANAGE_PEOPLE, user.unit)
    with services.work() as work:
        if work.units.user(user.login) is not None:
            raise AlreadyThere("user", "用户", user.login)
        work.units.add_user(user)
        work.commit()


def revoke_key(services: Services, key_id: str, actor: Actor) -> None:
    """Withdraw a key for good. Raises NotFound for one that is unknown or withdrawn."""
    require(actor, Action.MANAGE_PEOPLE)
    with services.work() as work:
        key = work.units.key(key_id)
        owner = work.units.user(key.login) if key else None
        if owner is None or owner.unit not in actor.reach:
            raise NotFound("key", "密钥", key_id)
        if not work.units.revoke_key(key_id, services.clock.now()):
            raise NotFound("key in use", "在用密钥", key_id)
        work.commit()


def new_key(services: Services, login: str, label: str, actor: Actor) -> tuple[str, str]:
    """A fresh API key of a user: its id, and the key itself.

    The key is returned once; only its digest is kept. The id is for withdrawing it.
    """
    secret = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
    with services.work() as work:
        user = work.units.user(login)
        if user is None:
            raise NotFound("user", "用户", login)
        require(actor, Action.MANAGE_PEOPLE, user.unit)
        key = ApiKey(str(uuid.uuid4()), login, label, key_digest(secret), services.clock.now())
        work.units.add_key(key)
        work.commit()
    return key.id, secret
