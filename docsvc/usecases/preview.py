"""Preview a paper, or print an empty form: no number, nothing written, visibly marked."""

from __future__ import annotations

from docsvc.access import Action, Actor
from docsvc.dates import shanghai_date
from docsvc.forms.catalogue import Form
from docsvc.forms.presentation import blank_context, paper_context
from docsvc.ports import Services
from docsvc.usecases.accept import Request, accept
from docsvc.usecases.making import convert_with_retry


def preview(services: Services, request: Request, actor: Actor) -> bytes:
    """The PDF as it would be, without number and seal, each page marked 预览.

    Raises what `accept` raises, RenderFailed and ConversionFailed.
    """
    accepted = accept(services, request, actor, Action.PREVIEW)
    context = paper_context(
        accepted.form,
        services.forms.law,
        accepted.values,
        unit=accepted.unit.name,
        dated=accepted.dated,
        number=None,
    )
    docx = services.renderer.render(accepted.form, context)
    return services.watermarker.mark(convert_with_retry(services, docx).pdf)


def blank(services: Services, form: Form) -> bytes:
    """The empty form as PDF, to be filled in by hand."""
    context = blank_context(services.forms.law, shanghai_date(services.clock.now()))
    return convert_with_retry(services, services.renderer.render(form, context)).pdf
