"""WordprocessingML as text: elements, runs and paragraphs, children in the order of the schema.

Word refuses a file whose property elements stand in the wrong order (ECMA-376 part 1, annex A),
so every property list is written here, once, in that order. Lengths are twips: 1/20 point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

Xml = str

UNDERLINED = re.compile(r"<u>(.*?)</u>", re.DOTALL)


def element(name: str, /, *content: Xml, **attributes: object) -> Xml:
    """`<w:name w:key="value">content</w:name>`; attributes whose value is None are left out."""
    pairs = "".join(
        f' w:{key}="{escape(str(value))}"' for key, value in attributes.items() if value is not None
    )
    inner = "".join(content)
    return f"<w:{name}{pairs}>{inner}</w:{name}>" if inner else f"<w:{name}{pairs}/>"


def flag(name: str, on: bool) -> Xml:
    """A property that is present or absent."""
    return element(name) if on else ""


@dataclass(frozen=True)
class Tab:
    """A tab stop. `kind` is left, center or right."""

    at: int
    kind: str = "right"


@dataclass(frozen=True)
class Format:
    """What a paragraph sets beside its style. `line` is an exact line pitch."""

    style: str | None = None
    align: str | None = None
    left: int | None = None
    hanging: int | None = None
    indent_chars: int = 0
    line: int | None = None
    before: int | None = None
    after: int | None = None
    tabs: tuple[Tab, ...] = ()
    rule_above: int | None = None
    rule_below: int | None = None
    double_below: bool = False
    keep_next: bool = False
    keep_lines: bool = False


PLAIN = Format()
FULL_WIDTH = 210
"""One full-width character of the 10.5 pt body text."""


def rule(side: str, eighths: int | None, kind: str = "single", space: int = 1) -> Xml:
    """A border line, its thickness in eighths of a point, `space` in points."""
    if eighths is None:
        return ""
    return element(side, val=kind, sz=eighths, space=space, color="000000")


def paragraph_properties(f: Format) -> Xml:
    """CT_PPr."""
    below = rule("bottom", f.rule_below, "double" if f.double_below else "single")
    borders = rule("top", f.rule_above, space=4) + below
    indented = f.left is not None or f.indent_chars or f.hanging
    spaced = f.line or f.before is not None or f.after is not None
    inner = (
        (element("pStyle", val=f.style) if f.style else "")
        + flag("keepNext", f.keep_next)
        + flag("keepLines", f.keep_lines)
        + (element("pBdr", borders) if borders else "")
        + (
            element("tabs", *(element("tab", val=t.kind, pos=t.at) for t in f.tabs))
            if f.tabs
            else ""
        )
        + (
            element(
                "spacing",
                before=f.before,
                after=f.after,
                line=f.line,
                lineRule="exact" if f.line else None,
            )
            if spaced
            else ""
        )
        + (
            element(
                "ind",
                left=f.left,
                hanging=f.hanging,
                firstLineChars=f.indent_chars * 100 or None,
                firstLine=f.indent_chars * FULL_WIDTH or None,
            )
            if indented
            else ""
        )
        + (element("jc", val=f.align) if f.align else "")
    )
    return element("pPr", inner) if inner else ""


def run(text: str, *, underlined: bool = False) -> Xml:
    """One run. A tab in `text` becomes a tab element."""
    properties = element("rPr", element("u", val="single")) if underlined else ""
    pieces = [
        f'<w:t xml:space="preserve">{escape(piece, quote=False)}</w:t>' if piece else ""
        for piece in text.split("\t")
    ]
    return element("r", properties, element("tab").join(pieces))


def runs(text: str) -> Xml:
    """The runs of a text in which `<u>…</u>` marks what is ruled below."""
    parts = UNDERLINED.split(text)
    return "".join(run(part, underlined=i % 2 == 1) for i, part in enumerate(parts) if part)


def paragraph(text: str, form: Format = PLAIN) -> Xml:
    """A paragraph of marked text (see `runs`)."""
    return raw_paragraph(runs(text), form)


def raw_paragraph(content: Xml, form: Format = PLAIN) -> Xml:
    """A paragraph of ready-made runs, fields and bookmarks."""
    return element("p", paragraph_properties(form), content)


def bookmark(number: int, name: str) -> Xml:
    """A mark of no width. The PDF export turns it into a destination of the same name."""
    return element("bookmarkStart", id=number, name=name) + element("bookmarkEnd", id=number)


def field(instruction: str) -> Xml:
    """A field that the layout program fills, e.g. PAGE."""
    return element("fldSimple", run("1"), instr=f" {instruction} ")


def when(condition: str, *content: Xml) -> Xml:
    """Whole paragraphs and tables, printed only if the Jinja expression holds."""
    return paragraph(f"{{%p if {condition} %}}") + "".join(content) + paragraph("{%p endif %}")


def each(loop: str, *content: Xml) -> Xml:
    """Whole paragraphs, repeated: `each("item in items|rows(3)", …)`."""
    return paragraph(f"{{%p for {loop} %}}") + "".join(content) + paragraph("{%p endfor %}")
