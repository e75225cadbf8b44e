"""Prefill a form from the earlier papers of its case; check the numbers that it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from docsvc.access import Action, Actor, require
from docsvc.dates import shanghai_date
from docsvc.errors import Fault, pointer
from docsvc.forms.catalogue import Form
from docsvc.forms.references import Reference, references, value_at
from docsvc.forms.validation import validate
from docsvc.ports import Services
from docsvc.records import Document, DocumentState

Path = tuple[str | int, ...]
Leaves = dict[Path, Any]
"""Values by the path at which they are taken over: whole fields, or the parts of a group."""

MOST_PAPERS = 10_000
"""More than any case has."""

OF_ONE_PAPER = frozenset(
    {
        *("handling", "review", "approval", "presider_opinion"),
        *("record", "started", "ended", "starts", "ends"),
    }
)
"""Fields of one paper alone: an opinion or a statement given there, the time that it covers.
Taken over, they would put words on record that nobody said about the new paper."""


@dataclass(frozen=True)
class Prefilled:
    """Values to begin with, and the document behind each, by its JSON pointer into them."""

    form: str
    case: str
    values: Mapping[str, Any]
    sources: Mapping[str, str]


@dataclass(frozen=True)
class _Paper:
    document: Document
    form: Form
    values: Mapping[str, Any]


def prefill(services: Services, case: str, slug: str, actor: Actor) -> Prefilled:
    """What the case's papers within the actor's reach already say of the fields of a form.

    Each value stood in the latest completed revision of a paper not voided, newest paper first,
    and is valid where it is put; the whole need not be complete. Empty for an unknown case.
    Raises Forbidden or UnknownForm.
    """
    require(actor, Action.READ_DOCUMENTS)
    today = shanghai_date(services.clock.now())
    form = services.forms.get(slug, on=today)
    everyone = _papers_of(services, case)
    papers = _readable(services, everyone, actor)
    begun = _Begun(form, today, everyone, actor)
    for reference in references(form):
        if paper := _newest(reference, papers):
            begun.take(_referred(reference, paper), paper)
    for paper in papers:
        begun.take(begun.offered(paper), paper)
    return Prefilled(form.slug, case, _nested(begun.leaves), begun.sources)


def check_references(
    services: Services, form: Form, values: Any, case: str | None, actor: Actor
) -> list[Fault]:
    """Faults of numbers that name no paper of the case; `values` fit the form's schema.

    A number may name any live paper of the case, whichever unit made it. While the case has none
    of that form within the actor's reach, the paper was made elsewhere, and any number but that of
    a voided paper is accepted.
    """
    if case is None or not any(r.what == "number" for r in references(form)):
        return []
    return [
        _unknown(services, r, value_at(values, r.path))
        for r in _unknown_references(form, values, _papers_of(services, case), actor)
    ]


class _Begun:
    """Values gathered so far for one form."""

    def __init__(self, form: Form, on: date, case: Sequence[Document], actor: Actor) -> None:
        self.leaves: Leaves = {}
        self.sources: dict[str, str] = {}
        self._form, self._on, self._case, self._actor = form, on, case, actor
        named: set[Path] = {r.path for r in references(form)}
        self._named = named
        self._refers = _refers(form)
        self._groups = {"party", "officers"} | {str(p[0]) for p in named if len(p) > 1}

    def take(self, offered: Leaves, paper: _Paper) -> None:
        """Keep of `offered` what is still missing, concerns the same things, and is valid."""
        new = {p: v for p, v in offered.items() if p not in self.leaves}
        while spoilt := new.keys() & self._spoilt({**self.leaves, **new}):
            new = {p: v for p, v in new.items() if p not in spoilt}
        self.leaves |= new
        self.sources |= {pointer(p): paper.document.id for p in new}

    def offered(self, paper: _Paper) -> Leaves:
        """What a paper says of this form's fields, without groups that are about others."""
        known = set(self._form.schema["properties"]) - OF_ONE_PAPER
        theirs = _refers(paper.form)
        # A date or a number of another kind of paper is another thing, whatever its field's name.
        known -= {n for n in known if self._refers.get(n) != theirs.get(n)}
        leaves = {
            p: v for n in paper.values if n in known for p, v in self._split(n, paper.values[n])
        }
        foreign = {g for g in self._groups if not self._same(g, leaves)}
        return {p: v for p, v in leaves.items() if p[0] not in foreign}

    def _split(self, name: str, value: Any) -> Iterator[tuple[Path, Any]]:
        if name in self._groups and isinstance(value, Mapping):
            yield from (((name, key), v) for key, v in value.items())
        elif name in self._groups and isinstance(value, list):
            yield from (((name, i, k), v) for i, item in enumerate(value) for k, v in item.items())
        else:
            yield (name,), value

    def _same(self, group: str, offered: Leaves) -> bool:
        """Whether both are about the same party, the same officers, or the same earlier paper."""
        mine, theirs = (self._identity(group, leaves) for leaves in (self.leaves, offered))
        return not mine or mine == theirs

    def _identity(self, group: str, leaves: Leaves) -> Leaves:
        named = any(p[0] == group for p in self._named)
        return {
            p: v
            for p, v in leaves.items()
            if p[0] == group and (p in self._named if named else p[-1] == "name")
        }

    def _spoilt(self, leaves: Leaves) -> set[Path]:
        """The leaves at, above or below a fault. A fault of the whole is no leaf's own."""
        values = _nested(leaves)
        faults = validate(self._form, values, self._on)
        wrong = {f.pointer for f in faults if f.pointer and not f.warning}
        # What else a group says of a paper that cannot be referred to is of no use either.
        unknown = _unknown_references(self._form, values, self._case, self._actor)
        wrong |= {pointer(r.path[:1]) for r in unknown}
        return {p for p in leaves if any(_touch(pointer(p), w) for w in wrong)}


