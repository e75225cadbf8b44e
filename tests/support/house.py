"""A whole service for tests: real database, archive, seals and forms; a converter to order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from seals_papers import paper
from sqlalchemy import Engine

from docsvc.access import Actor, actor_of
from docsvc.adapters.archive import FolderArchive
from docsvc.adapters.db.engine import open_engine
from docsvc.adapters.db.work import work_factory
from docsvc.adapters.docx import DocxRenderer
from docsvc.adapters.holders import ProcessHolders
from docsvc.adapters.keybox import MasterKeyBox
from docsvc.adapters.sealing import LocalSealer
from docsvc.errors import PaperFault
from docsvc.forms.catalogue import Catalogue, load_catalogue
from docsvc.forms.presentation import PrintedText
from docsvc.ports import ConvertedPdf, EngineHealth, Services
from docsvc.records import Department, Role, Unit, User
from docsvc.settings import Settings
from docsvc.usecases import people
from docsvc.usecases.accept import Request
from docsvc.usecases.number import RuleRequest, add_rule
from docsvc.usecases.review_seal import review_seal
from docsvc.usecases.upload_seal import keep_seal
from seals.authority import DemoAuthority
from seals.drawing import draw_round_seal
from seals.picture import SealPicture, take_picture
from seals.seal import Seal

ROOT = Path(__file__).parents[2]
FONT = ROOT / "fonts" / "ZhuqueFangsong-Regular.ttf"
MASTER_KEY = bytes(range(32))
START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BUREAU = Unit("bureau", "某某市应急管理局", "甘", "11330000MB1234567X")
OTHER = Unit("other", "另一市应急管理局", "京", "11330000MB7654321X")


class FakeClock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it shows."""
        return self.at

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


class FakeConverter:
    """Keeps the port's contract with a small paper that names the DOCX it came from.

    `failures` are raised first, one a call.
    """

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.calls = 0

    def convert(self, docx: bytes, *, timeout: float) -> ConvertedPdf:
        """A PDF with the seal's marks."""
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        return ConvertedPdf(paper(body=hashlib.sha256(docx).hexdigest()), "fake 1.0")

    def check(self) -> EngineHealth:
        """Always well."""
        return EngineHealth(ok=True, description="fake 1.0")

    def close(self) -> None:
        """Nothing to end."""


class BlindInspector:
    """Finds what it is told to find, and otherwise nothing: the fake papers say nothing."""

    def __init__(self) -> None:
        self.faults: tuple[PaperFault, ...] = ()

    def inspect(
        self, pdf: bytes, texts: Sequence[PrintedText], *, kind: str
    ) -> tuple[PaperFault, ...]:
        """The faults it was given."""
        return self.faults


class EveryGlyph:
    """Fonts that lack one character only."""

    def missing(self, text: str) -> tuple[str, ...]:
        """That character, if it is there."""
        return ("\U0002f800",) if "\U0002f800" in text else ()


class PlainWatermark:
    """Marks by appending a comment, which is enough to be seen by a test."""

    def mark(self, pdf: bytes) -> bytes:
        """The same bytes and the mark."""
        return pdf + "% 预览\n".encode()


@cache
def authority() -> DemoAuthority:
    """One authority for the whole run; RSA keys take a second."""
    return DemoAuthority.create("测试印章机构", START - timedelta(days=900), key_size=2048)


@cache
def picture() -> SealPicture:
    """One seal picture for the whole run."""
    return take_picture(draw_round_seal(BUREAU.name, font_path=FONT), mm=42.0)


@cache
def catalogue() -> Catalogue:
    """The project's own forms."""
    return load_catalogue(Settings().forms_dir)


@dataclass
class House:
    """Services on one database, and the people of two organs."""

    engine: Engine
    services: Services
    clock: FakeClock
    converter: Any
    folder: Path
    extra: dict[str, Any] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """One of the people below."""
        with self.services.look() as work:
            user = work.units.user(login)
            assert user is not None
            return actor_of(user, work.units.all_units())

    def request(self, slug: str = "rectification_order", **changed: Any) -> Request:
        """A good request, with `changed` fields."""
        values = catalogue().get(slug).examples()["short"]
        facts: dict[str, Any] = {
            "form": slug,
            "unit": BUREAU.id,
            "department": None,
            "case": None,
            "dated": TODAY,
            "values": values,
            **changed,
        }
        return Request(**facts)

    def add_seal(self, unit: Unit = BUREAU, *, approve: bool = True, days: int = 900) -> Seal:
        """A seal of `unit`, approved by the second person unless told otherwise."""
        now = self.clock.now()
        material = authority().issue_seal_certificate(
            unit.name, unit.credit_code, now - timedelta(days=1), now + timedelta(days=days)
        )
        prefix = "" if unit == BUREAU else "other."
        uploader = self.actor(f"{prefix}uploader")
        seal = keep_seal(self.services, unit.id, picture(), material, uploader)
        if approve:
            reviewer = self.actor(f"{prefix}reviewer")
            seal = review_seal(self.services, seal.id, approve=True, reason=None, actor=reviewer)
        return seal


LOCAL = Actor("local", frozenset(Role), frozenset({BUREAU.id, OTHER.id}))


def make_house(
    folder: Path,
    url: str,
    *,
    converter: Any = None,
    furnished: bool = False,
) -> House:
    """A house on the database at `url`, at head; empty, unless `furnished` with its people."""
    engine = open_engine(url)
    clock = FakeClock()
    converter = converter or FakeConverter()
    services = Services(
        clock=clock,
        forms=catalogue(),
        work=work_factory(engine),
        look=work_factory(engine, read_only=True),
        renderer=DocxRenderer(),
        converter=converter,
        inspector=BlindInspector(),
        glyphs=EveryGlyph(),
        sealer=LocalSealer(MASTER_KEY),
        keys=MasterKeyBox(MASTER_KEY),
        watermarker=PlainWatermark(),
        archive=FolderArchive(folder / "archive"),
        holders=ProcessHolders(),
        roots=(authority().root,),
    )
    house = House(engine, services, clock, converter, folder)
    if not furnished:
        _people(house)
    return house


def _people(house: House) -> None:
    services = house.services
    for unit, prefix in ((BUREAU, ""), (OTHER, "other.")):
        people.add_unit(services, unit, LOCAL)
        for login, role in (
            ("admin", Role.SYSTEM_ADMIN),
            ("business", Role.BUSINESS_ADMIN),
            ("uploader", Role.SEAL_UPLOADER),
            ("reviewer", Role.SEAL_REVIEWER),
            ("officer", Role.OFFICER),
            ("auditor", Role.AUDITOR),
        ):
            user = User(prefix + login, "张三", unit.id, frozenset({role}))
            people.add_user(services, user, LOCAL)
        rule = RuleRequest(
            unit.id, None, "（{region}）{code}〔{year}〕{serial}号", date(2020, 1, 1)
        )
        add_rule(services, rule, LOCAL)
    people.add_department(
        services, Department(BUREAU.id, "chemicals", "危险化学品科", "危化"), LOCAL
    )
    rule = RuleRequest(
        BUREAU.id,
        "chemicals",
        "{region}{code}〔{year}〕{department}-{serial}号",
        date(2020, 1, 1),
    )
    add_rule(services, rule, LOCAL)
