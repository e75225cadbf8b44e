"""One module per form, `fNN_slug`, each with `compose(form: Facts) -> Paper`."""

from __future__ import annotations
