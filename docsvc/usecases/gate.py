"""The gate before the seal: what was asked for is what stands on the paper, or it is not sealed."""

from __future__ import annotations

from docsvc.errors import PaperRefused
from docsvc.forms.presentation import PrintedText, printed_texts
from docsvc.ports import Services
from docsvc.stages import Converted


def gate(services: Services, converted: Converted) -> Converted:
    """The paper, looked through. Raises PaperRefused naming each fault."""
    numbered = converted.rendered.numbered
    accepted = numbered.accepted
    texts = printed_texts(accepted.form.schema, accepted.values)
    if numbered.number is not None:
        texts.append(PrintedText("/number", (numbered.number,)))
    kind = f"{accepted.form.template_sha256} {converted.engine}"
    faults = services.inspector.inspect(converted.pdf, texts, kind=kind)
    if faults:
        raise PaperRefused(faults)
    return converted
