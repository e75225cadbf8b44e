"""The service as it is served: `docsvc serve` in a process of its own, asked with curl."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from e2e_tools import PATIENCE, SCRIPT, Demo, Home, today, tool, until, words

from docsvc.demo.bureau import UNIT
from docsvc.usecases.audit import audit

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]

SPOT = "spot_penalty_decision"


@dataclass(frozen=True)
class Answer:
    """What curl received."""

    status: int
    kind: str
    file: Path

    @property
    def json(self) -> Any:
        return json.loads(self.file.read_bytes())


@dataclass(frozen=True)
class Server:
    """A running `docsvc serve`, its own temporary folder, and the key of the demo's officer."""

    process: subprocess.Popen[bytes]
    url: str
    temporary: Path
    key: str

    def curl(self, path: str, *options: str, out: Path, key: bool = True) -> Answer:
        """Ask with curl; the body comes into `out`."""
        head = ["-H", f"Authorization: Bearer {self.key}"] if key else []
        said = tool(
            "curl", "-sS", "--noproxy", "*", "-o", out, "-w", "%{http_code} %{content_type}",
            *head, *options, f"{self.url}{path}",
        )  # fmt: skip
        status, _, kind = said.partition(" ")
        return Answer(int(status), kind, out)

    def post(self, path: str, body: Any, *options: str, out: Path) -> Answer:
        """Send JSON."""
        sent = out.with_suffix(".sent.json")
        sent.write_text(json.dumps(body), "utf-8")
        kind = ("-H", "Content-Type: application/json", "--data-binary", f"@{sent}")
        return self.curl(path, *kind, *options, out=out)

    def family(self) -> list[psutil.Process]:
        """The server's processes, whatever session they are in."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def scratch_folders(self) -> set[Path]:
        """Where its layout engines keep their files."""
        commands = [p.cmdline() for p in self.family()]
        found = {Path(c[4]) for c in commands if len(c) > 4 and c[2].endswith("forkserver")}
        assert all(folder.is_dir() for folder in found)
        return found


@contextmanager
def serving(home: Home, folder: Path, *options: str) -> Iterator[Server]:
    """The server on a free port, well, and ended afterwards if it still runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    temporary = folder / "tmp"
    temporary.mkdir()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [SCRIPT, "serve", "--port", str(port), *options],
            cwd=folder,
            env=home.environment({"TMPDIR": str(temporary)}),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    key = (home.folder / "demo" / "api-key").read_text().strip()
    server = Server(process, f"http://127.0.0.1:{port}", temporary, key)
    # It answers once a worker has its layout engine.
    asked = ["curl", "-s", "--noproxy", "*", "-o", "health", f"{server.url}/healthz"]
    try:
        until(
            lambda: process.poll() is not None or subprocess.run(asked, cwd=folder).returncode == 0
        )
        assert process.poll() is None, (folder / "log").read_text()
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def server(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that only ask."""
    with serving(demo.home, tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture
def body(demo: Demo) -> dict[str, Any]:
    """A good request for a spot penalty."""
    with demo.home.open() as services:
        values = services.forms.get(SPOT).examples()["short"]
    return {"form": SPOT, "unit": UNIT.id, "date": today().isoformat(), "values": values}


def test_a_paper_is_made_read_corrected_and_verified(
    server: Server, body: dict[str, Any], tmp_path: Path
) -> None:
    key = ("-H", "Idempotency-Key: made")
    made = server.post("/api/v1/documents", body, *key, out=tmp_path / "made")
    paper = made.json
    assert (made.status, paper["status"], paper["revision"]) == (201, "issued", 1)
    again = server.post("/api/v1/documents", body, *key, out=tmp_path / "again")
    assert (again.status, again.json) == (200, paper)
    other = server.post("/api/v1/documents", {**body, "case": "x"}, *key, out=tmp_path / "other")
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")

    here = f"/api/v1/documents/{paper['id']}"
    first = server.curl(f"{here}/pdf", out=tmp_path / "first.pdf")
    assert (first.status, first.kind) == (200, "application/pdf")
    assert paper["number"] in words(first.file)

    party = {**body["values"]["party"], "name": "某某市另一化工有限公司"}
    change = {"values": {**body["values"], "party": party}, "reason": "当事人名称有误"}
    amended = server.post(f"{here}/amend", change, out=tmp_path / "amended")
    assert (amended.status, amended.json["revision"]) == (200, 2)
    assert amended.json["number"] == paper["number"]
    second = server.curl(f"{here}/pdf", out=tmp_path / "second.pdf")
    assert party["name"] in words(second.file)
    assert party["name"] not in words(first.file)
    old = server.curl(f"{here}/pdf?revision=1", out=tmp_path / "old.pdf")
    assert old.file.read_bytes() == first.file.read_bytes()

    for pdf, verdict in ((first.file, "superseded"), (second.file, "valid")):
        sent = ("-H", "Content-Type: application/pdf", "--data-binary", f"@{pdf}")
        report = server.curl("/api/v1/verify", *sent, out=tmp_path / "report").json
        assert (report["verdict"], report["record"]["number"]) == (verdict, paper["number"])
        form = server.curl("/api/v1/verify", "-F", f"file=@{pdf}", out=tmp_path / "form").json
        assert form == report


def test_a_preview_is_marked_on_every_page_and_bears_no_number(
    server: Server, body: dict[str, Any], tmp_path: Path
) -> None:
    facts = "现场检查时发现你单位未设置明显的安全警示标志。\n" * 60
    long = {**body, "values": {**body["values"], "facts": facts.strip()}}
    before = server.curl("/api/v1/documents", out=tmp_path / "before").json
    answer = server.post("/api/v1/previews", long, out=tmp_path / "preview.pdf")
    assert (answer.status, answer.kind) == (200, "application/pdf")
    pages = tool("pdftotext", "-raw", answer.file, "-").split("\f")[:-1]
    assert len(pages) > 1
    assert all("预览" in page for page in pages)
    text = words(answer.file)
    assert "应急罚当〔〕号" in text  # the blank of the printed form
    assert re.search(r"〔\d{4}〕", text) is None
    assert server.curl("/api/v1/documents", out=tmp_path / "after").json == before
    tool("pdfsig", answer.file, status=2)  # it bears no signature


def test_nothing_is_told_without_a_key_but_health(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "answer"
    for path in ("/api/v1/documents", "/api/v1/forms", "/api/v1/seals"):
        answer = server.curl(path, out=out, key=False)
        assert (answer.status, answer.kind) == (401, "application/problem+json")
        assert answer.json["code"] == "unauthenticated"
    wrong = ("-H", "Authorization: Bearer docsvc_wrong")
    assert server.curl("/api/v1/documents", *wrong, out=out, key=False).status == 401
    health = server.curl("/healthz", out=out, key=False)
    assert (health.status, health.json["ok"]) == (200, True)
    assert "LibreOffice" in health.json["parts"]["engine"]


def test_eight_sendings_at_once_over_two_workers_make_one_paper(
    server: Server, body: dict[str, Any], tmp_path: Path
) -> None:
    def send(n: int) -> Answer:
        key = ("-H", "Idempotency-Key: at once")
        return server.post("/api/v1/documents", body, *key, out=tmp_path / str(n))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(a.status for a in answers) == [200] * 7 + [201]
    assert len({(a.json["id"], a.json["number"]) for a in answers}) == 1


def test_a_signal_ends_the_server_after_the_paper_in_hand_and_leaves_nothing(
    demo: Demo, body: dict[str, Any], tmp_path: Path
) -> None:
    with serving(demo.home, tmp_path, "--workers", "1") as server:
        family, folders = server.family(), server.scratch_folders()
        assert len(family) >= 3  # gunicorn, its worker, the layout engine
        assert len(folders) == 1
        case = {**body, "case": "in hand"}
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(server.post, "/api/v1/documents", case, out=tmp_path / "made")
            listed = "/api/v1/documents?case=in%20hand"
            until(lambda: server.curl(listed, out=tmp_path / "listed").json["documents"])
            server.process.send_signal(signal.SIGTERM)
            assert sent.result().status == 201
        assert server.process.wait(PATIENCE) == 0
        assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
        assert [f for f in folders if f.exists()] == []
        assert list(server.temporary.rglob("*")) == []


def test_a_killed_server_takes_its_processes_along_and_the_record_stays_sound(
    demo: Demo, tmp_path: Path
) -> None:
    with serving(demo.home, tmp_path, "--workers", "1") as server:
        family = server.family()
        server.process.kill()
        assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
    demo.home.run("resume")
    with demo.home.open() as services:
        assert audit(services, lambda done, of: None).faults == ()
