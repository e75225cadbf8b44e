"""The result as a Markdown page, and as lines that a program can read."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from conversion import Conversions
from stage import CASE, CORES, today
from steps import REST, STEPS, WHOLE, Split

SAYS = {
    "accept": "rights, fields and legal limits checked; seal chosen",
    "number": "first transaction: number taken, intent written",
    "render": "template filled",
    "convert": "DOCX to PDF/A-2b",
    "inspect": "PDF read back and compared with what was asked for",
    "seal": "seal placed and signed",
    "archive": "DOCX and PDF, each synced to disk",
    "record": "second transaction: ledger entry",
    REST: "values put into words, pages counted",
    WHOLE: "",
}


@dataclass(frozen=True)
class Rates:
    """Papers per second of each round, in order."""

    ours: tuple[float, ...]
    soffice: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return median(self.ours) / median(self.soffice)


@dataclass(frozen=True)
class Result:
    """All that was measured. `papers` were issued and audited."""

    machine: str
    splits: tuple[Split, ...]
    conversions: Conversions
    rates: Rates
    seconds: float
    papers: int


def machine_line() -> str:
    """Where and when: day, processor, cores, how busy, Python."""
    busy = os.getloadavg()[0]
    return (
        f"{today()}, {_processor()}, {CORES} cores, load {busy:.1f} at the start, "
        f"Python {platform.python_version()}"
    )


def headline(result: Result) -> tuple[str, str, str]:
    """Three lines, `name: number`."""
    rates = result.rates
    return (
        f"papers_per_second: {median(rates.ours):.1f}",
        f"soffice_papers_per_second: {median(rates.soffice):.2f}",
        f"ratio: {rates.ratio:.1f}",
    )


def markdown(result: Result) -> str:
    """The page that is kept."""
    parts = (
        ("# Issuing papers", "", f"{result.machine}. Engine: {result.conversions.engine}.", ""),
        ("Written by `make bench-issue`; all figures are medians of one run.", ""),
        _step_table(result.splits),
        _conversion_table(result.conversions),
        _race_table(result),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _step_table(splits: tuple[Split, ...]) -> list[str]:
    heads = [f"{s.sample}, {s.pages} page{'s' * (s.pages != 1)} (ms)" for s in splits]
    lines = [f"## One paper by its steps, {splits[0].papers} papers each", ""]
    lines += [f"| step | {' | '.join(heads)} | what |", f"|---|{'---:|' * len(splits)}---|"]
    for step in (*STEPS, REST, WHOLE):
        cells = " | ".join(f"{s.milliseconds[step]:.1f}" for s in splits)
        lines.append(f"| {step} | {cells} | {SAYS[step]} |")
    return [*lines, ""]


def _conversion_table(conversions: Conversions) -> list[str]:
    lines = ["## Conversion alone", "", "The same DOCX, in turns; both texts compared.", ""]
    lines += [
        "| paper | engine (ms) | one soffice per paper (ms) | ratio |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {d.sample} | {d.ours:.1f} | {d.soffice:.0f} | {d.ratio:.1f} |"
        for d in conversions.duels
    ]
    return [*lines, ""]


def _race_table(result: Result) -> list[str]:
    rates = result.rates
    lines = [
        f"## All cores: {CORES} processes, {len(CASE)} papers of a case in turn, {result.seconds:g} s a turn",
        "",
        "docsvc: `issue` whole, on one SQLite database. soffice: docxtpl and one "
        "`soffice --headless --convert-to pdf` per paper with a warm profile, and neither number, "
        "seal, archive nor record.",
        "",
        "| round | docsvc (papers/s) | soffice (papers/s) | ratio |",
        "|---|---:|---:|---:|",
    ]
    for n, (ours, soffice) in enumerate(zip(rates.ours, rates.soffice, strict=True), 1):
        lines.append(f"| {n} | {ours:.1f} | {soffice:.2f} | {ours / soffice:.1f} |")
    audited = (
        f"All {result.papers} papers issued in this run passed the audit; no number is missing."
    )
    return [*lines, "", *(f"    {line}" for line in headline(result)), "", audited]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
