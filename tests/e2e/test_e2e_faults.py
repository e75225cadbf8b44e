"""Disk full, database gone, time-stamp service dead, engine hung: told, and made good later."""

from __future__ import annotations

import io
import json
import re
import resource
import socket
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from e2e_tools import SLUG, Demo, Home, assert_sound, printed, quick, request, today, tool
from house import FakeConverter

from docsvc.adapters.archive import FolderArchive
from docsvc.adapters.clock import SystemClock
from docsvc.demo.bureau import UNIT, demo_actor
from docsvc.errors import (
    ArchiveFault,
    ConversionTimedOut,
    DocsvcError,
    StoreUnavailable,
)
from docsvc.forms.catalogue import Form
from docsvc.ports import Archive, ConvertedPdf, Converter, EngineHealth, Limits, Renderer, Services
from docsvc.records import Document, DocumentState
from docsvc.usecases.issue import issue
from docsvc.usecases.resume import resume, unfinished
from seals.authority import DemoAuthority

pytestmark = pytest.mark.slow


def issue_in_vain(services: Services, expected: type[DocsvcError]) -> Document:
    """The document that this failure leaves behind."""
    officer = demo_actor(services, "demo.officer")
    with pytest.raises(expected):
        issue(services, request(services, today()), officer)
    with services.look() as work:
        [document] = work.documents.list(units=[UNIT.id])
    assert (document.state, document.fault) == (DocumentState.NUMBERED, expected.code)
    assert document.number == printed(1, document.dated)
    return document


def finish(services: Services, document: Document) -> None:
    """Resume, and find the same paper whole."""
    assert list(unfinished(services)) == [document.id]
    resume(services, document.id)
    with services.look() as work:
        now = work.documents.get(document.id)
    assert now == replace(document, state=DocumentState.ISSUED, revision=1, fault=None)
    assert_sound(services, numbers=1)


@dataclass(frozen=True)
class FullDisk:
    """An archive on which the kernel refuses files above 1 KiB, in the middle of writing one."""

    archive: Archive

    def put(self, content: bytes) -> str:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
        try:
            return self.archive.put(content)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    def get(self, sha256: str) -> bytes:
        return self.archive.get(sha256)


def test_a_full_disk_leaves_the_paper_resumable_and_no_half_file(bureau: Home) -> None:
    folder = bureau.settings().archive
    with bureau.open(**quick()) as services:
        full = replace(services, archive=FullDisk(services.archive))
        waiting = issue_in_vain(full, ArchiveFault)
        assert [p for p in folder.rglob("*") if p.is_file()] == []
        finish(services, waiting)


def test_an_archive_that_is_not_there_leaves_the_paper_resumable(
    bureau: Home, tmp_path: Path
) -> None:
    # Rights would not do: the tests may run as root, whom they do not stop.
    (tmp_path / "file").write_text("in the way")
    with bureau.open(**quick()) as services:
        lost = replace(services, archive=FolderArchive(tmp_path / "file" / "archive"))
        finish(services, issue_in_vain(lost, ArchiveFault))


class Accident(FakeConverter):
    """Something happens while the paper is laid out, once."""

    def __init__(self, happens: Any) -> None:
        super().__init__()
        self._happens = [happens]

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        while self._happens:
            self._happens.pop()()
        return super().convert(docx, timeout=timeout)


@contextmanager
def out_of_order(server: Any) -> Iterator[None]:
    """The database server, stopped or not, runs again afterwards."""
    try:
        yield
    finally:
        if not (server.data / "postmaster.pid").exists():
            server.start()


def test_a_database_that_dies_half_way_is_told_and_the_paper_finished_later(
    postgres_bureau: Home, postgres_server: Any
) -> None:
    accident = Accident(postgres_server.stop)
    with postgres_bureau.open(**{**quick(), "converter": accident}) as services:
        officer = demo_actor(services, "demo.officer")
        wanted = request(services, today())
        with out_of_order(postgres_server):
            with pytest.raises(StoreUnavailable):
                issue(services, wanted, officer)
            with pytest.raises(StoreUnavailable):
                issue(services, wanted, officer)
        with services.look() as work:
            [waiting] = work.documents.list(units=[UNIT.id])
        assert (waiting.state, waiting.number) == (
            DocumentState.NUMBERED,
            printed(1, waiting.dated),
        )
        # The claim could not be given back, but its holder is known to be done.
        assert list(unfinished(services)) == [waiting.id]
        finish(services, waiting)


