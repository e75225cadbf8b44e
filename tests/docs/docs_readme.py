"""Reading and running the READMEs: their `sh` blocks are one shell session, in order.

A `text` block behind an `sh` block is what that block prints: each line of it must be found in the
output, `…` standing for anything. `console` blocks are shown and not run.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
SERVE = "make serve"

_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
_MARK = "@@ block "


@dataclass(frozen=True)
class Block:
    """A fenced block; `kind` is the word behind the fence."""

    kind: str
    body: str


def blocks(readme: Path) -> list[Block]:
    """The fenced blocks of a page in order."""
    return [Block(m["kind"], m["body"]) for m in _FENCE.finditer(readme.read_text("utf-8"))]


def expectations(readme: Path) -> list[tuple[str, list[str]]]:
    """Each `sh` block with the lines that it must print."""
    found: list[tuple[str, list[str]]] = []
    before = ""
    for block in blocks(readme):
        if block.kind == "sh":
            found.append((block.body, []))
        elif block.kind == "text" and before == "sh":
            found[-1][1].extend(block.body.splitlines())
        before = block.kind
    return found


def script(commands: list[str], port: int) -> str:
    """One script of all blocks, with a mark before the output of each, serving on `port`."""
    serve = (
        f".venv/bin/docsvc serve --port {port} --workers 1 &\n"
        "trap 'kill %1; wait %1 || true' EXIT\n"
        "curl -sS --retry 60 --retry-delay 1 --retry-connrefused --fail "
        f"-o var/health.json http://127.0.0.1:{port}/healthz\n"
    )
    lines = ["set -euo pipefail"]
    for i, command in enumerate(commands):
        body = serve if command.strip() == SERVE else command.replace(":8000", f":{port}")
        lines += [f"printf '\\n{_MARK}{i}\\n'", body]
    return "\n".join(lines)


def outputs(printed: str) -> list[str]:
    """What each block printed."""
    return [part.partition("\n")[2] for part in printed.split(_MARK)[1:]]


def clone(folder: Path) -> Path:
    """The tracked files of this checkout in `folder`, with its virtual environment lent."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    lent = folder / ".venv"
    lent.mkdir()
    for part in (ROOT / ".venv").iterdir():
        if not part.name.startswith("."):
            (lent / part.name).symlink_to(part)
    (lent / ".installed").touch()  # newer than the lock file, so that nothing is installed
    return folder


def matches(expected: str, output: str) -> bool:
    """Whether a line of the page, with … for anything, is found in one line of the output."""
    pattern = ".*".join(re.escape(part) for part in expected.strip().split("…"))
    return re.search(pattern, output) is not None
