"""What every measurement stands on: a bureau in a home of its own, and requests for its papers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docsvc.access import Actor
from docsvc.bootstrap import Machines, make_clock, open_machines, prepare_home
from docsvc.dates import shanghai_date
from docsvc.demo.bureau import UNIT, demo_actor, make_authority, make_bureau
from docsvc.demo.case import PLAN
from docsvc.forms.catalogue import Form
from docsvc.ports import Services
from docsvc.settings import Settings
from docsvc.usecases.accept import Request

CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Sample:
    """A form and one of its example payloads."""

    slug: str
    example: str

    def __str__(self) -> str:
        return f"{self.slug} {self.example}"


ONE_PAGE = Sample("penalty_decision", "short")
LONG = Sample("seizure_inventory", "long")

CASE = tuple(Sample(planned.slug, "short") for planned in PLAN)
"""The papers of one penalty case."""


def settings_of(home: Path, children: int) -> Settings:
    """Settings in which every place that is written lies in `home`, whatever the environment says.

    `children` is how many papers one process lays out at a time.
    """
    return Settings(
        home=home,
        database_url="",
        archive_dir=None,
        master_key_file=None,
        roots_dir=None,
        tsa_urls=(),
        convert_workers=children,
        engine="auto",
    )


def open_bureau(home: Path) -> Machines:
    """The demonstration's bureau, made in the empty folder `home`, and its services."""
    settings = settings_of(home, 1)
    prepare_home(settings)
    authority = make_authority(home / "authority", settings.roots / "root.pem", make_clock().now())
    machines = open_machines(settings)
    make_bureau(machines.services, authority, settings.fonts_dir, lambda _: None)
    return machines


def officer(services: Services) -> Actor:
    """Who asks for the papers."""
    return demo_actor(services, "demo.officer")


def today() -> date:
    """The day on which the bench runs."""
    return shanghai_date(make_clock().now())


def paper_date() -> date:
    """The date that the papers bear: that of the examples, whose deadlines lie after it."""
    return date(2026, 11, 20)


def request_of(form: Form, example: str, dated: date) -> Request:
    """A good request for a paper of `form`, numbered by the bureau's own rule."""
    return Request(form.slug, UNIT.id, None, None, dated, form.examples()[example])
