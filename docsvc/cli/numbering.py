"""Commands on document numbers: rules, add, report."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from rich.console import Console

from docsvc.cli.common import FAULT, Side, as_option, json_option, pass_side, table
from docsvc.cli.parameters import DAY
from docsvc.dates import shanghai_date
from docsvc.usecases.number import RuleRequest, Run, add_rule, report
from numbering.register import UseKind


@click.group()
def numbering() -> None:
    """Document numbers (文号): rules, and an account of every number."""


@numbering.command("add-rule")
@click.argument("pattern")
@click.option("--unit", required=True, help="Id of the unit.")
@click.option("--department", help="Id of the department that has a run of its own.")
@click.option("--form", "forms", multiple=True, help="Slug; several times; default every form.")
@click.option("--run", help="Name of a run that those forms share; default one each.")
@click.option("--yearly/--continuous", default=True, show_default=True)
@click.option("--first-serial", default=1, show_default=True, type=click.IntRange(1))
@click.option("--valid-from", type=DAY, help="First day; default today.")
@as_option
@json_option
@pass_side
def rule_add(
    side: Side,
    pattern: str,
    unit: str,
    department: str | None,
    forms: tuple[str, ...],
    run: str | None,
    yearly: bool,
    first_serial: int,
    valid_from: date | None,
) -> None:
    """Keep a rule such as '（{region}）{code}〔{year}〕{serial}号'."""
    day = valid_from or shanghai_date(side.services.clock.now())
    request = RuleRequest(unit, department, pattern, day, forms, run, yearly, first_serial)
    added = add_rule(side.services, request, side.actor())
    facts = {"id": added.rule.id, "pattern": pattern, "samples": list(added.samples)}
    side.say(facts, lambda console: console.print("next: " + ", ".join(added.samples)))


@numbering.command("rules")
@json_option
@pass_side
def rules(side: Side) -> None:
    """List the rules of every unit."""
    with side.services.look() as work:
        found = work.numbers.rules()

    def human(console: Console) -> None:
        shown = table(None, "unit", "department", "pattern", "forms", "valid from")
        for r in found:
            covered = ", ".join(r.forms) or "all"
            shown.add_row(r.unit, r.department or "", r.pattern, covered, str(r.valid_from))
        console.print(shown)

    side.say({"rules": [vars(r) for r in found]}, human)


@numbering.command("report")
@as_option
@json_option
@pass_side
def numbering_report(side: Side) -> None:
    """Account for every number of every run, from the first to the last.

    Exit status 0 only if each number is used, voided with a reason, or issued elsewhere.
    """
    runs = [_run(r) for r in report(side.services, side.actor())]

    def human(console: Console) -> None:
        shown = table(None, "scope", "run", "year", "last", "used", "voided", "unexplained")
        for r in runs:
            cells = (r["scope"], r["run"], r["year"], r["last"], r["used"], len(r["voided"]))
            unexplained = ", ".join(map(str, r["unexplained"])) or "—"
            shown.add_row(*map(str, cells), unexplained)
        console.print(shown)

    side.say({"runs": runs}, human)
    if any(r["unexplained"] for r in runs):
        raise SystemExit(FAULT)


def _run(run: Run) -> dict[str, Any]:
    told = run.report
    missing = [n for first, last in told.gaps for n in range(first, last + 1)]
    voided = {
        serial: {"by": use.by, "at": use.at, "reason": use.reason}
        for serial, use in told.uses.items()
        if use.kind is UseKind.VOIDED
    }
    return {
        "scope": run.key.scope,
        "run": run.key.group,
        "year": run.key.year,
        "first": told.first,
        "last": told.last,
        "used": len(told.of_kind(UseKind.USED)),
        "voided": voided,
        "issued_elsewhere": len(told.of_kind(UseKind.ELSEWHERE)),
        "unexplained": sorted([*missing, *told.unexplained, *told.strays]),
    }


COMMANDS = (numbering,)
