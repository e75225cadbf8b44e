"""The fork server: what it makes, and what it survives."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from engine_papers import changed, long_paper, paragraph, with_body

from docsvc.adapters.libreoffice.client import ForkServerConverter
from docsvc.adapters.libreoffice.fonts import FontSet
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.libreoffice.sample import sample_docx
from docsvc.errors import ConversionFailed, ConversionTimedOut, EngineUnavailable
from docsvc.ports import ConvertedPdf, Converter

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("engine")]

SECONDS = 120.0
CONTRADICTION = changed(
    lambda xml: xml.replace("wordprocessingml.document", "spreadsheetml.sheet"),
    part="[Content_Types].xml",
)
GOOD = with_body(paragraph("好的文书"))


def text(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    # LibreOffice sets a quarter space between Chinese and digits, which the tool takes for one.
    return "".join(done.stdout.decode().split())


def until(condition: Callable[[], object]) -> None:
    """Wait for it; a minute is long past any load of the machine."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def server_of(converter: ForkServerConverter) -> psutil.Process:
    assert converter._server is not None
    return psutil.Process(converter._server._process.pid)


def works(converter: Converter) -> bool:
    return "好的文书" in text(converter.convert(GOOD, timeout=SECONDS).pdf)


def busy_child(scratch: Path) -> int:
    """The process that has a paper before it."""
    found: list[Path] = []
    until(lambda: found.extend(scratch.glob("*/child-*/paper.docx")) or found)
    return int(found[0].parent.name.removeprefix("child-"))


def in_background(converter: ForkServerConverter, docx: bytes) -> Future[ConvertedPdf]:
    pool = ThreadPoolExecutor(1)
    future = pool.submit(converter.convert, docx, timeout=SECONDS)
    pool.shutdown(wait=False)
    return future


def test_chinese_text_comes_out_as_it_went_in(shared: ForkServerConverter) -> None:
    said = "某某市应急管理局〔2026〕第0123号，䶮𬭚㛃堃玥喆犇龑㺷，“引号”——……□☑①㎡№"
    made = shared.convert(with_body(paragraph(said)), timeout=SECONDS)
    assert text(made.pdf) == said
    assert made.engine.startswith("LibreOffice ")
    assert "LibreOfficeKit fork server, fonts " in made.engine


def test_check_says_which_engine_and_which_fonts(
    shared: ForkServerConverter, fonts: FontSet
) -> None:
    health = shared.check()
    assert health.ok
    assert health.description.endswith(fonts.digest[:12])


def test_eight_threads_at_once_each_get_their_own_paper(shared: ForkServerConverter) -> None:
    def one(n: int) -> str:
        pdf = shared.convert(with_body(paragraph(f"第{n:04}号")), timeout=SECONDS).pdf
        return text(pdf)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(48))) == [f"第{n:04}号" for n in range(48)]


def test_a_paper_that_libreoffice_refuses_does_not_spoil_the_next_one(
    shared: ForkServerConverter,
) -> None:
    # It calls itself a spreadsheet. The intake lets it pass; LibreOffice asks what to do.
    with pytest.raises(ConversionFailed) as caught:
        shared.convert(CONTRADICTION, timeout=SECONDS)
    assert type(caught.value) is ConversionFailed
    assert works(shared)


def test_a_child_that_takes_too_long_is_killed_and_the_next_paper_works(
    own: ForkServerConverter,
) -> None:
    assert works(own)
    with pytest.raises(ConversionTimedOut) as caught:
        own.convert(long_paper(60_000), timeout=1.5)
    assert caught.value.seconds == 1.5
    assert works(own)


def test_a_child_that_does_not_even_hear_its_alarm_is_killed(
    own: ForkServerConverter, tmp_path: Path
) -> None:
    assert works(own)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(own.convert, long_paper(60_000), timeout=2.0)
        child = busy_child(tmp_path)
        os.kill(child, signal.SIGSTOP)
        with pytest.raises(ConversionTimedOut):
            future.result()
    until(lambda: not psutil.pid_exists(child))
    assert works(own)


def test_a_paper_that_eats_memory_is_refused_and_the_next_one_works(
    options: EngineOptions, program: Path, fonts: FontSet
) -> None:
    frugal = dataclasses.replace(options, memory_megabytes=64)
    converter = ForkServerConverter(frugal, program, fonts)
    try:
        with pytest.raises(ConversionFailed) as caught:
            converter.convert(long_paper(60_000), timeout=SECONDS)
        assert type(caught.value) is ConversionFailed
        assert works(converter)
    finally:
        converter.close()


def test_a_child_killed_over_one_paper_leaves_the_other_paper_alone(
    own: ForkServerConverter, tmp_path: Path
) -> None:
    assert works(own)
    victim = in_background(own, long_paper(4_000))
    child = busy_child(tmp_path)
    other = in_background(own, long_paper(500))
    os.kill(child, signal.SIGKILL)
    with pytest.raises(ConversionFailed, match="crashed"):
        victim.result()
    assert "第499段" in text(other.result().pdf)
    assert works(own)


def test_a_killed_server_is_replaced_even_in_the_midst_of_a_paper(
    own: ForkServerConverter, tmp_path: Path
) -> None:
    assert works(own)
    first = server_of(own)
    job = in_background(own, long_paper(3_000))
    child = busy_child(tmp_path)
    first.kill()
    assert "第2999段" in text(job.result().pdf)
    until(lambda: not psutil.pid_exists(child))
    assert server_of(own).pid != first.pid


