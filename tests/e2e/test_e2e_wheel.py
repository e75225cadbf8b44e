"""The wheel holds everything that the service needs, and works where no checkout is."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from e2e_tools import tool

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    tool(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    [built] = folder.glob("*.whl")
    return built


FORMS = sorted(p.parent.name for p in (ROOT / "templates/40_forms").glob("*/form.toml"))
PLACES = {
    "docsvc": "docsvc",
    "numbering": "numbering",
    "seals": "seals",
    "templates/40_forms": "docsvc/_data/40_forms",
    "fonts": "docsvc/_data/fonts",
}
"""Folders of the checkout, and where the wheel holds them."""


def files(folder: str) -> list[Path]:
    """Everything below a folder of the checkout, relative to it."""
    found = (p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return [p.relative_to(ROOT / folder) for p in found]


def test_the_wheel_holds_code_migrations_forms_and_fonts(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        for source, target in PLACES.items():
            for path in files(source):
                assert f"{target}/{path}" in held
                assert archive.read(f"{target}/{path}") == (ROOT / source / path).read_bytes()
    for needed in (
        "docsvc/py.typed", "numbering/py.typed", "seals/py.typed",
        "docsvc/adapters/db/migrations/env.py",
        "docsvc/_data/fonts/ZhuqueFangsong-Regular.ttf", "docsvc/_data/fonts/OFL.txt",
    ):  # fmt: skip
        assert needed in held
    for name in FORMS:
        form = f"docsvc/_data/40_forms/{name}"
        assert {f"{form}/{n}" for n in ("form.toml", "schema.json", "template.docx")} <= held
        assert any(path.startswith(f"{form}/examples/") for path in held)
    assert {path.split("/")[0].split("-")[0] for path in held} == {"docsvc", "numbering", "seals"}


def test_the_installed_wheel_works_from_its_own_files(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    tool(
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--no-deps", "--no-index", "--no-compile", "--target", place, wheel,
    )  # fmt: skip
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(place)}

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            [str(c) for c in command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    asked = "from docsvc.settings import Settings as S; print(S().forms_dir); print(S().fonts_dir)"
    for folder in run(sys.executable, "-c", asked).split():
        assert Path(folder).is_relative_to(place)
        assert Path(folder).is_dir()
    command = place / "bin" / "docsvc"
    forms = json.loads(run(command, "--json", "forms", "list"))["forms"]
    assert [f"{f['number']:02}_{f['slug']}" for f in forms] == FORMS
    run(command, "init")
    assert (tmp_path / "var" / "docsvc.sqlite3").exists()
