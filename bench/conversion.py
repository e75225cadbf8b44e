"""Conversion alone: the engine against one soffice per paper, on the same DOCX, in turns."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from peer import Soffice, text_of
from stage import Sample, paper_date, settings_of

from docsvc.bootstrap import engine_options
from docsvc.demo.bureau import UNIT
from docsvc.forms.presentation import paper_context
from docsvc.ports import Services

_TIMEOUT = 60.0
_WARM = 2


@dataclass(frozen=True)
class Duel:
    """Median milliseconds of one conversion of a sample, both ways."""

    sample: Sample
    ours: float
    soffice: float

    @property
    def ratio(self) -> float:
        """How many times faster the engine is."""
        return self.soffice / self.ours


@dataclass(frozen=True)
class Conversions:
    """The duels, and who fought."""

    duels: tuple[Duel, ...]
    engine: str


def measure(
    services: Services, home: Path, samples: tuple[Sample, ...], papers: int
) -> Conversions:
    """Convert each sample `papers` times each way, after warming both.

    Raises RuntimeError when the two PDFs do not say the same.
    """
    options = engine_options(settings_of(home, 1), services.forms)
    with closing(Soffice(options)) as soffice:
        duels = tuple(_duel(services, soffice, sample, papers) for sample in samples)
        return Conversions(duels, services.converter.check().description)


def _duel(services: Services, soffice: Soffice, sample: Sample, papers: int) -> Duel:
    docx = _docx(services, sample)
    source = soffice.folder / "alone.docx"
    source.write_bytes(docx)
    ours, theirs = [], []
    for _ in range(_WARM + papers):
        began = perf_counter()
        mine = services.converter.convert(docx, timeout=_TIMEOUT).pdf
        between = perf_counter()
        other = soffice.convert(source)
        ours.append(between - began)
        theirs.append(perf_counter() - between)
        if text_of(mine) != text_of(other):
            raise RuntimeError(f"{sample}: the two ways of converting give different texts")
    return Duel(sample, 1000 * median(ours[_WARM:]), 1000 * median(theirs[_WARM:]))


def _docx(services: Services, sample: Sample) -> bytes:
    form = services.forms.get(sample.slug)
    context = paper_context(
        form,
        services.forms.law,
        form.examples()[sample.example],
        unit=UNIT.name,
        dated=paper_date(),
        number=None,
    )
    return services.renderer.render(form, context)