def test_a_server_killed_while_idle_is_replaced(own: ForkServerConverter) -> None:
    assert works(own)
    first = server_of(own)
    first.kill()
    first.wait()
    assert works(own)


def test_a_child_is_replaced_after_its_share_of_papers(own: ForkServerConverter) -> None:
    assert works(own)
    before = {child.pid for child in server_of(own).children()}
    for _ in range(2 * own._options.papers_per_child):
        assert works(own)
    until(lambda: not before & {child.pid for child in server_of(own).children()})


def test_closing_leaves_no_process_and_no_file_and_can_be_undone(
    own: ForkServerConverter, tmp_path: Path
) -> None:
    assert works(own)
    family = [server_of(own), *server_of(own).children()]
    assert len(family) == 3
    own.close()
    own.close()
    assert not [process for process in family if process.is_running()]
    assert list(tmp_path.iterdir()) == []
    assert works(own)


def test_papers_leave_no_file_behind(own: ForkServerConverter, tmp_path: Path) -> None:
    assert works(own)
    with pytest.raises(ConversionFailed):
        own.convert(CONTRADICTION, timeout=SECONDS)
    with pytest.raises(ConversionTimedOut):
        own.convert(long_paper(60_000), timeout=1.0)
    assert works(own)
    until(lambda: len(list(tmp_path.glob("*/child-*"))) <= 2)
    assert list(tmp_path.glob("*/child-*/*")) == []


def test_more_threads_than_children_wait_and_then_are_told(
    options: EngineOptions, program: Path, fonts: FontSet, tmp_path: Path
) -> None:
    converter = ForkServerConverter(dataclasses.replace(options, children=1), program, fonts)
    try:
        long = in_background(converter, long_paper(4_000))
        busy_child(tmp_path)
        with pytest.raises(EngineUnavailable, match="busy"):
            converter.convert(GOOD, timeout=0.05)
        assert "第3999段" in text(long.result().pdf)
    finally:
        converter.close()


def test_a_thread_that_started_the_server_may_end(own: ForkServerConverter) -> None:
    starter = threading.Thread(target=own.check)
    starter.start()
    starter.join()
    server = server_of(own)
    assert works(own)
    assert server_of(own).pid == server.pid


def test_a_template_that_is_no_docx_does_not_keep_the_engine_from_starting(
    options: EngineOptions, program: Path, fonts: FontSet
) -> None:
    odd = dataclasses.replace(options, warm_up=(b"no docx", GOOD))
    converter = ForkServerConverter(odd, program, fonts)
    try:
        assert works(converter)
    finally:
        converter.close()


def test_the_engine_has_no_network_where_the_kernel_lets_us_leave_it(
    own: ForkServerConverter,
) -> None:
    ways = (["unshare", "--net", "true"], ["unshare", "--user", "--net", "true"])
    permitted = any(subprocess.run(way, capture_output=True).returncode == 0 for way in ways)
    assert works(own)
    for process in (server_of(own), *server_of(own).children()):
        mine = Path("/proc/self/ns/net").readlink()
        assert (Path(f"/proc/{process.pid}/ns/net").readlink() != mine) == permitted


def test_no_engine_is_said_to_be_none(
    options: EngineOptions, fonts: FontSet, tmp_path: Path
) -> None:
    converter = ForkServerConverter(options, tmp_path, fonts)
    with pytest.raises(EngineUnavailable, match="no LibreOfficeKit in"):
        converter.convert(sample_docx(), timeout=SECONDS)
    assert not converter.check().ok
    assert list(tmp_path.iterdir()) == []


_OWNER = """
import os, sys
from pathlib import Path
from docsvc.adapters.libreoffice.choose import open_converter
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.libreoffice.sample import sample_docx

converter = open_converter(EngineOptions(Path(sys.argv[1]), Path(sys.argv[2]), scratch=Path(sys.argv[3])))
if sys.argv[4] == "fork":
    child = os.fork()
    converter.convert(sample_docx(), timeout=120)
    if child == 0:
        print(converter._server._process.pid, flush=True)
        converter.close()
        os._exit(0)
    os.waitpid(child, 0)
    converter.convert(sample_docx(), timeout=120)
print(converter._server._process.pid, flush=True)
if sys.argv[4] == "killed":
    sys.stdin.read()
converter.close()
"""


def owner(options: EngineOptions, what: str) -> subprocess.Popen[bytes]:
    arguments = (options.project_fonts, options.font_cache, options.scratch, what)
    return subprocess.Popen(
        [sys.executable, "-W", "error::ResourceWarning", "-c", _OWNER, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_an_owner_killed_outright_leaves_no_process_and_no_file(
    options: EngineOptions, fonts: FontSet, tmp_path: Path
) -> None:
    with owner(options, "killed") as process:
        assert process.stdout is not None
        server = psutil.Process(int(process.stdout.readline()))
        family = [server, *server.children()]
        assert len(family) == 3
        process.kill()
    until(lambda: not [one for one in family if one.is_running()])
    assert list(tmp_path.iterdir()) == []


def test_a_forked_process_has_a_server_of_its_own(
    options: EngineOptions, fonts: FontSet, tmp_path: Path
) -> None:
    with owner(options, "fork") as process:
        said, complaints = process.communicate(timeout=SECONDS)
    childs, parents = said.split()
    assert childs != parents
    assert complaints == b""
    assert list(tmp_path.iterdir()) == []
