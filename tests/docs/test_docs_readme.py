"""The READMEs: twins that say the same commands, and commands that do what is said."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest
from docs_readme import (
    READMES,
    ROOT,
    SERVE,
    blocks,
    clone,
    expectations,
    matches,
    outputs,
    script,
)

SECONDS = 300


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_both_readmes_hold_the_same_commands_and_the_same_output() -> None:
    english, chinese = (blocks(readme) for readme in READMES)
    assert chinese == english


def test_both_readmes_have_the_same_sections_and_tables() -> None:
    def shape(readme: Path) -> list[str]:
        text = re.sub(r"^```.*?^```$", "", readme.read_text("utf-8"), flags=re.DOTALL | re.M)
        return re.findall(r"^(?:#+(?= )|\|(?= )|-(?= ))", text, re.MULTILINE)

    assert shape(READMES[1]) == shape(READMES[0])


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_verb_has_its_sentence(readme: Path) -> None:
    verbs = {p.name for p in (ROOT / "docsvc/usecases").glob("*.py")} - {"__init__.py"}
    told = set(re.findall(r"^\| `(\w+\.py)` \| .+ \|$", readme.read_text("utf-8"), re.MULTILINE))
    assert told == verbs


@pytest.mark.slow
def test_the_commands_of_the_readme_do_what_it_says(tmp_path: Path) -> None:
    folder = clone(tmp_path)
    said = expectations(READMES[0])
    assert any(command.strip() == SERVE for command, _ in said)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DOCSVC_")}  # noqa: TID251 - the READMEs start without settings
    done = subprocess.run(
        ["bash", "-c", script([command for command, _ in said], _free_port())],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(folder), "COLUMNS": "160"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    for (command, lines), printed in zip(said, outputs(done.stdout), strict=True):
        for line in lines:
            assert matches(line, printed), (
                f"{line}\nis not what this printed:\n{command}\n{printed}"
            )
