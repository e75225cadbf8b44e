"""How LibreOffice is to write the PDF."""

from __future__ import annotations

import json


def export_options() -> str:
    """LibreOffice's PDF filter options, as the JSON that both of its interfaces take.

    PDF/A-2b (ISO 19005-2), tagged, pictures untouched, and
    each Word bookmark as a named destination: a seal finds its place by one.
    """
    flags = {
        "UseTaggedPDF": True,
        "ExportBookmarksToPDFDestination": True,
        "UseLosslessCompression": True,
        "ReduceImageResolution": False,
    }
    options: dict[str, dict[str, str]] = {"SelectPdfVersion": {"type": "long", "value": "2"}}
    for name, flag in flags.items():
        options[name] = {"type": "boolean", "value": "true" if flag else "false"}
    return json.dumps(options, separators=(",", ":"))
