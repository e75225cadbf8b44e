"""The pages of docs/: current, complete, and leading nowhere that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs_readme import READMES, ROOT
from house import House

from docs.fault_codes import told_faults
from docs.generate import DOCS, PAGES, commands, error_classes, example
from docsvc.access import GRANTS
from docsvc.app import create_app
from docsvc.forms.catalogue import load_catalogue
from docsvc.records import Role
from docsvc.settings import Settings

WRITTEN = (*READMES, ROOT / "CHANGELOG.md", ROOT / "fonts/README.md", *sorted(DOCS.glob("*.md")))
ids = {"ids": lambda path: path.name}

_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_HOST = re.compile(r"https?://(?P<host>[^/\s:\"'`]+)")
_DOMAIN = re.compile(
    r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|edu|gov|cn|co|info)\b", re.IGNORECASE
)
_LOCAL = {"127.0.0.1", "localhost"}


def prose(path: Path) -> str:
    """The page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def headings(path: Path) -> set[str]:
    """The anchors that a page offers."""
    found = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in found}


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run `make docs`"


def test_every_setting_is_found_in_the_docs() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        assert f"| `DOCSVC_{name.upper()}` |" in page
        assert field.description


def test_every_setting_that_a_page_names_exists() -> None:
    known = {f"DOCSVC_{name.upper()}" for name in Settings.model_fields}
    for page in WRITTEN:
        named = set(re.findall(r"\bDOCSVC_[A-Z_]*[A-Z]", page.read_text("utf-8")))
        assert named - {"DOCSVC_EXAMPLE"} <= known, page.name


def test_every_command_is_found_in_the_docs() -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    for path, command in commands():
        assert f"## `{path}`" in page
        assert command.help
        options = {option for p in command.params for option in p.opts}
        assert "--json" in options or hasattr(command, "commands") or path == "docsvc serve"


@pytest.mark.parametrize("readme", READMES, **ids)
def test_every_command_is_found_in_the_readmes(readme: Path) -> None:
    text = readme.read_text("utf-8")
    leaves = {path for path, command in commands() if not hasattr(command, "commands")}
    for path in leaves:
        assert f"`{path.removeprefix('docsvc ')}`" in text


def test_every_error_code_is_found_in_the_docs() -> None:
    page = (DOCS / "errors.md").read_text("utf-8")
    for kind in error_classes():
        assert f"| `{kind.code}` |" in page
        assert example(kind).zh
    for told in told_faults(ROOT):
        assert f"| `{told.code}` | {told.where} |" in page


def test_an_error_code_names_one_class() -> None:
    codes = [kind.code for kind in error_classes()]
    assert len(set(codes)) == len(codes)


def test_the_codes_of_faults_are_read_from_the_source() -> None:
    found = {told.code for told in told_faults(ROOT)}
    assert {"missing_field", "wrong_date", "fine_over_limit", "not_red", "gap"} <= found


def test_every_form_is_found_in_the_docs() -> None:
    page = (DOCS / "forms.md").read_text("utf-8")
    for form in load_catalogue(Settings().forms_dir):
        assert f"| `{form.slug}` | {form.name} |" in page


def test_the_api_page_lists_every_address_and_no_other(house: House) -> None:
    described = create_app(house.services).api_doc["paths"]
    there = {
        f"{method.upper()} {path}"
        for path, item in described.items()
        for method in item
        if method in ("get", "post", "put", "patch", "delete")
    }
    told = set(re.findall(r"^\| `([A-Z]+ /\S+)` \|", (DOCS / "api.md").read_text("utf-8"), re.M))
    assert told == there


def test_the_api_page_tells_every_role() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \(", page, re.MULTILINE)) == set(Role)
    assert all(roles for roles in GRANTS.values())


def _tests() -> Iterator[str]:
    for path in (ROOT / "tests").rglob("test_*.py"):
        yield from re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)


def test_every_fault_names_a_test_that_exists() -> None:
    rows = [
        line.split(" | ")
        for line in (DOCS / "faults.md").read_text("utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| Fault", "| ---"))
    ]
    there = set(_tests())
    assert rows
    for row in rows:
        named = set(re.findall(r"`(test_\w+)`", row[-1]))
        assert named, row[0]
        assert named <= there, named - there


@pytest.mark.parametrize("page", WRITTEN, **ids)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(prose(page)):
        name, _, anchor = target.partition("#")
        leads_to = (page.parent / name).resolve() if name else page
        assert leads_to.exists(), target
        assert leads_to.is_relative_to(ROOT), target
        assert not anchor or anchor in headings(leads_to), target


@pytest.mark.parametrize("page", WRITTEN, **ids)
def test_no_page_names_a_host(page: Path) -> None:
    text = page.read_text("utf-8")
    hosts = {h for h in _HOST.findall(text) if not h.endswith(".example")}
    assert hosts <= _LOCAL
    assert not [d for d in _DOMAIN.findall(text) if not d.startswith("example.")]


@pytest.mark.parametrize("page", WRITTEN, **ids)
def test_every_file_that_a_page_names_in_the_project_exists(page: Path) -> None:
    named = re.findall(r"`((?:docsvc|numbering|seals|tests|docs|templates)/[\w./-]+)`", prose(page))
    for name in named:
        assert (ROOT / name).exists(), name
