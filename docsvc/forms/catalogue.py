"""The forms on disk, read once: `form.toml`, `schema.json`, `template.docx` and examples."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
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
    """One version of one form. `template` is the DOCX; `schema` is JSON Schema 2020-12."""

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
    """All forms by slug, in the order of the official list, and the law that they cite."""

    forms: Mapping[str, Form]
    law: Law

    def __iter__(self) -> Iterator[Form]:
        return iter(self.forms.values())

    def __len__(self) -> int:
        return len(self.forms)

    def get(self, slug: str) -> Form:
        """The form called `slug`, with or without its `NN_` order prefix.

        Raises UnknownForm.
        """
        form = self.forms.get(_ORDER_PREFIX.sub("", slug))
        if form is None:
            raise UnknownForm(slug)
        return form


def load_form(folder: Path) -> Form:
    """Read one form folder. Raises OSError, KeyError or ValueError when it is incomplete."""
    facts = tomllib.loads((folder / "form.toml").read_text("utf-8"))
    template = (folder / "template.docx").read_bytes()
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
        schema=json.loads((folder / "schema.json").read_text("utf-8")),
        template=template,
        template_sha256=hashlib.sha256(template).hexdigest(),
        folder=folder,
    )


def load_catalogue(root: Path) -> Catalogue:
    """Read every `NN_slug` folder under `root`, in the order of the numbers, and `law.toml`.

    Raises FormsUnreadable naming the folder that does not hold together.
    """
    try:
        folders = sorted(p for p in root.iterdir() if (p / "form.toml").is_file())
        loaded = [load_form(p) for p in folders]
        law = load_law(root / "law.toml")
    except (OSError, KeyError, ValueError) as error:
        raise FormsUnreadable(str(root), f"{type(error).__name__}: {error}") from error
    return Catalogue(MappingProxyType({f.slug: f for f in loaded}), law)
