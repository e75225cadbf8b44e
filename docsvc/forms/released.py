"""What was released: the digests of every version's template and schema, in `released.toml`.

A version that papers were made with never changes; what must change gets a new version.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docsvc.errors import FormsUnreadable
from docsvc.forms.catalogue import Catalogue, Form

FILE = "released.toml"
_HEAD = """\
# SHA-256 of each released version's template.docx and schema.json.
# Written by `docsvc forms release`; a version that stands here does not change any more.
"""


@dataclass(frozen=True)
class Release:
    """The digests of one version of one form, SHA-256 in hex."""

    template_sha256: str
    schema_sha256: str


Released = Mapping[tuple[str, str], Release]
"""By slug and version."""


def load_released(file: Path) -> Released:
    """Read `released.toml`; nothing is released where there is none.

    Raises FormsUnreadable when it does not hold together.
    """
    if not file.exists():
        return {}
    try:
        return {
            (slug, version): Release(row["template_sha256"], row["schema_sha256"])
            for slug, versions in tomllib.loads(file.read_text("utf-8")).items()
            for version, row in versions.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise FormsUnreadable(str(file), f"{type(error).__name__}: {error}") from error


def write_released(file: Path, released: Released) -> None:
    """Write `released.toml` in the order of `released`."""
    rows = (
        f'\n[{slug}."{version}"]\n'
        f'template_sha256 = "{release.template_sha256}"\n'
        f'schema_sha256 = "{release.schema_sha256}"\n'
        for (slug, version), release in released.items()
    )
    file.write_text(_HEAD + "".join(rows), "utf-8")


def release(catalogue: Catalogue, released: Released, replace: Collection[str] = ()) -> Released:
    """`released` with every version of `catalogue` that it lacks.

    A listed version stays as it is, except the newest of a slug in `replace`. Raises UnknownForm
    for a slug there that is none.
    """
    anew = {_key(form) for form in map(catalogue.get, replace)}
    there = {_key(form): _digests(form) for form in _all(catalogue)}
    return {**there, **{key: kept for key, kept in released.items() if key not in anew}}


def release_faults(catalogue: Catalogue, released: Released) -> Iterator[str]:
    """Every version that is not listed, or is not any more what was released."""
    there = {_key(form): form for form in _all(catalogue)}
    for (slug, version), form in there.items():
        listed = released.get((slug, version))
        if listed is None:
            yield f"{slug} {version} is not released; run `docsvc forms release`"
            continue
        if listed.template_sha256 != form.template_sha256:
            yield f"{slug} {version}: template.docx changed after its release; bump the version"
        if listed.schema_sha256 != form.schema_sha256:
            yield f"{slug} {version}: schema.json changed after its release; bump the version"
    for slug, version in released.keys() - there.keys():
        yield f"{slug} {version} was released and is gone; keep it in versions/{version}/"


def _all(catalogue: Catalogue) -> Iterator[Form]:
    for versions in catalogue.versions.values():
        yield from versions


def _key(form: Form) -> tuple[str, str]:
    return form.slug, form.version


def _digests(form: Form) -> Release:
    return Release(form.template_sha256, form.schema_sha256)
