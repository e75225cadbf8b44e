"""Accept a request: the form exists, the caller may, the fields hold up. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from docsvc.access import Action, Actor, require
from docsvc.dates import shanghai_date
from docsvc.errors import Fault, InvalidRequest, NotFound, OutsideUnitScope
from docsvc.forms.catalogue import Form
from docsvc.forms.validation import validate
from docsvc.ports import Services
from docsvc.records import Document
from docsvc.stages import Accepted
from docsvc.usecases.glyphs import glyph_faults
from docsvc.usecases.prefill import check_references


@dataclass(frozen=True)
class Request:
    """What a caller asks to have made. `values` is still unchecked."""

    form: str
    unit: str
    department: str | None
    case: str | None
    dated: date
    values: Any
    seal: str | None = None
    """Id of the seal to use; None leaves the choice to the service."""
    acknowledge: Collection[str] = ()
    """Codes of the warnings that the caller knows of and goes on with."""


def accept(services: Services, request: Request, actor: Actor, action: Action) -> Accepted:
    """The request, checked against rights, form, schema, law on the paper's date, and case.

    Raises UnknownForm, Forbidden, OutsideUnitScope, or InvalidRequest with every fault found and
    every warning that was not acknowledged.
    """
    form = services.forms.get(request.form, on=request.dated)
    require(actor, action, request.unit)
    with services.look() as work:
        unit = work.units.unit(request.unit)
        if unit is None:
            raise OutsideUnitScope(request.unit)
        department = None
        if request.department is not None:
            department = work.units.department(request.unit, request.department)
            if department is None:
                raise InvalidRequest([_no_department(request.department)])
    faults = check_date(services, form, request.dated)
    faults += value_faults(services, form, request.values, request.dated)
    if all(f.warning for f in faults):
        faults += check_references(services, form, request.values, request.case, actor)
    acknowledged = settle(faults, request.acknowledge)
    values: Mapping[str, Any] = request.values
    return Accepted(
        form,
        unit,
        department,
        request.case,
        request.dated,
        values,
        actor.login,
        acknowledged,
    )


def settle(faults: Sequence[Fault], acknowledge: Collection[str]) -> str | None:
    """The warnings that were acknowledged, as they are recorded: sorted, comma-separated codes.

    None when there was nothing to acknowledge. Raises InvalidRequest with whatever else is left.
    """
    left = [f for f in faults if not (f.warning and f.code in acknowledge)]
    if left:
        raise InvalidRequest(left)
    return ",".join(sorted({f.code for f in faults})) or None


def value_faults(services: Services, form: Form, values: Any, dated: date) -> list[Fault]:
    """All that is wrong with the values of a new paper or of a correction."""
    faults = [f.below("/values") for f in validate(form, values, dated)]
    if all(f.warning for f in faults):
        faults += glyph_faults(services, values)
    return faults


def check_date(services: Services, form: Form, dated: date) -> list[Fault]:
    """Faults of the paper's own date: in the future, or outside the form's validity."""
    today = shanghai_date(services.clock.now())
    if dated > today:
        return [
            Fault(
                "/date",
                "date_in_future",
                f"文书日期不能晚于今天（{today.isoformat()}）",
                f"{dated} is after today, {today}",
            )
        ]
    if not form.in_force(dated):
        return [
            Fault(
                "/date",
                "form_not_in_force",
                f"《{form.name}》{form.version}版在该日期不适用（自{form.valid_from}起施行）",
                f"form {form.slug} {form.version} is not in force on {dated}",
            )
        ]
    return []


def known_document(services: Services, document_id: str, actor: Actor, action: Action) -> Document:
    """The document, if the actor may know of it. Raises NotFound or Forbidden."""
    with services.look() as work:
        document = work.documents.get(document_id)
    require(actor, action)
    if document is None or document.unit not in actor.reach:
        raise NotFound("document", "文书", document_id)
    return document


def _no_department(department: str) -> Fault:
    return Fault(
        "/department",
        "unknown_department",
        f"该单位没有部门“{department}”",
        f"the unit has no department {department!r}",
    )
