"""`.ci/system.sh` on made-up machines: fakes of apt and dpkg that keep a list of packages."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "system.sh"
RUNTIME = (
    "libjemalloc2 fonts-noto-cjk fonts-lxgw-wenkai fonts-liberation2 fontconfig openssl poppler-utils"
).split()
OFFICE = "libreoffice-writer-nogui"
STOCK, NEW = "4:7.4.7-1+deb12u8", "4:25.2.3-2+deb13u5~bpo12+1"

_DPKG_QUERY = """#!/bin/sh
eval "package=\\${$#}"
grep -s "^$package " "$MACHINE/installed" | sed "s/^[^ ]* /installed /"
"""
_APT_CACHE = """#!/bin/sh
echo "$2:"; echo "  Installed: (none)"; echo "  Candidate: $CANDIDATE"
"""
_APT_GET = """#!/bin/sh
echo "$*" >> "$MACHINE/log"
case " $* " in
  *" update "*) [ -z "$BROKEN" ] || ! ls "$SYSTEM_ROOT"/etc/apt/sources.list.d/docsvc* >/dev/null 2>&1 ;;
  *" install "*)
    version="$CANDIDATE"
    case " $* " in *-backports*) version="$BACKPORT" ;; esac
    for word in "$@"; do
      case "$word" in [a-z]*) echo "$word $version" >> "$MACHINE/installed" ;; esac
    done ;;
esac
"""

_DEB822 = """\
Types: deb
URIs: https://mirror.example/third-party
Suites: stable
Components: main

