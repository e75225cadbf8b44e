"""Versions of a form: which one a paper gets, what was released, and how schemas go out."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from house import LOCAL, House, catalogue

from docsvc.app import create_app
from docsvc.cli.main import main
from docsvc.errors import ConversionFailed, FormsUnreadable, InvalidRequest, UnknownForm
from docsvc.forms.catalogue import Catalogue, load_catalogue
from docsvc.forms.released import FILE, load_released, release, release_faults
from docsvc.records import Document
from docsvc.settings import Settings
from docsvc.usecases import read
from docsvc.usecases.amend import amend
from docsvc.usecases.issue import draft, issue, issue_draft
from docsvc.usecases.people import new_key
from docsvc.usecases.resume import resume

SLUG = "rectification_order"
FOLDER = "05_rectification_order"
OLD, NEW = "2020.1", "2024.1"
FIRST, LAST, NEXT = date(2020, 12, 1), date(2023, 12, 31), date(2024, 1, 1)


def change(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A forms folder with one form in two versions; the new one asks for a field more."""
    root = tmp_path / "forms"
    shipped = Settings().forms_dir
    form, old = root / FOLDER, root / FOLDER / "versions" / OLD
    shutil.copytree(shipped / FOLDER, form)
    shutil.copytree(shipped / FOLDER, old)
    shutil.copy(shipped / "law.toml", root)
    change(
        old / "form.toml", ("valid_from = 2020-12-01", f"valid_from = {FIRST}\nvalid_to = {LAST}")
    )
    change(form / "form.toml", ("2020-12-01", NEXT.isoformat()), (f'"{OLD}"', f'"{NEW}"'))
    schema = json.loads((form / "schema.json").read_text("utf-8"))
    schema["$id"] = schema["$id"].replace(OLD, NEW)
    schema["properties"]["channel"] = {"title": "渠道", "type": "string", "maxLength": 9}
    schema["required"].append("channel")
    (form / "schema.json").write_text(json.dumps(schema), "utf-8")
    for example in (form / "examples").glob("*.json"):
        values = json.loads(example.read_text("utf-8"))
        example.write_text(json.dumps({**values, "channel": "网上"}), "utf-8")
    return root


@pytest.fixture
def versions(folder: Path) -> Catalogue:
    return load_catalogue(folder)


@pytest.fixture
def two(house: House, versions: Catalogue) -> House:
    """The house with the forms of `folder`."""
    return replace(house, services=replace(house.services, forms=versions))


def values(of: Catalogue, version: str) -> dict[str, Any]:
    return of.get(SLUG, version=version).examples()["short"]


def document(house: House, document_id: str) -> Document:
    return read.view(house.services, document_id, house.actor("officer")).document


# The catalogue


@pytest.mark.parametrize(
    ("on", "version", "in_force"),
    [
        (FIRST - timedelta(days=1), OLD, False),
        (FIRST, OLD, True),
        (LAST, OLD, True),
        (NEXT, NEW, True),
        (date(2026, 11, 20), NEW, True),
    ],
)
def test_the_date_picks_the_version(
    versions: Catalogue, on: date, version: str, in_force: bool
) -> None:
    form = versions.get(SLUG, on=on)
    assert (form.version, form.in_force(on)) == (version, in_force)


def test_a_named_version_comes_whatever_the_date(versions: Catalogue) -> None:
    assert versions.get(FOLDER, on=NEXT, version=OLD).version == OLD
    assert versions.get(SLUG).version == NEW
    assert [form.version for form in versions] == [NEW]


def test_an_unknown_version_is_told(versions: Catalogue) -> None:
    with pytest.raises(UnknownForm, match=f"{SLUG} 1999.1"):
        versions.get(SLUG, version="1999.1")


def two_on_one_day(form: Path) -> None:
    change(form / "versions" / OLD / "form.toml", (str(LAST), str(NEXT)))


def no_last_day(form: Path) -> None:
    change(form / "versions" / OLD / "form.toml", (f"valid_to = {LAST}\n", ""))


def wrong_folder(form: Path) -> None:
    (form / "versions" / OLD).rename(form / "versions" / "2019.9")


def same_name(form: Path) -> None:
    change(form / "form.toml", (NEW, OLD))


def newest_in_versions(form: Path) -> None:
    change(form / "form.toml", (str(NEXT), "2019-01-01"))


def another_form(form: Path) -> None:
    change(form / "versions" / OLD / "form.toml", (f'"{SLUG}"', '"seizure_decision"'))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (two_on_one_day, f"both in force on {NEXT}"),
        (no_last_day, f"both in force on {NEXT}"),
        (wrong_folder, f"versions/2019.9 holds version {OLD}"),
        (same_name, "two versions are called alike"),
        (newest_in_versions, f"version {OLD} is the newest and lies in versions/"),
        (another_form, "is of another form, 05_seizure_decision"),
    ],
)
def test_versions_that_cannot_stand_side_by_side_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(folder / FOLDER)
    with pytest.raises(FormsUnreadable, match=told):
        load_catalogue(folder)
    linted = run(monkeypatch, folder, "lint")
    assert linted.exit_code == 1
    assert told in linted.output


