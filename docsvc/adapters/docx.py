"""Filling templates with docxtpl: a sandbox, plain values, one parse of each template's bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError

from docsvc.errors import RenderFailed
from docsvc.forms.catalogue import Form
from docsvc.forms.template_env import make_env


class DocxRenderer:
    """The `Renderer` port. Keeps compiled templates, and nothing that a paper left behind."""

    def __init__(self) -> None:
        self._env = make_env()

    def render(self, form: Form, context: Mapping[str, Any]) -> bytes:
        """The form's template filled with `context`, which must be plain values."""
        template = DocxTemplate(io.BytesIO(form.template))
        try:
            template.render(dict(context), jinja_env=self._env, autoescape=True)
        except TemplateError as error:
            raise RenderFailed(form.slug, str(error)) from error
        filled = io.BytesIO()
        template.save(filled)
        return filled.getvalue()
