"""The only chooser of machines: from settings to services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from sqlalchemy import Engine

from docsvc.adapters.archive import FolderArchive
from docsvc.adapters.clock import SystemClock
from docsvc.adapters.db import schema
from docsvc.adapters.db.engine import open_engine
from docsvc.adapters.db.work import work_factory
from docsvc.adapters.docx import DocxRenderer
from docsvc.adapters.holders import ProcessHolders
from docsvc.adapters.inspection.inspector import PdfInspector
from docsvc.adapters.keybox import MasterKeyBox, load_master_key, make_master_key
from docsvc.adapters.libreoffice.choose import open_converter
from docsvc.adapters.libreoffice.fonts import find_fonts
from docsvc.adapters.libreoffice.glyphs import FontGlyphs
from docsvc.adapters.libreoffice.lazy import LazyConverter
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.sealing import LocalSealer
from docsvc.adapters.timestamps import timestampers
from docsvc.adapters.watermark import PreviewWatermark
from docsvc.errors import SettingsFault, StoreUnavailable
from docsvc.forms.catalogue import Catalogue, load_catalogue
from docsvc.ports import Clock, Limits, Renderer, Services
from docsvc.settings import Settings

_WARM_UP = 3


@dataclass(frozen=True)
class Machines:
    """The services and what must be ended with them."""

    services: Services
    engine: Engine
    close: Callable[[], None]


def prepare_home(settings: Settings) -> None:
    """Make what a first start needs: folders, a master key, the schema. Idempotent."""
    for folder in (settings.home, settings.archive, settings.roots):
        folder.mkdir(parents=True, exist_ok=True)
    if not settings.master_key.exists():
        make_master_key(settings.master_key)
    upgrade_database(settings)


def upgrade_database(settings: Settings) -> None:
    """Run the migrations that the database lacks."""
    engine = open_engine(settings.database)
    try:
        schema.upgrade(engine)
    finally:
        engine.dispose()


def open_machines(settings: Settings) -> Machines:
    """The services on the machines that the settings name.

    Raises SettingsFault when a part is missing, StoreUnavailable when the database is at another
    version. The layout engine starts with the first paper.
    """
    engine = open_engine(settings.database)
    if not schema.is_current(engine):
        engine.dispose()
        raise StoreUnavailable("schema is not current; run `docsvc init` or `docsvc db upgrade`")
    master_key = load_master_key(settings.master_key)
    forms = load_catalogue(settings.forms_dir)
    converter = LazyConverter(lambda: open_converter(engine_options(settings, forms)))
    stampers = timestampers(settings.tsa_urls, seconds=settings.tsa_seconds)
    services = Services(
        clock=SystemClock(),
        forms=forms,
        work=work_factory(engine),
        look=work_factory(engine, read_only=True),
        renderer=DocxRenderer(),
        converter=converter,
        inspector=PdfInspector(pdfa_every=settings.pdfa_every),
        glyphs=FontGlyphs(
            lambda: find_fonts(settings.fonts_dir, settings.bureau_fonts_dir),
            settings.home.resolve() / "fonts",
        ),
        sealer=LocalSealer(master_key, stampers),
        keys=MasterKeyBox(master_key),
        watermarker=PreviewWatermark(converter),
        archive=FolderArchive(settings.archive),
        holders=ProcessHolders(),
        roots=load_roots(settings.roots),
        limits=Limits(convert_seconds=settings.convert_seconds),
    )

    def close() -> None:
        converter.close()
        engine.dispose()

    return Machines(services, engine, close)


def engine_options(settings: Settings, forms: Catalogue) -> EngineOptions:
    """What the layout engine is told; it warms up with the first few forms."""
    return EngineOptions(
        project_fonts=settings.fonts_dir,
        font_cache=settings.home.resolve() / "fonts",
        own_fonts=settings.bureau_fonts_dir,
        warm_up=tuple(form.template for form in forms)[:_WARM_UP],
        children=settings.convert_workers,
        engine=settings.engine,
    )


def make_clock() -> Clock:
    """The clock alone, for commands that need nothing else."""
    return SystemClock()


def make_renderer() -> Renderer:
    """The template filler alone, for commands that need nothing else."""
    return DocxRenderer()


def load_roots(folder: Path) -> tuple[x509.Certificate, ...]:
    """Every PEM certificate in the folder. Raises SettingsFault for a file that is none."""
    found: list[x509.Certificate] = []
    for path in sorted(folder.glob("*.pem")):
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except ValueError as error:
            raise SettingsFault("DOCSVC_ROOTS_DIR", f"{path}: {error}") from error
    return tuple(found)
