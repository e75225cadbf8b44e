"""What `docsvc demo` makes, judged by programs that know nothing of docsvc."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from e2e_tools import Demo, tool, words
from house import catalogue
from pikepdf import Name, pdfa
from seals_papers import spans

from docsvc.demo.case import PLAN
from docsvc.forms.catalogue import Form
from docsvc.forms.presentation import present
from docsvc.usecases.audit import audit

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]

SLUGS = [planned.slug for planned in PLAN]
BUREAU = "某某市应急管理局"


@dataclass(frozen=True)
class Paper:
    """A paper of the first case, its form, and what it was filled with."""

    form: Form
    file: Path
    number: str
    values: Mapping[str, Any]
    dated: str


@pytest.fixture(scope="module")
def papers(demo: Demo) -> dict[str, Paper]:
    found = {}
    with demo.home.open() as services, services.look() as work:
        for made in demo.first["papers"]:
            document = work.documents.get(made["document_id"])
            assert document is not None
            [revision] = work.documents.revisions(document.id)
            found[made["form"]] = Paper(
                services.forms.get(made["form"]),
                demo.home.folder.parent / made["file"],
                made["number"],
                revision.values,
                f"{document.dated.year}年{document.dated.month}月{document.dated.day}日",
            )
    return found


@pytest.fixture(params=SLUGS)
def paper(papers: dict[str, Paper], request: pytest.FixtureRequest) -> Paper:
    """Each paper."""
    return papers[request.param]


@pytest.fixture(params=[slug for slug in SLUGS if catalogue().get(slug).sealed])
def sealed(papers: dict[str, Paper], request: pytest.FixtureRequest) -> Paper:
    """Each paper that bears a seal."""
    return papers[request.param]


@pytest.fixture(scope="module")
def trust(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration's root, as a file and in a certificate store of NSS."""
    folder = tmp_path_factory.mktemp("trust")
    (folder / "nss").mkdir()
    root = demo.home.folder / "roots" / "demo-root.pem"
    (folder / "root.pem").write_bytes(root.read_bytes())
    tool("certutil", "-N", "-d", "sql:nss", "--empty-password", cwd=folder)
    tool("certutil", "-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,C", "-i", root, cwd=folder)
    return folder


def test_the_first_run_makes_every_paper_and_verifies_it(demo: Demo) -> None:
    assert demo.first["verified"] is True
    assert [p["form"] for p in demo.first["papers"]] == SLUGS
    assert {p["case"] for p in demo.first["papers"]} == {"demo-0001"}
    assert all(p["verified"] and p["chain"] == "intact" for p in demo.first["papers"])
    assert len({p["number"] for p in demo.first["papers"]}) == len(SLUGS)


def test_the_second_run_adds_a_case_under_the_next_numbers(demo: Demo) -> None:
    said = demo.second.stdout
    for made in demo.first["papers"]:
        assert made["name"] in said
        assert made["number"] not in said
        assert re.sub(r"1号$", "2号", made["number"]) in said
        assert Path(made["file"].replace("0001", "0002")).name in said
    assert f"{len(SLUGS)} of {len(SLUGS)} papers verified" in said
    assert demo.second.stderr == ""


def test_the_second_run_finds_authority_seals_and_key_again(demo: Demo) -> None:
    assert (demo.home.folder / "demo" / "authority.pem").read_bytes() == demo.authority
    assert len(demo.home.json("seal", "list")["seals"]) == 2
    with demo.home.open() as services:
        assert audit(services, lambda done, of: None).faults == ()


def test_poppler_calls_seal_valid_and_certificate_trusted(sealed: Paper, trust: Path) -> None:
    said = tool("pdfsig", "-nssdir", "sql:nss", sealed.file, cwd=trust)
    assert "Signature is Valid" in said
    assert "Certificate is Trusted" in said
    assert "Total document signed" in said
    assert f"Signer Certificate Common Name: {BUREAU}" in said


def test_openssl_verifies_the_seal_up_to_the_root(
    sealed: Paper, trust: Path, tmp_path: Path
) -> None:
    pdf = sealed.file.read_bytes()
    first, second, length = spans(pdf)
    assert second + length == len(pdf)
    (tmp_path / "content").write_bytes(pdf[:first] + pdf[second:])
    (tmp_path / "cms.der").write_bytes(bytes.fromhex(pdf[first + 1 : second - 1].decode()))
    command = (
        "openssl cms -verify -binary -inform DER -in cms.der -content content "
        f"-CAfile {trust / 'root.pem'} -out /dev/null"
    ).split()
    assert "CMS Verification successful" in tool(*command, cwd=tmp_path)
    (tmp_path / "content").write_bytes(pdf[:first] + pdf[second:-1] + b"X")
    tool(*command, cwd=tmp_path, status=4)


