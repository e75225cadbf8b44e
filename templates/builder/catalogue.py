"""Which forms have a module, and how a module becomes a file."""

from __future__ import annotations

import importlib
import pkgutil

from templates.builder import forms
from templates.builder.facts import FORMS, read_facts
from templates.builder.package import pack


def form_names() -> list[str]:
    """The folder names of all forms that this package can build, in official order."""
    return sorted(m.name.removeprefix("f") for m in pkgutil.iter_modules(forms.__path__))


def build(name: str) -> bytes:
    """The `template.docx` of one form, by folder name. The same bytes on every run."""
    module = importlib.import_module(f"{forms.__name__}.f{name}")
    return pack(module.compose(read_facts(FORMS / name)))
