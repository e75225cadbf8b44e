"""`python -m templates.builder [--check] [FORM …]`: write, or compare, the forms' templates."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from templates.builder.catalogue import build, form_names
from templates.builder.facts import FORMS


def main(arguments: Sequence[str] | None = None) -> int:
    """Write `template.docx` of the named forms, or of all. With `--check` only compare."""
    parser = argparse.ArgumentParser(prog="python -m templates.builder", description=__doc__)
    parser.add_argument("form", nargs="*", help="folder name, e.g. 28_spot_penalty_decision")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if stale")
    options = parser.parse_args(arguments)
    known = form_names()
    unknown = sorted(set(options.form) - set(known))
    if unknown:
        parser.error(f"no such form: {', '.join(unknown)}")
    stale = []
    for name in options.form or known:
        target = FORMS / name / "template.docx"
        made = build(name)
        if target.is_file() and target.read_bytes() == made:
            continue
        stale.append(name)
        if not options.check:
            target.write_bytes(made)
    verb = "stale" if options.check else "written"
    sys.stdout.write("".join(f"{verb}: {name}\n" for name in stale))
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
