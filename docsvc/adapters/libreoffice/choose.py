"""Which engine this machine can have."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from docsvc.adapters.libreoffice.client import ForkServerConverter
from docsvc.adapters.libreoffice.fonts import find_fonts, prepare_fonts
from docsvc.adapters.libreoffice.lok import LIBRARY
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.libreoffice.soffice import SofficeConverter
from docsvc.errors import EngineUnavailable
from docsvc.ports import Converter

PROGRAMS = (
    Path("/usr/lib/libreoffice/program"),
    Path("/usr/lib64/libreoffice/program"),
    Path("/opt/libreoffice/program"),
)
_log = logging.getLogger(__name__)


def open_converter(options: EngineOptions) -> Converter:
    """The best converter that works here; the log says which and why.

    `libreofficekit` and `soffice` are taken at their word; `auto` tries LibreOfficeKit with a
    sample (a second) and falls back to `soffice`. Raises EngineUnavailable when there is no
    LibreOffice or a font is missing.
    """
    program = find_program(options.program, PROGRAMS)
    fonts = prepare_fonts(options.font_cache, find_fonts(options.project_fonts, options.own_fonts))
    if options.engine == "soffice":
        return SofficeConverter(options, program, fonts)
    kit = ForkServerConverter(options, program, fonts)
    if options.engine == "libreofficekit":
        return kit
    if not (program / LIBRARY).exists():
        why = f"no {LIBRARY} in {program}"
    else:
        health = kit.check()
        if health.ok:
            _log.info("layout engine: %s", health.description)
            return kit
        why = health.description
    kit.close()
    _log.warning("layout engine: plain soffice, slow, because LibreOfficeKit fails: %s", why)
    return SofficeConverter(options, program, fonts)


def find_program(given: Path | None, usual: Iterable[Path]) -> Path:
    """LibreOffice's program folder. Raises EngineUnavailable."""
    for folder in (given,) if given else usual:
        if (folder / "soffice").exists():
            return folder.resolve()
    raise EngineUnavailable(
        "LibreOffice is not installed" if not given else f"no soffice in {given}"
    )
