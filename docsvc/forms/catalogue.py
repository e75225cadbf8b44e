"""The forms on disk, read once: `form.toml`, `schema.json`, `template.docx` and examples.

A form's folder is its newest version; the versions before it lie in `versions/<version>/`.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

from docsvc.errors import FormsUnreadable, UnknownForm
from docsvc.forms.law import Law, load_law

FormClass = Literal["external", "third_party", "attachment", "record", "internal"]
"""外, 外³ (delivered to a third body), 附, 录, 内."""

_ORDER_PREFIX = re.compile(r"^\d\d_")


@dataclass(frozen=True)
class Form:
    """One version of one form. `template` is the DOCX; `schema` is JSON Schema 2020-12.

    `schema_json` is the schema as it lies on disk, and `schema_sha256` the digest of those bytes.
    """

    number: int
    slug: str
    name: str
    code: str
    form_class: FormClass
    version: str
    valid_from: date
    valid_to: date | None
    numbered: bool
    sealed: bool
    seal_anchor: str | None
    copies: str
    checks: tuple[str, ...]
    sources: str
    doubts: str
    schema: Mapping[str, Any]
    schema_json: bytes
    schema_sha256: str
    template: bytes
    template_sha256: str
    folder: Path

    def in_force(self, on: date) -> bool:
        """Whether a paper dated `on` may use this version."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def examples(self) -> dict[str, dict[str, Any]]:
        """The example payloads by name, e.g. `short`, `long`."""
        return {
            p.stem: json.loads(p.read_text("utf-8"))
            for p in sorted((self.folder / "examples").glob("*.json"))
        }


@dataclass(frozen=True)
class Catalogue:
    """All forms by slug, in the order of the official list, and the law that they cite.

    `forms` holds the newest version of each, `versions` every one, oldest first.
    """

    forms: Mapping[str, Form]
    versions: Mapping[str, tuple[Form, ...]]
    law: Law

    def __iter__(self) -> Iterator[Form]:
        return iter(self.forms.values())

    def __len__(self) -> int:
        return len(self.forms)

    def get(self, slug: str, on: date | None = None, version: str | None = None) -> Form:
        """The form called `slug`, with or without its `NN_` order prefix.

        A new paper names its date and gets the version in force `on` it; where none is, the last
        one that had begun, or the first of all: the date is then the paper's fault, not the
        form's. A paper that exists names its `version`. The newest when neither is given.
        Raises UnknownForm, also for a version that is not there.
        """
        versions = self.versions.get(_ORDER_PREFIX.sub("", slug))
        if versions is None:
            raise UnknownForm(slug)
        if version is not None:
            for form in versions:
                if form.version == version:
                    return form
            raise UnknownForm(f"{slug} {version}")
        if on is None:
            return versions[-1]
        begun = [form for form in versions if form.valid_from <= on]
        return begun[-1] if begun else versions[0]


def load_form(folder: Path) -> Form:
    """Read one version. Raises OSError, KeyError or ValueError when it is incomplete."""
    facts = tomllib.loads((folder / "form.toml").read_text("utf-8"))
    template = (folder / "template.docx").read_bytes()
    schema = (folder / "schema.json").read_bytes()
    return Form(
        number=int(facts["number"]),
        slug=str(facts["slug"]),
        name=str(facts["name"]),
        code=str(facts["code"]),
        form_class=cast(FormClass, facts["class"]),
        version=str(facts["version"]),
        valid_from=facts["valid_from"],
        valid_to=facts.get("valid_to"),
        numbered=bool(facts["numbered"]),
        sealed=bool(facts["sealed"]),
        seal_anchor=facts.get("seal_anchor"),
        copies=str(facts["copies"]),
        checks=tuple(facts.get("checks", ())),
        sources=str(facts.get("sources", "")),
        doubts=str(facts.get("doubts", "")),
        schema=json.loads(schema.decode("utf-8")),
        schema_json=schema,
        schema_sha256=hashlib.sha256(schema).hexdigest(),
        template=template,
        template_sha256=hashlib.sha256(template).hexdigest(),
        folder=folder,
    )


def load_versions(folder: Path) -> tuple[Form, ...]:
    """Every version of one form, oldest first; the folder's own is the last of those on one day.

    Raises what `load_form` raises.
    """
    older = [load_form(p) for p in sorted((folder / "versions").glob("*")) if p.is_dir()]
    return tuple(sorted([*older, load_form(folder)], key=lambda form: form.valid_from))


def version_faults(versions: Sequence[Form]) -> Iterator[str]:
    """Why these versions of one form, oldest first, cannot stand side by side."""
    newest = versions[-1]
    for form in versions:
        older = form.folder.parent.name == "versions"
        if older and form.folder.name != form.version:
            yield f"versions/{form.folder.name} holds version {form.version}"
        if older and form is newest:
            yield f"version {form.version} is the newest and lies in versions/"
        if (form.slug, form.number) != (newest.slug, newest.number):
            yield f"version {form.version} is of another form, {form.number:02}_{form.slug}"
    if len({form.version for form in versions}) < len(versions):
        yield "two versions are called alike"
    for before, after in pairwise(versions):
        if before.valid_to is None or before.valid_to >= after.valid_from:
            yield (
                f"versions {before.version} and {after.version} "
                f"are both in force on {after.valid_from}"
            )


def load_catalogue(root: Path) -> Catalogue:
    """Read every `NN_slug` folder under `root`, in the order of the numbers, and `law.toml`.

    Raises FormsUnreadable naming the folder that does not hold together, or two versions of a
    form that are in force on one day.
    """
    try:
        folders = sorted(p for p in root.iterdir() if (p / "form.toml").is_file())
        loaded = [load_versions(p) for p in folders]
        law = load_law(root / "law.toml")
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise FormsUnreadable(str(root), f"{type(error).__name__}: {error}") from error
    for folder, versions in zip(folders, loaded, strict=True):
        if faults := list(version_faults(versions)):
            raise FormsUnreadable(str(folder), "; ".join(faults))
    by_slug = {versions[-1].slug: versions for versions in loaded}
    newest = {slug: versions[-1] for slug, versions in by_slug.items()}
    return Catalogue(MappingProxyType(newest), MappingProxyType(by_slug), law)
