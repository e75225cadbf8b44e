"""How fast papers are issued: one by its steps, and all cores against one soffice per paper.

    .venv/bin/python bench/issue.py [--papers N] [--rounds N] [--seconds S] [--out FILE]

Everything is written to a temporary home; only the result's table is kept. Exit status 1 when a
paper issued here does not hold up.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import checks
import conversion
import steps
import table
from lanes import OURS, PEERS, crew
from stage import LONG, ONE_PAGE, open_bureau

from docsvc.bootstrap import Machines
from docsvc.logs import configure_logging

SAMPLES = (ONE_PAGE, LONG)
WARM = 5
OUT = Path(__file__).parent / "results" / "issue.md"


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    papers: int
    rounds: int
    seconds: float
    out: Path


def main() -> int:
    """Measure, check, print, write."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    configure_logging(as_json=False, quiet=True)
    machine = table.machine_line()
    with tempfile.TemporaryDirectory(prefix="docsvc-bench-") as folder:
        home = Path(folder)
        _say("making the bureau")
        machines = open_bureau(home)
        try:
            return _run(options, machines, home, machine)
        finally:
            machines.close()


def _run(options: Options, machines: Machines, home: Path, machine: str) -> int:
    services = machines.services
    _say(f"one paper by its steps, {options.papers} of each")
    splits = steps.measure(machines, SAMPLES, options.papers, WARM)
    _say(f"conversion alone, {options.papers} of each both ways")
    conversions = conversion.measure(services, home, SAMPLES, options.papers)
    services.converter.close()
    rates = _race(options, home)
    _say("auditing every paper and number")
    papers, faults = checks.faults_of(services)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    result = table.Result(machine, tuple(splits), conversions, rates, options.seconds, papers)
    print(table.markdown(result))
    print("\n".join(table.headline(result)))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(table.markdown(result), encoding="utf-8")
    return 0


def _race(options: Options, home: Path) -> table.Rates:
    _say("warming one process per core")
    ours: list[float] = []
    soffice: list[float] = []
    with crew(home) as team:
        for n in range(options.rounds):
            # Who goes first changes from round to round.
            for lane in (OURS, PEERS) if n % 2 == 0 else (PEERS, OURS):
                rate = team.run(lane, options.seconds)
                (ours if lane == OURS else soffice).append(rate)
            _say(f"round {n + 1}: {ours[-1]:.1f} papers/s, soffice {soffice[-1]:.2f}")
    return table.Rates(tuple(ours), tuple(soffice))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--papers", type=_count, default=30, help="papers of each sample")
    parser.add_argument("--rounds", type=_count, default=6, help="rounds of the race")
    parser.add_argument("--seconds", type=float, default=10.0, help="seconds of each turn")
    parser.add_argument("--out", type=Path, default=OUT, help="file for the table")
    return Options(**vars(parser.parse_args()))


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