def issue_by_command(home: Home, folder: Path, tsa_urls: str) -> tuple[Path, str]:
    """A paper that `docsvc issue` made, and what it said on standard error."""
    with home.open() as services:
        values = services.forms.get(SLUG).examples()["short"]
    (folder / "values.json").write_text(json.dumps(values), "utf-8")
    pdf = folder / "paper.pdf"
    done = home.run(
        "issue", SLUG, str(folder / "values.json"), "--unit", UNIT.id, "--as", "demo.officer",
        "--out", str(pdf), more={"DOCSVC_TSA_URLS": tsa_urls},
    )  # fmt: skip
    return pdf, done.stderr


@pytest.mark.xdist_group("demo")
def test_a_dead_time_stamp_service_is_told_and_the_paper_sealed_without(
    demo: Demo, tmp_path: Path
) -> None:
    with socket.socket() as bound:  # taken, and nobody listens
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        pdf, said = issue_by_command(demo.home, tmp_path, url)
    assert "time-stamp service out" in said
    report = demo.home.json("verify", str(pdf))
    [seal] = report["seals"]
    assert (report["verdict"], seal["level"], seal["stamped_time"]) == ("valid", "B-B", None)


_TSA = """
[tsa]
serial = serial
signer_cert = tsa.pem
signer_key = key.pem
certs = chain.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


@contextmanager
def time_stamp_service(authority: DemoAuthority, folder: Path) -> Iterator[str]:
    """The URL of an RFC 3161 service that OpenSSL answers for."""
    now = SystemClock().now()
    material = authority.issue_timestamp_certificate(
        "测试时间戳", now - timedelta(minutes=1), now + timedelta(days=1)
    )
    (folder / "tsa.cnf").write_text(_TSA)
    (folder / "tsa.pem").write_bytes(material.certificate_pem)
    (folder / "chain.pem").write_bytes(authority.intermediate.public_bytes(Encoding.PEM))
    key = material.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    command = "openssl ts -reply -config tsa.cnf -section tsa -queryfile query -out reply".split()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "query").write_bytes(query)
            tool(*command, cwd=folder)
            reply = (folder / "reply").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to tell."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.xdist_group("demo")
def test_a_living_time_stamp_service_proves_when_the_paper_was_sealed(
    demo: Demo, tmp_path: Path
) -> None:
    authority = DemoAuthority.from_pem(demo.authority)
    (tmp_path / "tsa").mkdir()
    before = SystemClock().now()
    with time_stamp_service(authority, tmp_path / "tsa") as url:
        # The first one is dead: the next is asked.
        pdf, said = issue_by_command(demo.home, tmp_path, f"http://127.0.0.1:1,{url}")
    assert said.count("time-stamp service out") == 1
    report = demo.home.json("verify", str(pdf))
    [seal] = report["seals"]
    assert (report["verdict"], seal["level"]) == ("valid", "B-T")
    stamped = datetime.fromisoformat(seal["stamped_time"]).astimezone(UTC)
    assert before.replace(microsecond=0) <= stamped <= SystemClock().now()


@dataclass
class Swelling:
    """A renderer whose papers take far too long to lay out, until it is cured."""

    renderer: Renderer
    ill: bool = True

    def render(self, form: Form, context: Mapping[str, Any]) -> bytes:
        docx = self.renderer.render(form, context)
        return _swollen(docx) if self.ill else docx


def _swollen(docx: bytes) -> bytes:
    """The same paper with sixty thousand paragraphs more, which takes about ten seconds."""
    made = io.BytesIO()
    more = "<w:p><w:r><w:t>现场检查记录</w:t></w:r></w:p>" * 60_000
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = re.sub(rb"(<w:body>)", rb"\1" + more.encode(), part, count=1)
            new.writestr(name, part)
    return made.getvalue()


@dataclass
class Counting:
    """The real converter, with a note of what became of each call."""

    converter: Converter
    outcomes: list[str]

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        try:
            done = self.converter.convert(docx, timeout=timeout)
        except DocsvcError as error:
            self.outcomes.append(error.code)
            raise
        self.outcomes.append("done")
        return done

    def check(self) -> EngineHealth:
        return self.converter.check()

    def close(self) -> None:
        self.converter.close()


@pytest.mark.xdist_group("engine")
def test_a_hung_layout_is_tried_twice_and_does_not_stop_the_next_paper(bureau: Home) -> None:
    with bureau.open() as services:
        swelling, counting = Swelling(services.renderer), Counting(services.converter, [])
        services = replace(services, renderer=swelling, converter=counting)
        waiting = issue_in_vain(
            replace(services, limits=Limits(convert_seconds=1.0)), ConversionTimedOut
        )
        assert counting.outcomes == ["conversion_timed_out"] * 2
        swelling.ill = False
        finish(services, waiting)
        issue(services, request(services, today()), demo_actor(services, "demo.officer"))
        assert counting.outcomes[2:] == ["done", "done"]
        assert_sound(services, numbers=2)
