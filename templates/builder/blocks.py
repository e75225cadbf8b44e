"""The text parts that the forms share: head, clauses, ruled texts, lists, what ends a page.

The capitals in the docstrings (HDR, TO, RECON, …) are the names used in the forms' catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from templates.builder.facts import Facts
from templates.builder.ooxml import (
    Format,
    Tab,
    Xml,
    each,
    field,
    paragraph,
    raw_paragraph,
    run,
)
from templates.builder.styles import BANNER, CELL, FOOT, NUMBER, TEXT_WIDTH, TITLE

SPACE = "\u3000"
EM = "\u2003"
"""The white of a ruled blank: unlike U+3000 it is not swallowed at the end of a line."""
EN = "\u2002"
JOINER = "\u2060"
DATE_BLANK = f"{EM * 4}年{EM * 2}月{EM * 2}日"
MINUTE_BLANK = f"{EM * 3}年{EN * 3}月{EN * 3}日{EN * 3}时{EN * 3}分"
OVERFLOW_NOTE = "（此栏不够，可另附页）"
MARGIN_TAB = (Tab(TEXT_WIDTH),)
CELL_BODY = Format(style=CELL, indent_chars=2, align="both")
LINE_CHARS = 39
"""Full-width characters on one line of body text."""


def head(form: Facts, title: str | None = None) -> Xml:
    """HDR: banner over a double rule, the form's name, the number or its printed blank."""
    number = paragraph(own_number(form.code), Format(style=NUMBER))
    return banner(title or form.name) + (number if form.code else "") + gap(60)


def banner(title: str) -> Xml:
    """The head of a form without what stands below its name."""
    return paragraph("安全生产行政执法文书", Format(style=BANNER)) + paragraph(
        title, Format(style=TITLE)
    )


def own_number(code: str) -> str:
    """The paper's number, or its printed blank."""
    return f"{{{{ doc.number or '{blank_number(code)}' }}}}"


