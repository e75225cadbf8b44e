"""The demonstration's bureau: units, people, rules, seals. Made once, found again later."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from docsvc.access import Actor, actor_of
from docsvc.adapters.libreoffice.fonts import find_fonts
from docsvc.errors import NotFound
from docsvc.ports import Services
from docsvc.records import Department, Role, Unit, User
from docsvc.usecases import people
from docsvc.usecases.number import RuleRequest, add_rule
from docsvc.usecases.review_seal import review_seal
from docsvc.usecases.upload_seal import keep_seal
from seals.authority import DemoAuthority
from seals.drawing import draw_round_seal
from seals.picture import take_picture

UNIT = Unit("demo-bureau", "某某市应急管理局", "某", "11990000MB00000018")
DEPARTMENTS = (
    Department(UNIT.id, "chemicals", "危险化学品安全监督管理科", "危化"),
    Department(UNIT.id, "enforcement", "安全生产执法监察大队", "执法"),
)
PEOPLE = (
    User("demo.admin", "赵六", UNIT.id, frozenset({Role.SYSTEM_ADMIN, Role.BUSINESS_ADMIN})),
    User("demo.uploader", "张三", UNIT.id, frozenset({Role.SEAL_UPLOADER})),
    User("demo.reviewer", "李四", UNIT.id, frozenset({Role.SEAL_REVIEWER})),
    User("demo.officer", "王五", UNIT.id, frozenset({Role.OFFICER})),
    User("demo.auditor", "孙七", UNIT.id, frozenset({Role.AUDITOR})),
)
SEALS = (UNIT.name, f"{UNIT.name}执法专用章")
RULES = (
    RuleRequest(UNIT.id, None, "（{region}）{code}〔{year}〕{serial}号", date(2020, 1, 1)),
    RuleRequest(
        UNIT.id,
        "chemicals",
        "{region}{code}〔{year}〕{department}-{serial}号",
        date(2020, 1, 1),
    ),
)
SEAL_YEARS = 5
SEAL_MM = 42.0
_FACE, _FACE_OF_MAINLAND = "NotoSerifCJK-Bold.ttc", 2


def demo_actor(services: Services, login: str) -> Actor:
    """One of the demonstration's people. Raises NotFound before `make_bureau`."""
    with services.look() as work:
        user = work.units.user(login)
        if user is None:
            raise NotFound("user", "用户", login)
        return actor_of(user, work.units.all_units())


def is_made(services: Services) -> bool:
    """Whether an earlier run finished the set-up: its last step is the second approval."""
    with services.look() as work:
        if work.units.unit(UNIT.id) is None:
            return False
        return sum(s.approved_digest is not None for s in work.seals.list(UNIT.id)) >= len(SEALS)


def make_authority(folder: Path, root_file: Path, at: datetime) -> DemoAuthority:
    """The demonstration's authority, kept in `folder`; `root_file` tells whom to trust."""
    kept = folder / "authority.pem"
    if kept.exists():
        return DemoAuthority.from_pem(kept.read_bytes())
    authority = DemoAuthority.create("docsvc 演示认证机构", at)
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(authority.to_pem())
    root_file.parent.mkdir(parents=True, exist_ok=True)
    root_file.write_bytes(authority.root.public_bytes(Encoding.PEM))
    return authority


def make_bureau(
    services: Services, authority: DemoAuthority, fonts: Path, say: Callable[[str], None]
) -> None:
    """Units, people, rules and two seals, each uploaded by one person, approved by another.

    An interrupted set-up is taken up where it stopped.
    """
    local = Actor("local", frozenset(Role), frozenset({UNIT.id}))
    with services.look() as work:
        fresh = work.units.unit(UNIT.id) is None
        has_rules = bool(work.numbers.rules(UNIT.id))
        users = {p.login for p in PEOPLE if work.units.user(p.login)}
        departments = {d.id for d in work.units.departments(UNIT.id)}
        seals = len([s for s in work.seals.list(UNIT.id) if s.approved_digest])
    if fresh:
        people.add_unit(services, UNIT, local)
    for department in DEPARTMENTS:
        if department.id not in departments:
            people.add_department(services, department, local)
    for person in PEOPLE:
        if person.login not in users:
            people.add_user(services, person, local)
    for rule in () if has_rules else RULES:
        add_rule(services, rule, local)
    for text in SEALS[seals:]:
        say(f"making the seal {text}")
        _make_seal(services, authority, text, fonts)


def _make_seal(services: Services, authority: DemoAuthority, text: str, fonts: Path) -> None:
    now = services.clock.now()
    face = next(p for p in find_fonts(fonts).noto if p.name == _FACE)
    picture = draw_round_seal(
        text, mm=SEAL_MM, dpi=300, font_path=face, font_index=_FACE_OF_MAINLAND
    )
    material = authority.issue_seal_certificate(
        UNIT.name,
        UNIT.credit_code,
        now - timedelta(minutes=1),
        now + timedelta(days=365 * SEAL_YEARS),
    )
    uploader = demo_actor(services, "demo.uploader")
    seal = keep_seal(services, UNIT.id, take_picture(picture, mm=SEAL_MM), material, uploader)
    reviewer = demo_actor(services, "demo.reviewer")
    review_seal(services, seal.id, approve=True, reason=None, actor=reviewer)
