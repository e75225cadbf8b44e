"""One demonstration for all, and bureaus to issue from on either database."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from e2e_tools import Demo, Home

from docsvc.adapters.clock import SystemClock
from docsvc.bootstrap import prepare_home
from docsvc.demo.bureau import make_bureau
from seals.authority import DemoAuthority


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demonstration, as the command makes it."""
    # A short path of its own, so that the printed table need not fold it.
    home = Home(tmp_path_factory.mktemp("demo"))
    first = home.json("demo", more={"DOCSVC_HOME": "var"})
    home = Home(home.folder / "var")
    authority = (home.folder / "demo" / "authority.pem").read_bytes()
    return Demo(home, first, authority, home.run("demo", more={"DOCSVC_HOME": "."}))


@pytest.fixture(scope="session")
def authority() -> DemoAuthority:
    """Keys for every bureau below, made once."""
    return DemoAuthority.create("测试印章机构", SystemClock().now() - timedelta(days=1), 2048)


@pytest.fixture(scope="session")
def font_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The font set, built once."""
    return tmp_path_factory.mktemp("fonts")


def make_home(folder: Path, url: str, authority: DemoAuthority, font_cache: Path) -> Home:
    """A home with the demonstration's bureau and without any paper."""
    home = Home(folder, url)
    settings = home.settings()
    prepare_home(settings)
    (home.folder / "fonts").symlink_to(font_cache)
    (settings.roots / "root.pem").write_bytes(authority.root.public_bytes(Encoding.PEM))
    with home.open() as services:
        make_bureau(services, authority, settings.fonts_dir, lambda said: None)
    return home


@pytest.fixture(scope="session")
def pattern(
    tmp_path_factory: pytest.TempPathFactory, authority: DemoAuthority, font_cache: Path
) -> Home:
    """A home on SQLite to be copied."""
    return make_home(tmp_path_factory.mktemp("pattern"), "", authority, font_cache)


@pytest.fixture
def bureau(pattern: Home, tmp_path: Path) -> Home:
    """A bureau on SQLite."""
    folder = shutil.copytree(pattern.folder, tmp_path / "home", symlinks=True)
    return Home(folder)


@pytest.fixture
def postgres_bureau(
    tmp_path: Path, postgres_url: str, authority: DemoAuthority, font_cache: Path
) -> Home:
    """A bureau on PostgreSQL."""
    return make_home(tmp_path / "home", postgres_url, authority, font_cache)


@pytest.fixture(params=["bureau", "postgres_bureau"], ids=["sqlite", "postgresql"])
def either_bureau(request: pytest.FixtureRequest) -> Home:
    """The same test on each database."""
    home: Home = request.getfixturevalue(request.param)
    return home