def _refers(form: Form) -> dict[str, str]:
    """The likeliest form behind each field, or group of fields, that names an earlier paper."""
    return {r.path[0]: r.forms[0] for r in references(form)}


def _touch(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _nested(leaves: Leaves) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for path, value in leaves.items():
        match path:
            case (str(name),):
                values[name] = value
            case (str(name), str(key)):
                values.setdefault(name, {})[key] = value
            case (str(name), int(i), str(key)):
                items = values.setdefault(name, [])
                items += [{} for _ in range(i + 1 - len(items))]
                items[i][key] = value
    return values


def _papers_of(services: Services, case: str) -> Sequence[Document]:
    """All documents of the case, newest first by their own dates."""
    with services.look() as work:
        units = [u.id for u in work.units.all_units()]
        found = work.documents.list(units=units, case=case, limit=MOST_PAPERS)
    return sorted(found, key=lambda d: (d.dated, d.created_at), reverse=True)


def _readable(services: Services, documents: Iterable[Document], actor: Actor) -> list[_Paper]:
    papers = []
    with services.look() as work:
        for document in documents:
            if document.unit in actor.reach and document.state is not DocumentState.VOIDED:
                done = [r for r in work.documents.revisions(document.id) if r.complete]
                form = services.forms.get(document.form, version=document.form_version)
                papers += [_Paper(document, form, r.values) for r in done[-1:]]
    return papers


def _newest(reference: Reference, papers: Sequence[_Paper]) -> _Paper | None:
    """The newest paper of the likeliest form that the case has."""
    for form in reference.forms:
        for paper in papers:
            if paper.document.form == form:
                return paper
    return None


def _referred(reference: Reference, paper: _Paper) -> Leaves:
    if reference.what == "date":
        return {reference.path: paper.document.dated.isoformat()}
    number = paper.document.number
    return {} if number is None else {reference.path: number}


def _unknown_references(
    form: Form, values: Any, documents: Sequence[Document], actor: Actor
) -> list[Reference]:
    found = []
    for reference in references(form):
        text = value_at(values, reference.path)
        if reference.what == "number" and isinstance(text, str):
            theirs = [d for d in documents if d.form in reference.forms and d.number]
            voided = {d.number for d in theirs if d.state is DocumentState.VOIDED}
            live = {d.number: d.unit for d in theirs if d.number not in voided}
            near = any(unit in actor.reach for unit in live.values())
            if text in voided or (near and text not in live):
                found.append(reference)
    return found


def _unknown(services: Services, reference: Reference, text: str) -> Fault:
    names = "或者".join(f"《{services.forms.get(slug).name}》" for slug in reference.forms)
    return Fault(
        pointer(("values", *reference.path)),
        "unknown_reference",
        f"本案没有文号为“{text}”的{names}，或者该文书已经作废",
        f"the case has no {' or '.join(reference.forms)} numbered {text!r} that is not voided",
    )
