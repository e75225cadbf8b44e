"""Writes the pages of `docs/` that the code already says: settings, errors, cli, forms.

`make docs` writes them; tests/docs prove that what is committed is what would be written.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import click
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from docs.fault_codes import Told, told_faults
from docs.form_pages import CLASS_ZH, form_page, page_name
from docs.markdown import HEADER, table
from docsvc.cli.main import main as root_command
from docsvc.errors import DocsvcError
from docsvc.forms.catalogue import load_catalogue
from docsvc.ledger.errors import LedgerError
from docsvc.settings import Settings
from docsvc.web.problems import status_of
from numbering.errors import NumberingError
from seals.errors import SealError

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
FORMS = ROOT / "templates" / "40_forms"

WIDTH = 96
"""Columns of a command's help."""

SETTINGS_INTRO = """\
Every setting is an environment variable. An unknown `DOCSVC_*` name is refused by name, so that a
slip of the pen does not pass for a choice. Settings are read once, when a process starts.
There is no default secret: `docsvc init` makes the master key from fresh random bytes.
"""

ERRORS_INTRO = """\
An answer that is no success is `application/problem+json` (RFC 9457): `type`, `title`, `status`,
`detail` (Chinese, for people), `code` (stable, for programs), and `errors` with one entry for each
thing wrong: `pointer` (RFC 6901, into the request body), `code`, `zh`, `en` and, where a rule of law
is behind it, `source`. The command line prints the same code and Chinese text and ends with 1.

The status of each failure is decided in one table, `docsvc/web/problems.py`.
"""

FAULTS_INTRO = """\
These codes stand in `errors` of `invalid_request`, `rule_refused` and `intake_refused`, in
`faults` of a verification, and in what `docsvc ledger verify` prints. `…` stands for what the
fault names.
"""

CLI_INTRO = """\
`docsvc` does from a shell what the API does over HTTP, and what only the one who runs the service
may do. Every command but `serve` and the groups takes `--json`. Who acts is named by `--as LOGIN`;
without it the local operator acts, with every role: whoever holds the files holds the service.

Exit status: 0 when the thing asked for holds or was done, 1 when not (the message gives the code,
see [errors.md](errors.md)), 2 for a command that was mistyped.
"""

FORMS_INTRO = """\
A form is a folder under `templates/40_forms/`: `form.toml` (facts), `schema.json` (JSON Schema
2020-12 of the values), `template.docx`, and `examples/`. Each has a page of its own, with all its
fields, behind its number below. `docsvc forms schema SLUG` and `GET /api/v1/forms/SLUG/schema` give
the schema. The code (文书简称) stands in the number.

A form's older versions lie in `versions/VERSION/` of its folder. A new paper takes the version in
force on its own date, of which there is never more than one; a correction takes that of the paper
it corrects. `released.toml` holds the digests of what was released, and a released version does not
change any more: `docsvc forms release` only adds to it.
"""

SAMPLES: Mapping[str, Any] = {
    "kind": "document",
    "kind_zh": "文书",
    "key": "2f1c",
    "slug": "penalty_decision",
    "form": "penalty_decision",
    "unit": "county",
    "department": "chemicals",
    "pattern": "（{region}）{code}〔{year}〕{serial}号",
    "text": "（某）应急罚〔2026〕1号",
    "printed": "（某）应急罚〔2026〕1号",
    "state": "issued",
    "verb": "amend",
    "step": "approve",
    "allowed": ("issued",),
    "seconds": 30.0,
    "serial": 0,
    "largest": 9999999,
    "year": 26,
    "suffix": 1,
    "name_page": 0,
    "date_page": 1,
    "name": "DOCSVC_EXAMPLE",
    "why": "expired",
    "why_zh": "印章证书已过期",
    "pointer": "/values/fine",
    "algorithm": "md5",
    "zh": "（视情形而定）",
    "en": "it depends",
    "person": "zhang",
}
"""What errors are shown with, by the names of their facts."""


