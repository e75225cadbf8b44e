"""Who may do what, and for which units: decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from docsvc.errors import Forbidden, OutsideUnitScope
from docsvc.records import Role, Unit, User


class Action(StrEnum):
    """Everything that can be asked of the service by somebody."""

    READ_FORMS = "read_forms"
    READ_DOCUMENTS = "read_documents"
    ISSUE = "issue"
    AMEND = "amend"
    RESUME = "resume"
    VOID = "void"
    PREVIEW = "preview"
    VERIFY = "verify"
    READ_SEALS = "read_seals"
    UPLOAD_SEAL = "upload_seal"
    REVIEW_SEAL = "review_seal"
    READ_NUMBERING = "read_numbering"
    MANAGE_NUMBERING = "manage_numbering"
    MANAGE_PEOPLE = "manage_people"


_ALL = frozenset(Role)
_SEAL = frozenset({Role.SEAL_UPLOADER, Role.SEAL_REVIEWER})
_OFFICE = frozenset({Role.OFFICER, Role.BUSINESS_ADMIN})

GRANTS: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.READ_FORMS: _ALL,
        Action.READ_DOCUMENTS: _OFFICE | {Role.AUDITOR, Role.SYSTEM_ADMIN},
        Action.ISSUE: frozenset({Role.OFFICER}),
        Action.AMEND: frozenset({Role.OFFICER}),
        Action.RESUME: _OFFICE,
        Action.VOID: frozenset({Role.BUSINESS_ADMIN, Role.SYSTEM_ADMIN}),
        Action.PREVIEW: _OFFICE,
        Action.VERIFY: _ALL,
        Action.READ_SEALS: _SEAL | _OFFICE | {Role.AUDITOR, Role.SYSTEM_ADMIN},
        Action.UPLOAD_SEAL: frozenset({Role.SEAL_UPLOADER}),
        Action.REVIEW_SEAL: frozenset({Role.SEAL_REVIEWER}),
        Action.READ_NUMBERING: _OFFICE | {Role.AUDITOR, Role.SYSTEM_ADMIN},
        Action.MANAGE_NUMBERING: frozenset({Role.BUSINESS_ADMIN}),
        Action.MANAGE_PEOPLE: frozenset({Role.SYSTEM_ADMIN}),
    }
)


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: a person, what they are, and the units they reach."""

    login: str
    roles: frozenset[Role]
    reach: frozenset[str]

    def may(self, action: Action, unit: str | None = None) -> bool:
        """Whether one of the actor's roles grants `action`, and `unit` is within reach."""
        return bool(self.roles & GRANTS[action]) and (unit is None or unit in self.reach)


def require(actor: Actor, action: Action, unit: str | None = None) -> None:
    """Return when `actor` may; else raise Forbidden, or OutsideUnitScope for a foreign unit."""
    if not actor.may(action):
        raise Forbidden(
            f"{actor.login} has no role that grants {action}",
            f"“{actor.login}”没有办理此事项的角色",
        )
    if not actor.may(action, unit):
        raise OutsideUnitScope(str(unit))


def actor_of(user: User, units: Sequence[Unit]) -> Actor:
    """The actor that `user` is: reaching their unit and all units below it."""
    return Actor(user.login, user.roles, frozenset(_below(user.unit, units)))


def _below(top: str, units: Sequence[Unit]) -> Iterable[str]:
    waiting, seen = [top], {top}
    while waiting:
        here = waiting.pop()
        yield here
        for unit in units:
            if unit.parent == here and unit.id not in seen:
                seen.add(unit.id)
                waiting.append(unit.id)
