"""Commands on forms: list, show, lint."""

from __future__ import annotations

import click
from rich.console import Console

from docsvc.bootstrap import make_clock, make_renderer
from docsvc.cli.common import FAULT, Side, json_option, pass_side, table
from docsvc.dates import shanghai_date
from docsvc.forms.catalogue import load_catalogue
from docsvc.forms.law import load_law
from docsvc.forms.lint import lint_folder
from docsvc.web.models import form_out


@click.group()
def forms() -> None:
    """The official forms."""


@forms.command("list")
@json_option
@pass_side
def forms_list(side: Side) -> None:
    """List every form."""
    catalogue = load_catalogue(side.settings.forms_dir)

    def human(console: Console) -> None:
        shown = table(None, "no", "slug", "name", "code", "version", "seal")
        for f in catalogue:
            seal = "印" if f.sealed else ""
            shown.add_row(f"{f.number:02}", f.slug, f.name, f.code, f.version, seal)
        console.print(shown)

    side.say({"forms": [form_out(f) for f in catalogue]}, human)


@forms.command("show")
@click.argument("slug")
@json_option
@pass_side
def forms_show(side: Side, slug: str) -> None:
    """Show the fields of the form SLUG."""
    form = load_catalogue(side.settings.forms_dir).get(slug)

    def human(console: Console) -> None:
        console.print(f"{form.number:02} {form.name} ({form.slug} {form.version})")
        shown = table(None, "field", "title", "required")
        required = form.schema.get("required", ())
        for name, field in form.schema["properties"].items():
            shown.add_row(name, field.get("title", ""), "是" if name in required else "")
        console.print(shown)

    side.say({**form_out(form), "schema": dict(form.schema)}, human)


@forms.command("lint")
@json_option
@pass_side
def forms_lint(side: Side) -> None:
    """Check every form folder: facts, schema, examples, placeholders, anchors."""
    root = side.settings.forms_dir
    folders = sorted(p for p in root.iterdir() if p.is_dir())
    today = shanghai_date(make_clock().now())
    render = make_renderer().render
    law = load_law(root / "law.toml")
    found = {folder.name: lint_folder(folder, law, today, render) for folder in folders}
    faults = sum(len(v) for v in found.values())

    def human(console: Console) -> None:
        for name, lines in found.items():
            for line in lines:
                console.print(f"{name}: {line}")
        console.print(f"{len(folders)} forms, {faults} faults")

    side.say({"forms": len(folders), "faults": found}, human)
    if faults:
        raise SystemExit(FAULT)


COMMANDS = (forms,)
