"""Numbers: keep a unit's rules, take the next number, account for every one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from docsvc.access import Action, Actor, require
from docsvc.errors import Fault, InvalidRequest, NoNumberingRule, NotFound, RuleCollision
from docsvc.forms.catalogue import Catalogue
from docsvc.ports import Services, UnitOfWork
from docsvc.records import Department, StoredRule, Unit
from docsvc.stages import Accepted
from numbering.check import check_rule
from numbering.collision import may_collide
from numbering.register import (
    RunKey,
    RunReport,
    Use,
    UseKind,
    account,
    next_serial,
    run_key,
    samples,
)
from numbering.rule import Level, Rule, Tokens, print_number

LONGEST_PATTERN = 100


@dataclass(frozen=True)
class RuleRequest:
    """A rule that a business administrator wants to keep."""

    unit: str
    department: str | None
    pattern: str
    valid_from: date
    forms: tuple[str, ...] = ()
    """Slugs it covers; empty for every numbered form."""
    run: str | None = None
    """Name of the run that those forms share; None gives each form its own."""
    yearly: bool = True
    first_serial: int = 1


@dataclass(frozen=True)
class AddedRule:
    """The rule as kept, and the first three numbers it would print on its first day."""

    rule: StoredRule
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """One run of serials and what became of each."""

    key: RunKey
    report: RunReport


def add_rule(services: Services, request: RuleRequest, actor: Actor) -> AddedRule:
    """Keep a rule, or a new version of one.

    Raises RuleRefused for a pattern that cannot be kept, RuleCollision when another rule could
    print the same text, InvalidRequest for an unknown form or department.
    """
    require(actor, Action.MANAGE_NUMBERING, request.unit)
    if len(request.pattern) > LONGEST_PATTERN:
        zh = f"规则太长，最多 {LONGEST_PATTERN} 个字"
        raise InvalidRequest([Fault("/pattern", "too_long", zh, "the pattern is too long")])
    unknown = [slug for slug in request.forms if slug not in services.forms.forms]
    if unknown:
        fault = Fault("/forms", "unknown_form", f"没有文书“{unknown[0]}”", f"no form {unknown[0]}")
        raise InvalidRequest([fault])
    stored = StoredRule(id=str(uuid.uuid4()), created_by=actor.login, **vars(request))
    with services.work() as work:
        rule = _compile(work, stored)
        codes = covered_codes(services.forms, stored)
        check_rule(rule, codes)
        for other in work.numbers.rules():
            theirs = _compile(work, other)
            if found := may_collide(rule, codes, theirs, covered_codes(services.forms, other)):
                raise RuleCollision(other.unit, other.pattern, found.text)
        work.numbers.add_rule(stored)
        shown = samples(rule, sorted(codes)[0], request.valid_from, None)
        work.commit()
    return AddedRule(stored, shown)


def take_number(work: UnitOfWork, accepted: Accepted, document_id: str) -> str | None:
    """Take the next number for a document, inside the caller's transaction.

    The counter's row stays locked until that transaction ends, so nothing slow may follow in it.
    None for a form that bears no number. Raises NoNumberingRule, SerialConflict.
    """
    if not accepted.form.numbered:
        return None
    stored = _choose(work, accepted)
    rule = _compile(work, stored)
    code = accepted.form.code
    key = run_key(rule, code, accepted.dated)
    last = work.numbers.lock_run(key.scope, key.group, key.year, rule.first_serial)
    serial = next_serial(last, rule)
    printed = print_number(rule, code=code, year=accepted.dated.year, serial=serial)
    work.numbers.take(key.scope, key.group, key.year, serial, printed, document_id)
    return printed


def report(services: Services, actor: Actor) -> list[Run]:
    """Account for every number of every run within the actor's reach."""
    require(actor, Action.READ_NUMBERING)
    with services.look() as work:
        found = []
        for scope, group, year, first, last in work.numbers.runs():
            if scope.partition("/")[0] not in actor.reach:
                continue
            uses = {
                use.serial: Use(
                    UseKind.VOIDED if use.voided_at else UseKind.USED,
                    use.document_id,
                    use.voided_by,
                    use.voided_at,
                    use.void_reason,
                )
                for use in work.numbers.uses(scope, group, year)
            }
            elsewhere = {serial: Use(UseKind.ELSEWHERE) for serial in range(1, first)}
            key = RunKey(scope, group, year)
            found.append(Run(key, account(1, last, {**elsewhere, **uses})))
    return found


def covered_codes(forms: Catalogue, rule: StoredRule) -> frozenset[str]:
    """The short names (文书简称) of the forms that a rule covers."""
    return frozenset(
        f.code for f in forms if f.numbered and (not rule.forms or f.slug in rule.forms)
    )


def _choose(work: UnitOfWork, accepted: Accepted) -> StoredRule:
    """The department's rule before the unit's, one for few forms before one for all, then the
    version in force on the paper's date."""
    department = accepted.department.id if accepted.department else None
    fitting = [
        rule
        for rule in work.numbers.rules(accepted.unit.id)
        if rule.department in (None, department)
        and (not rule.forms or accepted.form.slug in rule.forms)
        and rule.valid_from <= accepted.dated
    ]
    if not fitting:
        raise NoNumberingRule(accepted.unit.id, department, accepted.form.slug)
    return max(fitting, key=lambda r: (r.department is not None, bool(r.forms), r.valid_from))


def _compile(work: UnitOfWork, stored: StoredRule) -> Rule:
    unit = work.units.unit(stored.unit)
    if unit is None:
        raise NotFound("unit", "单位", stored.unit)
    department: Department | None = None
    if stored.department is not None:
        department = work.units.department(stored.unit, stored.department)
        if department is None:
            raise NotFound("department", "部门", stored.department)
    return _rule(stored, unit, department)


def _rule(stored: StoredRule, unit: Unit, department: Department | None) -> Rule:
    return Rule(
        pattern=stored.pattern,
        scope=unit.id if department is None else f"{unit.id}/{department.id}",
        level=Level.UNIT if department is None else Level.DEPARTMENT,
        tokens=Tokens(region=unit.region, department=department.token if department else None),
        valid_from=stored.valid_from,
        run=stored.run,
        yearly=stored.yearly,
        first_serial=stored.first_serial,
    )
