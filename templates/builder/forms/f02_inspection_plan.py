"""2 现场检查方案, internal, approved before the inspection."""

from __future__ import annotations

from templates.builder.blocks import gap, head
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, Xml, each, paragraph, when
from templates.builder.package import Paper
from templates.builder.styles import CELL
from templates.builder.tables import CELL_TEXT, Cell, centred, grid, left, row

COLUMNS = (17, 33, 17, 33)
METHODS = (("documents", "查阅资料"), ("site", "现场检查"), ("inquiry", "调查询问"))
OFFICER = (
    "{{ officer.name }}{% if officer.certificate %}（证号：{{ officer.certificate }}）{% endif %}"
)
SUBJECT = (
    "{% if item %}{{ loop.index }}．{% endif %}{{ item.subject }}"
    "{% if item.content %}：{{ item.content }}{% endif %}"
)


def compose(form: Facts) -> Paper:
    """One table on one page; only the contents of the inspection may flow on to a second."""
    table = grid(
        COLUMNS,
        _line("被检查单位", left("{{ party.name }}", span=3)),
        _line("地　　址", left("{{ party.address }}", span=3)),
        row(
            COLUMNS,
            centred("联 系 人"),
            left("{{ party.contact }}"),
            centred("所属行业"),
            left("{{ party.industry }}"),
            height=620,
        ),
        _line("检查时间", left("{{ starts }}{% if ends %}至{{ ends }}{% endif %}", span=3)),
        _line(
            "行政执法人员",
            _wide(each("officer in officers|rows(2)", paragraph(OFFICER, CELL_TEXT))),
        ),
        row(
            COLUMNS,
            centred("检查内容"),
            Cell(each("item in items|rows(1)", paragraph(SUBJECT, CELL_TEXT)), span=3),
            height=4000,
            flows=True,
        ),
        _line("检查方式", _wide(_methods()), height=900),
        row(
            COLUMNS,
            centred("审核意见"),
            _opinion("review", "审核人（签名）："),
            centred("审批意见"),
            _opinion("approval", "审批人（签名）："),
            height=1700,
        ),
        _line(
            "备　　注",
            _wide(
                each(
                    "line in (remarks or '').splitlines()|rows(1)",
                    paragraph("{{ line or '' }}", CELL_TEXT),
                )
            ),
            height=1000,
        ),
    )
    return Paper(form.name, head(form) + gap(200) + table + gap(20, keep_next=False))


def _line(label: str, value: Cell, height: int = 620) -> Xml:
    return row(COLUMNS, centred(label), value, height=height)


def _wide(content: Xml) -> Cell:
    return Cell(content, span=3, middle=True)


def _methods() -> Xml:
    boxes = "　　".join(f"{{{{ methods.{key}|tick }}}}{name}" for key, name in METHODS)
    other = "{{ (methods.other is defined)|tick }}其他{% if methods.other %}：{{ methods.other }}"
    return paragraph(f"{boxes}　　{other}{{% endif %}}", CELL_TEXT)


def _opinion(name: str, sign: str) -> Cell:
    """Opinion, signature and date below one another; a blank form has room to write."""
    return Cell(
        each(f"line in ({name}.opinion or '').splitlines()", paragraph("{{ line }}", CELL_TEXT))
        + when(f"not {name}.opinion", gap(500))
        + paragraph(sign, Format(style=CELL, line=440))
        + paragraph(f"{{{{ {name}.date|or_dates }}}}", Format(style=CELL, align="right", line=440)),
        middle=True,
    )
