"""The peer: what most services do. Fill the template with docxtpl, then one soffice per paper."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
from docxtpl import DocxTemplate

from docsvc.adapters.libreoffice.choose import PROGRAMS, find_program
from docsvc.adapters.libreoffice.fonts import find_fonts, prepare_fonts
from docsvc.adapters.libreoffice.options import EngineOptions
from docsvc.adapters.libreoffice.pdfa import export_options
from docsvc.adapters.libreoffice.profile import write_profile
from docsvc.adapters.libreoffice.scratch import Scratch
from docsvc.demo.bureau import UNIT
from docsvc.forms.catalogue import Catalogue, Form
from docsvc.forms.presentation import paper_context
from docsvc.forms.template_env import make_env

SECONDS = 120.0


class Soffice:
    """`soffice --headless --convert-to pdf`, one process a paper.

    It is given what the engine has: the same LibreOffice, fonts, PDF options and profile settings,
    and a folder in memory; all but jemalloc, which the engine chooses for itself. The profile is
    kept from paper to paper, so that only the first one pays for making it.
    """

    def __init__(self, options: EngineOptions) -> None:
        self._soffice = find_program(options.program, PROGRAMS) / "soffice"
        sources = find_fonts(options.project_fonts, options.own_fonts)
        self._fonts = prepare_fonts(options.font_cache, sources)
        self._scratch = Scratch.create(options.scratch)
        self.folder = self._scratch.path
        write_profile(self.folder / "profile")
        (self.folder / "tmp").mkdir()
        (self.folder / "out").mkdir()

    def convert(self, docx: Path) -> bytes:
        """The PDF of the file `docx`. Raises RuntimeError when there is none."""
        target = self.folder / "out" / f"{docx.stem}.pdf"
        said = self._run(
            "--norestore",
            "--convert-to",
            f"pdf:writer_pdf_Export:{export_options()}",
            "--outdir",
            str(target.parent),
            str(docx),
        )
        if not target.exists():  # its exit status is 0 all the same
            raise RuntimeError(f"soffice wrote no file: {said}")
        pdf = target.read_bytes()
        target.unlink()
        return pdf

    def version(self) -> str:
        """As `soffice --version` has it, without the build."""
        return " ".join(self._run("--version").split()[:2])

    def close(self) -> None:
        """Remove the profile and all else."""
        self._scratch.remove()

    def _run(self, *arguments: str) -> str:
        process = subprocess.Popen(
            [
                str(self._soffice),
                f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
                "--headless",
                *arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(self.folder),
                "TMPDIR": str(self.folder / "tmp"),
                "LC_ALL": "C.UTF-8",
                "FONTCONFIG_FILE": str(self._fonts.config),
            },
            start_new_session=True,
        )
        with process:
            try:
                said, _ = process.communicate(timeout=SECONDS)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return said.strip()


class Peer:
    """Makes papers the usual way: no number from a register, no seal, no archive, no record."""

    def __init__(self, options: EngineOptions, forms: Catalogue) -> None:
        self._soffice, self._law = Soffice(options), forms.law

    def make(self, form: Form, values: dict[str, Any], dated: date, number: str) -> bytes:
        """The filled form as PDF/A-2b."""
        docx = self._soffice.folder / "paper.docx"
        context = paper_context(form, self._law, values, unit=UNIT.name, dated=dated, number=number)
        template = DocxTemplate(form.folder / "template.docx")
        template.render(context, jinja_env=make_env(), autoescape=True)
        template.save(docx)
        return self._soffice.convert(docx)

    def close(self) -> None:
        """Remove all files."""
        self._soffice.close()


def text_of(pdf: bytes) -> str:
    """All text of a PDF without white space. Raises pypdfium2.PdfiumError for what is none."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return re.sub(r"\s", "", "".join(pages))