# the machine's own
Types: deb deb-src
# a remark in the midst
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/example.gpg
"""
_ENTRY = """\
Types: deb
URIs: https://mirror.example/debian
Suites: bookworm-backports
Components: main
"""


@dataclass(frozen=True)
class Machine:
    folder: Path

    def has(self, *packages: str, version: str = "1") -> None:
        with (self.folder / "installed").open("a") as file:
            file.writelines(f"{package} {version}\n" for package in packages)

    def source(self, name: str, text: str) -> None:
        (self.folder / "root/etc/apt" / name).write_text(text)

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        defaults = {"CANDIDATE": NEW, "BACKPORT": NEW, "BROKEN": ""}
        paths = {"SYSTEM_ROOT": str(self.folder / "root"), "MACHINE": str(self.folder)}
        return subprocess.run(
            [SCRIPT, *arguments],
            env={"PATH": f"{self.folder / 'bin'}:{os.defpath}", **paths, **defaults, **env},
            capture_output=True,
            text=True,
        )

    def log(self) -> list[str]:
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []

    def installed(self) -> dict[str, str]:
        lines = (self.folder / "installed").read_text().splitlines()
        return dict(line.split(" ", 1) for line in lines)

    @property
    def added(self) -> Path:
        return self.folder / "root/etc/apt/sources.list.d/docsvc-backports.sources"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    (tmp_path / "root/etc/apt/sources.list.d").mkdir(parents=True)
    (tmp_path / "root/etc/os-release").write_text('ID=debian\nVERSION_CODENAME="bookworm"\n')
    (tmp_path / "bin").mkdir()
    fakes = {
        "dpkg-query": _DPKG_QUERY,
        "apt-cache": _APT_CACHE,
        "apt-get": _APT_GET,
        "id": "#!/bin/sh\necho ${WHO:-0}\n",
        "sudo": '#!/bin/sh\necho "sudo $1" >> "$MACHINE/log"\nexec "$@"\n',
        "python3": "#!/bin/sh\nexit ${NO_VENV:-0}\n",
    }
    for name, text in fakes.items():
        path = tmp_path / "bin" / name
        path.write_text(text)
        path.chmod(0o755)
    return made


def test_nothing_missing_means_nothing_done_and_nothing_said(machine: Machine) -> None:
    machine.has(*RUNTIME)
    machine.has(OFFICE, version=NEW)
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr, machine.log()) == (0, "", "", [])


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    machine.has(*RUNTIME[1:])
    machine.has(OFFICE, version=NEW)
    assert machine.run().returncode == 0
    assert machine.log()[1].endswith(f"install -y --no-install-recommends {RUNTIME[0]}")
    assert machine.run().stdout == ""


def test_debian_13_needs_no_other_source(machine: Machine) -> None:
    machine.source("sources.list.d/debian.sources", _DEB822)
    assert machine.run(CANDIDATE="4:25.2.3-2+deb13u2").returncode == 0
    assert machine.installed()[OFFICE] == "4:25.2.3-2+deb13u2"
    assert not machine.added.exists()


def test_debian_12_gets_backports_from_its_own_mirror_with_its_own_key(machine: Machine) -> None:
    machine.source("sources.list.d/debian.sources", _DEB822)
    assert machine.run(CANDIDATE=STOCK).returncode == 0
    assert machine.added.read_text() == _ENTRY + "Signed-By: /usr/share/keyrings/example.gpg\n"
    assert machine.installed()[OFFICE] == NEW
    assert machine.installed()["libjemalloc2"] == STOCK  # only LibreOffice comes from there
    assert machine.run(CANDIDATE=STOCK).stdout == ""


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("deb https://mirror.example/debian bookworm main contrib", ""),
        (
            "deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian bookworm main",
            "Signed-By: /k.gpg\n",
        ),
    ],
)
def test_a_source_in_the_old_notation_serves_too(machine: Machine, line: str, key: str) -> None:
    head = "deb-src https://mirror.example/debian bookworm main\n# deb https://no.example x main\n"
    machine.source("sources.list", head + line + "\n")
    assert machine.run(CANDIDATE=STOCK).returncode == 0
    assert machine.added.read_text() == _ENTRY + key


def test_a_key_written_out_in_the_source_is_taken_along(machine: Machine) -> None:
    key = "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n"
    machine.source("sources.list.d/debian.sources", _ENTRY.replace("-backports", "") + key)
    assert machine.run(CANDIDATE=STOCK).returncode == 0
    assert "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc" in machine.added.read_text()


def test_a_source_that_is_switched_off_is_not_used(machine: Machine) -> None:
    machine.source(
        "sources.list.d/debian.sources", "Enabled: no\n" + _ENTRY.replace("-backports", "")
    )
    assert machine.run(CANDIDATE=STOCK).returncode == 0
    assert not machine.added.exists()
    assert machine.installed()[OFFICE] == STOCK


def test_backports_that_are_there_already_are_used_as_they_are(machine: Machine) -> None:
    machine.source("sources.list.d/other.sources", _ENTRY)
    assert machine.run(CANDIDATE=STOCK).returncode == 0
    assert not machine.added.exists()
    assert machine.installed()[OFFICE] == NEW


def test_backports_that_cannot_be_reached_leave_the_stock_version_and_no_trace(
    machine: Machine,
) -> None:
    machine.source("sources.list.d/debian.sources", _DEB822)
    done = machine.run(CANDIDATE=STOCK, BROKEN="yes")
    assert done.returncode == 0
    assert "slower" in done.stdout
    assert machine.installed()[OFFICE] == STOCK
    assert not machine.added.exists()


def test_a_desktops_libreoffice_is_not_pushed_off(machine: Machine) -> None:
    machine.has(*RUNTIME)
    machine.has("libreoffice-writer", version=NEW)
    assert machine.run().stdout == ""


def test_print_changes_nothing(machine: Machine) -> None:
    machine.source("sources.list.d/debian.sources", _DEB822)
    done = machine.run("test", "--print", CANDIDATE=STOCK)
    assert done.returncode == 0
    assert "would run" in done.stdout
    assert "qpdf" in done.stdout
    assert machine.log() == []
    assert not machine.added.exists()


def test_sudo_is_used_only_when_not_root_and_is_announced(machine: Machine) -> None:
    done = machine.run(WHO="1000")
    assert "sudo is used for apt-get" in done.stdout
    assert "sudo env" in machine.log()
    assert "sudo" not in machine.run("test", WHO="0").stdout


def test_venv_is_installed_only_where_python_cannot_make_one(machine: Machine) -> None:
    assert machine.run().returncode == 0
    assert "python3-venv" not in machine.installed()
    assert machine.run(NO_VENV="1").returncode == 0
    assert "python3-venv" in machine.installed()


def test_an_unknown_argument_is_refused(machine: Machine) -> None:
    assert machine.run("tset").returncode == 2
