"""What the records (forms 3, 15, 16, 22, 25) and the papers about a span of time share."""

from __future__ import annotations

from templates.builder.blocks import MINUTE_BLANK
from templates.builder.tables import Field

MORE_PAGES = "本页不够，可另附页。"


def time_span(label: str) -> tuple[Field, Field]:
    """From when until when, on one line."""
    return (
        Field(label, f"{{{{ started or '{MINUTE_BLANK}' }}}}"),
        Field("至", f"{{{{ ended or '{MINUTE_BLANK}' }}}}"),
    )
