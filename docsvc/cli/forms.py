"""Commands on forms: list, show, lint, schema, release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from docsvc.bootstrap import make_clock, make_renderer
from docsvc.cli.common import FAULT, Side, json_option, pass_side, table
from docsvc.dates import shanghai_date
from docsvc.forms.catalogue import (
    Catalogue,
    Form,
    load_catalogue,
    load_versions,
    version_faults,
)
from docsvc.forms.law import load_law
from docsvc.forms.lint import lint_folder
from docsvc.forms.released import FILE, load_released, release, release_faults, write_released
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
    """Check every form folder: facts, schema, examples, placeholders, anchors, versions."""
    root = side.settings.forms_dir
    folders = sorted(p for p in root.iterdir() if p.is_dir())
    today = shanghai_date(make_clock().now())
    render = make_renderer().render
    law = load_law(root / "law.toml")
    found = {
        folder.name: [*lint_folder(folder, law, today, render), *_lint_versions(folder)]
        for folder in folders
    }
    faults = sum(len(v) for v in found.values())

    def human(console: Console) -> None:
        for name, lines in found.items():
            for line in lines:
                console.print(f"{name}: {line}")
        console.print(f"{len(folders)} forms, {faults} faults")

    side.say({"forms": len(folders), "faults": found}, human)
    if faults:
        raise SystemExit(FAULT)


@forms.command("schema")
@click.argument("slug", required=False)
@click.option("--version", help="This version; the newest when absent.")
@click.option("--all", "every", is_flag=True, help="Every version of every form, into --out.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the schemas and their index.json.",
)
@json_option
@pass_side
def forms_schema(
    side: Side, slug: str | None, version: str | None, every: bool, out: Path | None
) -> None:
    """Print the JSON Schema of the form SLUG, byte for byte, or export all of them.

    With --all each goes to a file of its own, and index.json names slug, version, SHA-256 of the
    schema, and file.
    """
    if every != (out is not None) or every == (slug is not None) or (every and version):
        raise click.UsageError("give SLUG, with or without --version, or --all with --out")
    catalogue = load_catalogue(side.settings.forms_dir)
    if out is not None:
        index = _export(catalogue, out)
        side.say(
            {"schemas": index},
            lambda console: console.print(f"{len(index)} schemas in {out}"),
        )
        return
    form = catalogue.get(str(slug), version=version)
    side.say(
        {**_schema_facts(form), "schema": dict(form.schema)},
        lambda _console: click.echo(form.schema_json, nl=False),
    )


@forms.command("release")
@click.option(
    "--replace",
    multiple=True,
    metavar="SLUG",
    help="List the newest version of SLUG anew. Only for work that no paper was made with yet: "
    "a version in use must not change.",
)
@json_option
@pass_side
def forms_release(side: Side, replace: tuple[str, ...]) -> None:
    """Add new versions of forms to released.toml; what is listed stays as it is.

    A listed version whose template or schema has changed is told, with exit status 1: give it
    a new version.
    """
    root = side.settings.forms_dir
    catalogue, before = load_catalogue(root), load_released(root / FILE)
    after = release(catalogue, before, replace)
    if after != before:
        write_released(root / FILE, after)
    changed = [f"{s} {v}" for (s, v), digests in after.items() if before.get((s, v)) != digests]
    faults = list(release_faults(catalogue, after))

    def human(console: Console) -> None:
        for name in changed:
            console.print(f"released: {name}")
        for fault in faults:
            console.print(fault)
        console.print(f"{len(after)} versions released, {len(changed)} of them now")

    side.say({"released": len(after), "now": changed, "faults": faults}, human)
    if faults:
        raise SystemExit(FAULT)


def _lint_versions(folder: Path) -> list[str]:
    try:
        return list(version_faults(load_versions(folder)))
    except (OSError, KeyError, ValueError, TypeError) as error:
        return [f"versions cannot be read: {type(error).__name__}: {error}"]


def _export(catalogue: Catalogue, out: Path) -> list[dict[str, Any]]:
    """Write every schema and `index.json` to `out`, and give back what the index says."""
    out.mkdir(parents=True, exist_ok=True)
    index = []
    for versions in catalogue.versions.values():
        for form in versions:
            file = f"{form.slug}-{form.version}.json"
            (out / file).write_bytes(form.schema_json)
            index.append({**_schema_facts(form), "file": file})
    (out / "index.json").write_text(json.dumps({"schemas": index}, indent=2) + "\n", "utf-8")
    return index


def _schema_facts(form: Form) -> dict[str, Any]:
    return {"slug": form.slug, "version": form.version, "schema_sha256": form.schema_sha256}


COMMANDS = (forms,)
