"""What tests of every room share: throw-away databases, real and local."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import House, make_house
from hypothesis import settings

from docsvc.adapters.db import schema
from docsvc.adapters.db.engine import open_engine

# Two tests at a time on two cores: how long one example takes says nothing.
settings.register_profile("docsvc", deadline=None)
settings.load_profile("docsvc")

POSTGRES_USER = "postgres"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite database at head."""
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    return url


def _newest_postgres_bin() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    assert found, "PostgreSQL's server is not installed; `make setup-test` does it"
    return found[-1]


class PostgresServer:
    """A server of the tests' own, on a socket in a temporary folder, no TCP port."""

    def __init__(self, folder: Path) -> None:
        self._bin = _newest_postgres_bin()
        self.folder = folder
        self.data = folder / "data"
        folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(folder, POSTGRES_USER)
        self._run("initdb", "-D", str(self.data), "-A", "trust", "-U", POSTGRES_USER, "-N")

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self._bin / name), *arguments]
        # The server refuses to run as root.
        as_user = {"user": POSTGRES_USER} if os.geteuid() == 0 else {}
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", **as_user
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=on -c max_connections=200"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{POSTGRES_USER}@/{database}?host={self.folder}"

    def create(self, database: str) -> str:
        self._run("createdb", "-h", str(self.folder), "-U", POSTGRES_USER, database)
        return self.url(database)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    # A socket's path must be short, so not below pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="docsvc-pg-") as name:
        server = PostgresServer(Path(name))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database at head."""
    name = "t" + os.urandom(6).hex()
    url = postgres_server.create(name)
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on each database."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with two organs, their people, and one approved seal of the bureau."""
    file = tmp_path_factory.mktemp("furnished") / "test.sqlite3"
    url = f"sqlite:///{file}"
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    made = make_house(file.parent, url)
    made.add_seal()
    made.engine.dispose()
    return file


@pytest.fixture
def house(tmp_path: Path, furnished: Path) -> Iterator[House]:
    """A service on SQLite with one approved seal of the bureau, a fresh copy for each test."""
    file = shutil.copy(furnished, tmp_path / furnished.name)
    made = make_house(tmp_path, f"sqlite:///{file}", furnished=True)
    yield made
    made.engine.dispose()
