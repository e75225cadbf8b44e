"""Commands of the one who runs the service: init, db, units, users, keys, engine."""

from __future__ import annotations

import click
from rich.console import Console

from docsvc.bootstrap import prepare_home, upgrade_database
from docsvc.cli.common import FAULT, Side, as_option, json_option, pass_side
from docsvc.records import Department, Role, Unit, User
from docsvc.usecases import people


@click.command()
@json_option
@pass_side
def init(side: Side) -> None:
    """Make the folders, a fresh master key and the database. Safe to repeat."""
    prepare_home(side.settings)
    home = str(side.settings.home.resolve())
    side.say({"home": home}, lambda console: console.print(f"ready: {home}"))


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@json_option
@pass_side
def db_upgrade(side: Side) -> None:
    """Bring the database to this version's schema."""
    upgrade_database(side.settings)
    side.say({"upgraded": True}, lambda console: console.print("the database is current"))


@click.group()
def unit() -> None:
    """Issuing organs and their departments."""


@unit.command("add")
@click.argument("id")
@click.option("--name", required=True, help="Full official name.")
@click.option("--region", required=True, help="Short name in numbers, e.g. 甘.")
@click.option("--credit-code", required=True, help="统一社会信用代码, 18 characters.")
@click.option("--parent", help="Id of the unit above.")
@as_option
@json_option
@pass_side
def unit_add(
    side: Side, id: str, name: str, region: str, credit_code: str, parent: str | None
) -> None:
    """Add the organ ID."""
    people.add_unit(side.services, Unit(id, name, region, credit_code, parent), side.actor())
    side.say({"unit": id}, lambda console: console.print(f"added {id}: {name}"))


@unit.command("add-department")
@click.argument("unit")
@click.argument("id")
@click.option("--name", required=True, help="Full name.")
@click.option("--token", required=True, help="Its text in numbers, e.g. 危化.")
@as_option
@json_option
@pass_side
def department_add(side: Side, unit: str, id: str, name: str, token: str) -> None:
    """Add the department ID to UNIT."""
    people.add_department(side.services, Department(unit, id, name, token), side.actor())
    side.say({"department": id}, lambda console: console.print(f"added {unit}/{id}: {name}"))


@unit.command("list")
@json_option
@pass_side
def unit_list(side: Side) -> None:
    """List organs and departments."""
    with side.services.look() as work:
        units = work.units.all_units()
        rows = [
            {**vars(u), "departments": [vars(d) for d in work.units.departments(u.id)]}
            for u in units
        ]

    def human(console: Console) -> None:
        for row in rows:
            console.print(f"{row['id']}  {row['name']}  {row['region']}  {row['credit_code']}")
            for d in row["departments"]:
                console.print(f"  {d['id']}  {d['name']}  {d['token']}")

    side.say({"units": rows}, human)


@click.group()
def user() -> None:
    """People and their API keys."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option("--unit", required=True, help="Unit whose papers, and those below, they reach.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([r.value for r in Role]),
    help="May be given several times.",
)
@as_option
@json_option
@pass_side
def user_add(side: Side, login: str, name: str, unit: str, roles: tuple[str, ...]) -> None:
    """Add the person LOGIN."""
    person = User(login, name, unit, frozenset(Role(r) for r in roles))
    people.add_user(side.services, person, side.actor())
    side.say({"user": login}, lambda console: console.print(f"added {login}: {name}"))


@user.command("new-key")
@click.argument("login")
@click.option("--label", default="cli", show_default=True, help="What the key is for.")
@as_option
@json_option
@pass_side
def user_key(side: Side, login: str, label: str) -> None:
    """Make an API key for LOGIN. It is shown once and kept nowhere."""
    key_id, key = people.new_key(side.services, login, label, side.actor())
    side.say({"login": login, "id": key_id, "key": key}, lambda console: click.echo(key))


@user.command("revoke-key")
@click.argument("key_id")
@as_option
@json_option
@pass_side
def user_revoke_key(side: Side, key_id: str) -> None:
    """Withdraw the API key KEY_ID for good (`new-key --json` tells the id)."""
    people.revoke_key(side.services, key_id, side.actor())
    side.say({"revoked": key_id}, lambda console: console.print(f"withdrawn: {key_id}"))


@click.group()
def engine() -> None:
    """The layout engine."""


@engine.command("check")
@json_option
@pass_side
def engine_check(side: Side) -> None:
    """Say which layout engine makes the papers, and whether it works."""
    with side.waiting("starting the layout engine"):
        health = side.services.converter.check()
    side.say(
        {"ok": health.ok, "engine": health.description},
        lambda console: console.print(f"{'ok' if health.ok else 'NOT OK'}: {health.description}"),
    )
    if not health.ok:
        raise SystemExit(FAULT)


COMMANDS = (init, db, unit, user, engine)