def settings_page() -> str:
    """Every setting: name, what it may be, default, meaning."""
    rows = [
        (
            f"`DOCSVC_{name.upper()}`",
            _kind(field),
            _default(field),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]
    shown = table(("Setting", "Value", "Default", "Meaning"), rows)
    return f"# Settings\n\n{HEADER}\n{SETTINGS_INTRO}\n{shown}"


def errors_page() -> str:
    """Every error class, and every code of a fault at a field."""
    shown = sorted(error_classes(), key=lambda kind: kind.code)
    rows = [
        (f"`{e.code}`", str(int(status_of(e))), _sentence(type(e)), e.zh)
        for e in map(example, shown)
    ]
    failures = table(("Code", "HTTP", "What happened", "例"), rows)
    told = [
        (f"`{t.code}`", t.where, "<br>".join(t.zh)) for t in sorted(told_faults(ROOT), key=_by_code)
    ]
    faults = table(("Code", "Told by", "中文"), told)
    return (
        f"# Errors\n\n{HEADER}\n{ERRORS_INTRO}\n## Failures\n\n{failures}\n"
        f"## Faults\n\n{FAULTS_INTRO}\n{faults}"
    )


def cli_page() -> str:
    """The help of every command."""
    parts = [f"# Command line\n\n{HEADER}\n{CLI_INTRO}"]
    for path, command in commands():
        context = click.Context(
            command,
            info_name=path,
            max_content_width=WIDTH,
            terminal_width=WIDTH,
            help_option_names=root_command.context_settings["help_option_names"],
        )
        parts.append(f"## `{path}`\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def forms_page() -> str:
    """Every form of the catalogue."""
    rows = [
        (
            f"[{form.number:02}](forms/{page_name(form)}.md)",
            f"`{form.slug}`",
            form.name,
            form.code,
            CLASS_ZH[form.form_class],
            "yes" if form.numbered else "no",
            "yes" if form.sealed else "no",
            form.version,
            form.valid_from.isoformat(),
        )
        for form in load_catalogue(FORMS)
    ]
    columns = ("No", "Slug", "Name", "Code", "Class", "Number", "Seal", "Version", "In force from")
    return f"# Forms\n\n{HEADER}\n{FORMS_INTRO}\n{table(columns, rows)}"


def form_pages() -> dict[str, str]:
    """The page of each form by its name below `docs/`."""
    return {f"forms/{page_name(form)}.md": form_page(form) for form in load_catalogue(FORMS)}


def error_classes() -> list[type[Any]]:
    """The four base classes of our errors and everything below them."""
    found: dict[type[Any], None] = {}
    waiting: list[type[Any]] = [DocsvcError, NumberingError, SealError, LedgerError]
    while waiting:
        kind = waiting.pop()
        found[kind] = None
        waiting += kind.__subclasses__()
    return list(found)


def example(kind: type[Any]) -> Any:
    """An error of this kind with made-up facts."""
    parameters = list(inspect.signature(kind).parameters.values())
    if any(p.name in ("faults", "findings") for p in parameters):
        return kind([_AnyFault()])
    hints = get_type_hints(kind.__init__)
    return kind(*(SAMPLES.get(p.name, _stand_in(hints.get(p.name))) for p in parameters))


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it, groups before what they hold."""

    def below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield path, command
        if isinstance(command, click.Group):
            for name, inner in sorted(command.commands.items()):
                yield from below(f"{path} {name}", inner)

    yield from below("docsvc", root_command)


class _AnyFault:
    """Stands in the place of a fault of any kind."""

    pointer, code, zh, en = "/values/fine", "out_of_range", "（逐项列出）", "one by one"
    warning = False


def _stand_in(kind: object) -> Any:
    return 1 if kind is int else 1.0 if kind is float else "…"


def _sentence(kind: type[Any]) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def _kind(field: FieldInfo) -> str:
    name = getattr(field.annotation, "__name__", "") or str(field.annotation)
    words = {
        "Path": "path",
        "str": "text",
        "float": "number",
        "int": "whole number",
        "bool": "`true` or `false`",
        "tuple": "list",
    }
    options = getattr(field.annotation, "__args__", ())
    if name == "Literal":
        return ", ".join(f"`{o}`" for o in options)
    if options and type(None) in options:
        name = options[0].__name__
    limits = [
        f"{sign} {getattr(rule, fact)}"
        for rule in field.metadata
        for fact, sign in (("gt", ">"), ("ge", "≥"), ("lt", "<"), ("le", "≤"))
        if getattr(rule, fact, None) is not None
    ]
    return " ".join([words.get(name, name), ", ".join(limits)]).strip()


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "what docsvc ships"
    value = field.default
    if value is PydanticUndefined:
        return "none: must be set"
    if value in (None, "", ()):
        return "—"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _by_code(told: Told) -> tuple[str, str]:
    return told.code, told.where


PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "cli.md": cli_page,
    "forms.md": forms_page,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), "utf-8")
    (DOCS / "forms").mkdir(exist_ok=True)
    for name, text in form_pages().items():
        (DOCS / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