def white(width: int) -> str:
    """A blank of `width` full-width characters that may go on in the next line every three."""
    breakable = EM * 3 + "\u200b"
    return breakable * (width // 3) + EM * (width % 3)


def ruled(expression: str, width: int) -> str:
    """A ruled value, or a blank of `width` full-width characters to write in."""
    return f"<u>{{{{ {expression} or '{white(width)}' }}}}</u>"


def ruled_date(expression: str) -> str:
    """A ruled date, or the blanks of year, month and day."""
    return f"<u>{{{{ {expression} or '{DATE_BLANK}' }}}}</u>"


def ruled_minute(expression: str) -> str:
    """A ruled time, or the blanks of year, month, day, hour and minute."""
    return f"<u>{{{{ {expression} or '{MINUTE_BLANK}' }}}}</u>"


def blank_number(code: str) -> str:
    """（　　）应急立〔　　　　〕　　　号: what an unfilled form prints in place of a number."""
    return f"（{SPACE * 3}）{code}〔{SPACE * 3}〕{SPACE * 2}号"


def cited_number(expression: str, code: str, label: str = "") -> str:
    """The number of an earlier paper, in brackets, or its blanks under the 文书简称 `code`."""
    # Word joiners keep the blanks whole: at a line's end white space would have no width.
    blank = blank_number(code).replace(SPACE, f"{JOINER}{EM}") + JOINER
    return f"〔{label}<u>{{{{ {expression} or '{blank}' }}}}</u>〕"


def ruled_case(width: int) -> str:
    """A ruled case and 一案. The sign 案 that may end its name is not said twice."""
    name = "(case_name or '').removesuffix('案')"
    return f"{ruled(name, width)}一案"


def ruled_phrase(expression: str, width: int) -> str:
    """A ruled text inside a sentence, which goes on after it: a full stop of its own is dropped."""
    phrase = f"({expression} or '').removesuffix('。')"
    return ruled(phrase, width)


def decision_number(expression: str) -> str:
    """The ruled number of 《行政处罚决定书》, which ends with 号, or a blank before that sign."""
    return f"{ruled(expression, 8)}{{% if not {expression} %}}号{{% endif %}}"


def capitals(money: str, width: int = 8) -> str:
    """A ruled amount in capital numerals, which bring their own 元, or a blank before that sign."""
    return f"{ruled(money + '.capitals', width)}{{% if not {money} %}}元{{% endif %}}（大写）"


def sanction(width: int) -> str:
    """The ruled penalty, the fine, or both."""
    return (
        f"<u>{{{{ penalty or ('' if fine else '{white(width)}') }}}}"
        "{% if penalty and fine %}，并处{% endif %}"
        "{% if fine %}罚款人民币{{ fine.capitals }}（¥{{ fine.figures }}）{% endif %}</u>"
    )


def gap(twips: int, *, keep_next: bool = True) -> Xml:
    """White space of an exact height."""
    return paragraph("", Format(line=twips, keep_next=keep_next))


def addressee(expression: str) -> Xml:
    """TO: the ruled name of the party, flush left, and a colon."""
    return paragraph(f"{ruled(expression, 16)}：", Format(keep_next=True))


def clause(text: str, *, keep_next: bool = False) -> Xml:
    """A paragraph of the printed text, first line indented by two characters."""
    return paragraph(text, Format(indent_chars=2, keep_next=keep_next))


def ruled_text(
    label: str,
    value: str,
    lines: int,
    above: Mapping[str, int] = MappingProxyType({}),
    *,
    keep_next: bool = False,
) -> Xml:
    """A label, or none, and a long text on ruled lines, `lines` of them at least.

    Each line of the text is a paragraph, its rule drawn on to the margin by a tab. How many
    lines it takes on paper is only known to the layout program: the estimate takes every
    character for a full-width one and adds a fourth, so that empty lines do not fill another
    page. Where a form fills its page, `above` names the values printed above the text and how
    many characters each has room for before it takes a further line. `keep_next` holds the last
    lines on the page of what follows.
    """
    text = f"({value} or '')"
    wrapped = "".join(f" - ({path} or '')|length // {room}" for path, room in above.items())
    taken = (
        f"('{label or SPACE * 2}' ~ {text}).splitlines()|map('batch', {LINE_CHARS - 2})"
        "|map('list')|map('length')|sum"
    )
    empty = f"{lines} - ({taken}) * 5 // 4{wrapped}"
    lead = Format(indent_chars=2 if label else 0, tabs=MARGIN_TAB, keep_next=keep_next)
    further, last = Format(tabs=MARGIN_TAB), Format(tabs=MARGIN_TAB, keep_next=keep_next)
    line = f"<u>{SPACE * 2}{{{{ line }}}}\t</u>"
    rest = f"{text}.splitlines()[1:]"
    start = f"{label}<u>" if label else f"<u>{SPACE * 2}"
    return (
        paragraph(f"{start}{{{{ {text}.splitlines()[0] }}}}\t</u>", lead)
        + each(f"line in {rest}[:-2]" if keep_next else f"line in {rest}", paragraph(line, further))
        + (each(f"line in {rest}[-2:]", paragraph(line, last)) if keep_next else "")
        + each(f"_ in []|rows({empty})", paragraph("<u>\t</u>", last))
    )


def numbered(items: str, lines: int = 3) -> Xml:
    """A numbered list on ruled lines, then a last line with the note that pages may be added."""
    entry = Format(left=980, hanging=560, tabs=(Tab(980, "left"), *MARGIN_TAB))
    last = Format(left=420, tabs=(Tab(TEXT_WIDTH - 11 * 210),))
    return each(
        f"item in {items}|rows(1 if {items} else {lines})",
        paragraph("{{ loop.index }}．\t<u>{{ item or '' }}\t</u>", entry),
    ) + paragraph(f"<u>\t</u>{OVERFLOW_NOTE}", last)


def reconsideration(kind: str, addressed: str = "") -> str:
    """RECON: where and until when a {决定|指令|处罚决定} can be challenged. `addressed`: 你单位."""
    bodies = "reconsideration.bodies"
    short = kind.removeprefix("处罚")
    return (
        f"如果不服本{kind}，{addressed}可以依法在60日内向{ruled(bodies + '[0]', 12)}"
        f"{{% if {bodies}[1] or not {bodies} %}}或者{ruled(bodies + '[1]', 12)}"
        "{% endif %}申请行政复议，或者在6个月内依法向"
        f"{ruled('reconsideration.court', 12)}提起行政诉讼，但本{short}不停止执行，法律另有规定的除外。"
    )


TAIL = (
    "逾期不申请行政复议、不提起行政诉讼又不履行的，"
    "本机关将依法申请人民法院强制执行或者依照有关规定强制执行。"
)

IDENT = (
    f"我们是{ruled('doc.unit', 12)}的行政执法人员"
    f"{ruled('officers[0].name', 5)}、{ruled('officers[1].name', 5)}，"
    f"证件号码为{ruled('officers[0].certificate', 8)}、{ruled('officers[1].certificate', 8)}，"
    "这是我们的证件（出示证件）。"
)


def accounts() -> str:
    """Where a fine is paid: each account in turn, or one blank pair."""
    return (
        "{% for payee in payment.accounts|rows(1) %}{% if not loop.first %}或者{% endif %}"
        f"{ruled('payee.bank', 14)}，账号{ruled('payee.account', 12)}"
        "{% endfor %}"
    )


def copies_line(text: str) -> Xml:
    """COPY: the full-width rule at the page's foot and what happens to the copies."""
    return paragraph(text, Format(style=FOOT, rule_above=8))


def page_numbers(*, rule_above: int | None = None, note: str = "") -> Xml:
    """PG: 共　页　第　页, flush right, behind a `note` flush left. `rule_above`: eighths of a point."""
    content = (
        run(f"{note}\t共{SPACE}" if note else f"共{SPACE}")
        + field("NUMPAGES")
        + run(f"{SPACE}页{SPACE * 2}第{SPACE}")
        + field("PAGE")
        + run(f"{SPACE}页")
    )
    if note:
        return raw_paragraph(content, Format(style=FOOT, tabs=MARGIN_TAB, rule_above=rule_above))
    return raw_paragraph(content, Format(style=FOOT, align="right", rule_above=rule_above))


def table_text(label: str, value: str, *, keep_next: bool = False) -> Xml:
    """A label and below it a long text inside a cell, its lines as paragraphs.

    `keep_next` holds the row on the page of the next one.
    """
    return paragraph(label, Format(style=CELL, before=60, keep_next=keep_next)) + each(
        f"line in ({value} or '').splitlines()", paragraph("{{ line }}", CELL_BODY)
    )


def unlabelled_text(value: str) -> Xml:
    """A long text inside a cell whose label stands in a cell of its own."""
    lines = f"({value} or '').splitlines()"
    return paragraph(f"{{{{ {lines}[0] }}}}", CELL_BODY) + each(
        f"line in {lines}[1:]", paragraph("{{ line }}", CELL_BODY)
    )


def list_number() -> Xml:
    """第…号 of an attachment, flush right: its number ends with 号 already."""
    return paragraph(
        "{% if doc.number %}第{{ doc.number }}{% else %}第<u>" + SPACE * 5 + "</u>号{% endif %}",
        Format(align="right", keep_next=True),
    )


def continuation() -> Xml:
    """CONT: what heads the second and further pages."""
    return paragraph("续页", Format(style=FOOT, align="center", rule_below=6, double_below=True))


def notes(lines: Sequence[str]) -> Xml:
    """Numbered notes below a table, kept on one page."""
    start, text = 450, 740
    tabs = (Tab(start, "left"), Tab(text, "left"))
    return "".join(
        paragraph(
            f"{'注：' if number == 1 else ''}\t{number}.\t{line}",
            Format(style=CELL, left=text, hanging=text, tabs=tabs, keep_next=number < len(lines)),
        )
        for number, line in enumerate(lines, 1)
    )
