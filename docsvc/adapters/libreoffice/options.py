"""What the engine needs to be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class EngineOptions:
    """Settings of the layout engine. Folders need not exist unless said."""

    project_fonts: Path
    """Folder with Zhuque Fangsong; must exist."""
    font_cache: Path
    """Folder where the font set is built once, about 25 MB."""
    own_fonts: Path | None = None
    """Folder with the bureau's licensed fonts; must exist when given."""
    program: Path | None = None
    """LibreOffice's program folder; None looks in the usual places."""
    scratch: Path | None = None
    """Existing folder for temporary files; None takes /dev/shm if roomy, else the system's."""
    warm_up: tuple[bytes, ...] = ()
    """DOCX files, typical of what will come, to convert at start beside the built-in sample."""
    children: int = 2
    """Papers converted at the same time by this process. More than processors gains nothing."""
    papers_per_child: int = 20
    """Papers after which a child process is replaced by a fresh one."""
    memory_megabytes: int = 1024
    """What a child may allocate beyond what it starts with."""
    start_seconds: float = 60.0
    """Longest that starting LibreOffice may take."""
    engine: str = "auto"
    """`auto`, `libreofficekit` or `soffice`. `auto` takes LibreOfficeKit where it works, else the slow, plain `soffice`."""
