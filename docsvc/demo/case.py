"""The papers of one small penalty case, issued, written out, and verified from the file."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from docsvc.access import Actor
from docsvc.bootstrap import make_clock, open_machines, prepare_home
from docsvc.dates import shanghai_date
from docsvc.demo.bureau import SEALS, UNIT, demo_actor, is_made, make_authority, make_bureau
from docsvc.ports import Services
from docsvc.settings import Settings
from docsvc.usecases import people, read
from docsvc.usecases.accept import Request
from docsvc.usecases.issue import issue
from docsvc.usecases.verify import Verification, verify

ROOT = "demo-root.pem"
PARTY = "某某市某某化工有限公司"


@dataclass(frozen=True)
class Planned:
    """One paper of the case."""

    slug: str
    days_ago: int
    department: str | None = None
    """Which department numbers it; the bureau itself when None."""
    seal: int = 1
    """Which of the bureau's seals it bears: 0 the organ's own, 1 that for enforcement papers."""


PLAN = (
    Planned("inspection_record", 20),
    Planned("rectification_order", 20),
    Planned("seizure_inventory", 20),
    Planned("spot_penalty_decision", 20, seal=0),
    Planned("case_filing_approval", 18, department="chemicals"),
    Planned("penalty_decision", 3, seal=0),
    Planned("service_receipt", 0),
)


@dataclass(frozen=True)
class PaperMade:
    """A paper of the demonstration and what verifying its file said."""

    case: str
    form: str
    name: str
    document_id: str
    number: str | None
    pages: int
    file: Path
    seal: str
    chain: str
    root: Path

    @property
    def verified(self) -> bool:
        """Whether seal and chain both hold."""
        return self.seal in ("valid", "none needed") and self.chain == "intact"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        facts = {**vars(self), "file": str(self.file), "root": str(self.root)}
        return {**facts, "verified": self.verified}


def run_demo(settings: Settings, say: Callable[[str], None]) -> list[PaperMade]:
    """Set up what is missing, then issue and verify the papers of one more case."""
    prepare_home(settings)
    folder = settings.home / "demo"
    authority = make_authority(folder, settings.roots / ROOT, make_clock().now())
    machines = open_machines(settings)
    try:
        services = machines.services
        if not is_made(services):
            make_bureau(services, authority, settings.fonts_dir, say)
        _keep_key(services, folder / "api-key")
        say("starting the layout engine")
        services.converter.check()
        return _issue_case(services, folder, settings.roots / ROOT, say)
    finally:
        machines.close()


def _issue_case(
    services: Services, folder: Path, root: Path, say: Callable[[str], None]
) -> list[PaperMade]:
    officer = demo_actor(services, "demo.officer")
    auditor = demo_actor(services, "demo.auditor")
    today = shanghai_date(services.clock.now())
    case = _next_case(services, officer)
    with services.look() as work:
        seals = [s.id for s in work.seals.list(UNIT.id) if s.approved_digest][: len(SEALS)]
    made: list[PaperMade] = []
    for i, plan in enumerate(PLAN, 1):
        form = services.forms.get(plan.slug)
        say(f"{i} of {len(PLAN)}: {form.name}")
        dated = today - timedelta(days=plan.days_ago)
        values = form.examples()["short"]
        if plan.slug == "service_receipt":
            values["items"] = _delivered(made, today)
        if plan.slug == "rectification_order":
            values["groups"] = _still_ahead(values["groups"], dated)
        request = Request(
            plan.slug, UNIT.id, plan.department, case, dated, values, seals[plan.seal]
        )
        view = read.view(services, issue(services, request, officer).document_id, officer)
        pdf = read.file(services, view.document.id, "pdf", officer)
        file = folder / case / f"{form.number:02}_{plan.slug}.pdf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pdf)
        report = verify(services, file.read_bytes(), auditor)
        made.append(
            PaperMade(
                case=case,
                form=plan.slug,
                name=form.name,
                document_id=view.document.id,
                number=view.document.number,
                pages=view.latest.pages or 0 if view.latest else 0,
                file=file,
                seal=_seal_verdict(report, form.sealed),
                chain=report.record.chain if report.record else "not on record",
                root=root,
            )
        )
    return made


def _seal_verdict(report: Verification, sealed: bool) -> str:
    if not sealed and not report.seals.signatures:
        return "none needed"
    if report.seals.valid:
        return "valid"
    return "; ".join(f.code for f in report.seals.findings) or "no seal"


def _delivered(made: Sequence[PaperMade], today: date) -> list[dict[str, str]]:
    """The papers of this case that were handed over, as the receipt lists them."""
    handed = ("rectification_order", "penalty_decision")
    return [
        {
            "document": f"《{p.name}》{p.number}",
            "place": "某某公司会议室",
            "date": today.isoformat(),
            "method": "直接送达",
        }
        for p in made
        if p.form in handed
    ]


def _still_ahead(groups: Sequence[dict[str, str]], dated: date) -> list[dict[str, str]]:
    """The example's deadlines, moved on where the paper's date has passed them."""
    soonest = (dated + timedelta(days=15)).isoformat()
    return [
        group if group["deadline"] >= dated.isoformat() else {**group, "deadline": soonest}
        for group in groups
    ]


def _next_case(services: Services, officer: Actor) -> str:
    known = {d.case for d in read.listing(services, officer, limit=1000)}
    n = 1
    while f"demo-{n:04}" in known:
        n += 1
    return f"demo-{n:04}"


def _keep_key(services: Services, file: Path) -> None:
    """An API key of the demonstration's officer, in a file that only its owner can read."""
    if file.exists():
        return
    admin = demo_actor(services, "demo.admin")
    _, key = people.new_key(services, "demo.officer", "demo", admin)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as written:
        written.write(key + "\n")