def test_a_paper_without_a_seal_has_no_signature_at_all(papers: dict[str, Paper]) -> None:
    for found in papers.values():
        if not found.form.sealed:
            tool("pdfsig", found.file, status=2)


def printed(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of everything that a presented value prints, line by line."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from printed(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from printed(inner, f"{path}/-")
    else:
        assert isinstance(value, str)
        yield from ((path, "".join(line.split())) for line in value.split("\n"))


CHOICES = {"/party/kind": "被处罚单位", "/payment/method": "☑自收到本决定书之日起15日内缴至"}
"""Fields that choose among printed texts, and the text that the examples choose."""


def test_every_value_can_be_read_in_the_paper(paper: Paper) -> None:
    text = words(paper.file)
    assert paper.form.name in text
    assert paper.number in text
    for path, said in printed(present(paper.form.schema, paper.values)):
        assert CHOICES.get(path, said) in text, path


def test_the_bureau_and_the_paper_s_own_date_stand_under_a_seal(sealed: Paper) -> None:
    assert f"{BUREAU}（印章）{sealed.dated}" in words(sealed.file)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("spot_penalty_decision", "罚款人民币壹仟元整（¥1,000.00）"),
        ("penalty_decision", "罚款人民币伍万元整（¥50,000.00）"),
        ("rectification_order", "问题于2026年12月5日前整改完毕"),
        ("case_filing_approval", "时间2026年11月20日09时30分"),
    ],
)
def test_money_and_dates_are_written_as_the_law_wants_them(
    papers: dict[str, Paper], slug: str, said: str
) -> None:
    assert said in words(papers[slug].file)


def test_every_font_is_embedded_and_can_be_searched(paper: Paper) -> None:
    rows = [line.split() for line in tool("pdffonts", paper.file).splitlines()[2:]]
    # Columns from the right: object (two), uni, sub, emb.
    assert {tuple(row[-5:-2]) for row in rows} == {("yes", "yes", "yes")}


def without_signature(pdf: bytes) -> pikepdf.Pdf:
    """The paper with its seal as a mere stamp.

    The validator says neither yes nor no to a file with a signature field, an open action or a
    private key in the trailer. ISO 19005-2 allows them (6.1.12 and 6.4.3; 6.5.1; 6.1.3).
    """
    file = pikepdf.open(io.BytesIO(pdf))
    del file.trailer["/DocChecksum"]
    for name in ("/OpenAction", "/AcroForm", "/Perms", "/Extensions"):
        if name in file.Root:
            del file.Root[name]
    for sheet in file.pages:
        for mark in sheet.get("/Annots", ()):
            mark.Subtype = Name.Stamp
            for name in ("/FT", "/T", "/TU", "/V"):
                del mark[name]
    return file


def test_a_validator_finds_pdf_a_2b_and_nothing_it_cannot_judge(paper: Paper) -> None:
    with without_signature(paper.file.read_bytes()) as file:
        assert pdfa.check(file, "2b").findings == []


TYPE1_ONLY = {"PDFA2B-FONT-EMBEDDING-001", "PDFA2B-TYPE1-SUBSET-CHARSET-001"}
"""What a second validator says of the Type 1 fonts that LibreOffice makes of Noto's faces.

The first is a mistake: it knows a Type 1 program by `%!PS-AdobeFont` only, and not by the equally
valid `%!FontType1` (Adobe Type 1 Font Format, chapter 2). The second wants a CharSet, as ISO
19005-1 did; by ISO 19005-2, 6.2.11.4.2, there need be none, only no incomplete one.
"""


def test_a_second_validator_objects_to_nothing_but_the_spelling_of_one_font(paper: Paper) -> None:
    pdf = paper.file.read_bytes()
    said = page.validate_pdf_bytes(pdf, profile="2b").failures
    assert {f.rule_id for f in said} <= TYPE1_ONLY
    blamed = {int(m[1]) for f in said if (m := re.search(r"font object (\d+) 0", f.message))}
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for number in blamed:
            font = file.get_object(number, 0)
            assert font.Subtype == "/Type1"
            program = font.FontDescriptor.FontFile.read_bytes()
            assert program.startswith(b"%!FontType1")
            assert "/CharSet" not in font.FontDescriptor