def test_a_folder_with_two_good_versions_is_sound(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "1 forms, 0 faults" in run(monkeypatch, folder, "lint").output


# Papers


def test_a_new_paper_takes_the_version_in_force_on_its_own_date(two: House) -> None:
    forms, officer = two.services.forms, two.actor("officer")
    for dated, version in ((LAST, OLD), (NEXT, NEW)):
        good = two.request(SLUG, dated=dated, values=values(forms, version))
        made = document(two, issue(two.services, good, officer).document_id)
        assert made.form_version == version
        kept = draft(two.services, good, officer).document_id
        issue_draft(two.services, document(two, kept), officer)
        assert document(two, kept).form_version == version


def test_values_of_the_other_version_are_refused(two: House) -> None:
    forms, officer = two.services.forms, two.actor("officer")
    for dated, version, code in ((LAST, NEW, "unknown_field"), (NEXT, OLD, "missing_field")):
        with pytest.raises(InvalidRequest) as refused:
            issue(
                two.services,
                two.request(SLUG, dated=dated, values=values(forms, version)),
                officer,
            )
        assert [(f.pointer, f.code) for f in refused.value.faults] == [("/values/channel", code)]


def test_a_date_on_which_no_version_is_in_force_is_the_papers_fault(two: House) -> None:
    forms, early = two.services.forms, FIRST - timedelta(days=1)
    request = two.request(SLUG, dated=early, values=values(forms, OLD))
    with pytest.raises(InvalidRequest) as refused:
        issue(two.services, request, two.actor("officer"))
    [fault] = refused.value.faults
    assert (fault.pointer, fault.code) == ("/date", "form_not_in_force")
    assert str(FIRST) in fault.zh


def test_a_correction_takes_the_version_of_the_paper_that_it_corrects(house: House) -> None:
    officer = house.actor("officer")
    made = issue(house.services, house.request(SLUG), officer).document_id
    # The paper is from before the new version; by the time of the correction there are two.
    later = replace(house, services=replace(house.services, forms=with_new_version(house)))
    again = later.services.forms.get(SLUG, version=OLD).examples()["short"]
    amend(later.services, made, again, "写错了", officer)
    corrected = document(later, made)
    assert (corrected.form_version, corrected.revision) == (OLD, 2)
    with pytest.raises(InvalidRequest, match="channel"):
        amend(later.services, made, {**again, "channel": "网上"}, "写错了", officer)


def test_a_correction_left_unfinished_is_resumed_in_its_version(house: House) -> None:
    officer = house.actor("officer")
    house.converter.failures = [ConversionFailed("no"), ConversionFailed("no")]
    with pytest.raises(ConversionFailed):
        issue(house.services, house.request(SLUG), officer)
    later = replace(house, services=replace(house.services, forms=with_new_version(house)))
    [waiting] = read.listing(later.services, officer)
    resume(later.services, waiting.id)
    assert document(later, waiting.id).form_version == OLD


def test_a_paper_whose_version_is_gone_is_told_and_not_made_in_another(
    house: House, versions: Catalogue
) -> None:
    officer = house.actor("officer")
    made = issue(house.services, house.request(SLUG), officer).document_id
    newest = (versions.get(SLUG, version=NEW),)
    forms = replace(versions, versions={SLUG: newest})
    later = replace(house, services=replace(house.services, forms=forms))
    with pytest.raises(UnknownForm, match=f"{SLUG} {OLD}"):
        amend(later.services, made, values(versions, NEW), "写错了", officer)


def with_new_version(house: House) -> Catalogue:
    """The shipped forms, with a newer version in force since today that asks for a field more."""
    forms = house.services.forms
    old = forms.get(SLUG)
    today = house.clock.now().date()
    schema = {**old.schema, "required": [*old.schema["required"], "channel"]}
    new = replace(old, version=NEW, valid_from=today, schema=schema)
    old = replace(old, valid_to=today - timedelta(days=1))
    return replace(forms, versions={**forms.versions, SLUG: (old, new)})


# Releases


def test_every_shipped_version_is_released_and_unchanged_since() -> None:
    shipped = load_catalogue(Settings().forms_dir)
    faults = list(release_faults(shipped, load_released(Settings().forms_dir / FILE)))
    assert not faults, "bump the version, or run `docsvc forms release`:\n" + "\n".join(faults)


def test_a_release_adds_new_versions_and_never_changes_a_listed_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / FILE
    first = run(monkeypatch, folder, "release")
    assert f"released: {SLUG} {OLD}" in first.output
    assert f"released: {SLUG} {NEW}" in first.output
    listed = file.read_bytes()
    (folder / FOLDER / "template.docx").write_bytes(b"changed")
    again = run(monkeypatch, folder, "release")
    assert again.exit_code == 1
    assert (
        f"{SLUG} {NEW}: template.docx changed after its release; bump the version" in again.output
    )
    assert file.read_bytes() == listed


def test_unreleased_work_is_replaced_by_name_and_older_versions_are_not(folder: Path) -> None:
    released = release(load_catalogue(folder), {})
    for spoilt in (folder / FOLDER, folder / FOLDER / "versions" / OLD):
        change(spoilt / "schema.json", ('"title"', ' "title"'))
    changed = load_catalogue(folder)
    after = release(changed, released, [SLUG])
    assert after[SLUG, OLD] == released[SLUG, OLD]
    assert after[SLUG, NEW].schema_sha256 == changed.get(SLUG).schema_sha256
    [fault] = release_faults(changed, after)
    assert fault == f"{SLUG} {OLD}: schema.json changed after its release; bump the version"
    with pytest.raises(UnknownForm):
        release(changed, released, ["no_such_form"])


def test_a_version_that_was_released_and_is_gone_is_told(folder: Path) -> None:
    released = release(load_catalogue(folder), {})
    shutil.rmtree(folder / FOLDER / "versions")
    [fault] = release_faults(load_catalogue(folder), released)
    assert fault == f"{SLUG} {OLD} was released and is gone; keep it in versions/{OLD}/"


@pytest.mark.parametrize("text", ["x = 1", "[a]\nb = 1", '[a."1"]', "["])
def test_a_broken_list_of_releases_is_told_by_its_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / FILE
    file.write_text(text, "utf-8")
    with pytest.raises(FormsUnreadable, match=FILE):
        load_released(file)


# Schemas


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> Result:
    monkeypatch.setenv("DOCSVC_FORMS_DIR", str(folder))
    return CliRunner().invoke(main, ["forms", *arguments])


def test_a_schema_is_printed_byte_for_byte(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(monkeypatch, folder, "schema", SLUG)
    assert shown.stdout_bytes == (folder / FOLDER / "schema.json").read_bytes()
    older = json.loads(run(monkeypatch, folder, "schema", SLUG, "--version", OLD, "--json").output)
    assert older["version"] == OLD
    assert "channel" not in older["schema"]["properties"]
    unknown = run(monkeypatch, folder, "schema", SLUG, "--version", "1999.1")
    assert unknown.exit_code == 1
    assert "unknown_form" in unknown.output


def test_all_schemas_are_exported_with_their_digests(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert run(monkeypatch, folder, "schema", "--all", "--out", str(out)).exit_code == 0
    index = json.loads((out / "index.json").read_text("utf-8"))["schemas"]
    assert [(row["slug"], row["version"]) for row in index] == [(SLUG, OLD), (SLUG, NEW)]
    for row in index:
        exported = (out / row["file"]).read_bytes()
        assert hashlib.sha256(exported).hexdigest() == row["schema_sha256"]


@pytest.mark.parametrize(
    "wrong", [[], [SLUG, "--all"], ["--all"], [SLUG, "--out", "x"], ["--all", "--version", "1"]]
)
def test_a_mistyped_export_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: list[str]
) -> None:
    assert run(monkeypatch, folder, "schema", *wrong).exit_code == 2


@pytest.fixture
def client(two: House) -> FlaskClient:
    _, key = new_key(two.services, "officer", "test", LOCAL)
    client = create_app(two.services).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def test_the_api_answers_a_schema_with_its_digest_as_etag(
    client: FlaskClient, versions: Catalogue
) -> None:
    here = f"/api/v1/forms/{SLUG}/schema"
    for asked, version in (
        ({}, NEW),
        ({"version": OLD}, OLD),
        ({"date": LAST.isoformat()}, OLD),
        ({"date": NEXT.isoformat()}, NEW),
    ):
        answer = client.get(here, query_string=asked)
        form = versions.get(SLUG, version=version)
        assert answer.data == form.schema_json
        assert answer.get_etag() == (form.schema_sha256, False)
        known = client.get(
            here, query_string=asked, headers={"If-None-Match": f'"{form.schema_sha256}"'}
        )
        assert (known.status_code, known.data) == (304, b"")
    assert client.get(here, query_string={"version": "1999.1"}).status_code == 404


def test_the_digest_of_a_schema_is_that_of_its_file() -> None:
    for form in catalogue():
        file = form.folder / "schema.json"
        assert form.schema_sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
