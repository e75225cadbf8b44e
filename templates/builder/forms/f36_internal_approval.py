"""36 行政执法有关事项审批表, internal: one form for all that needs leave within a case."""

from __future__ import annotations

from templates.builder.blocks import gap, head, table_text, white
from templates.builder.blocks_signing import approvals, handling
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, Tab, Xml, paragraph
from templates.builder.package import Paper
from templates.builder.styles import CELL
from templates.builder.tables import Cell, centred, grid, label_cell, left, merged, row

COLUMNS = (14, 12, 12, 12, 18, 15, 17)
HALVES = (4, 3)
MATTERS = (
    ("行政强制（查封扣押、停止供电等）", "先行登记保存证据"),
    ("先行登记保存证据处理", "案件处理（行政处罚）"),
    ("延期（分期）缴纳罚款", "案件移送"),
)
OTHER = "其他"


def compose(form: Facts) -> Paper:
    """The matter, ticked; the party as a citizen or an organisation; why; and who agrees."""
    table = grid(
        COLUMNS,
        row(COLUMNS, label_cell("案件名称/", "案由", merge=None), left("{{ case_name }}", span=6)),
        row(COLUMNS, label_cell("审批事项", merge=None), Cell(_matters(), span=6)),
        *_party(),
        _long("案件基本情况：", "facts", 1200),
        _long("提请审批的理由及依据：", "grounds", 1500),
        handling(COLUMNS),
        approvals(COLUMNS, HALVES, keep_next=True),
    )
    return Paper(form.name, head(form) + table + gap(20, keep_next=False))


def _matters() -> Xml:
    lines = [f"{_ticked(one)}{one}\t{_ticked(two)}{two}" for one, two in MATTERS]
    lines.append(f"{_ticked(OTHER)}{OTHER}<u>{{{{ other_matter or '{white(12)}' }}}}</u>")
    form = Format(style=CELL, tabs=(Tab(3900, "left"),), line=330)
    return "".join(paragraph(line, form) for line in lines)


def _ticked(matter: str) -> str:
    return f"{{{{ (matter == '{matter}')|tick }}}}"


def _party() -> tuple[Xml, ...]:
    def person(name: str) -> str:
        return f"{{% if party.kind == 'individual' %}}{{{{ party.{name} }}}}{{% endif %}}"

    def organisation(name: str) -> str:
        return f"{{% if party.kind == 'organisation' %}}{{{{ party.{name} }}}}{{% endif %}}"

    def line(lead: tuple[Cell, Cell], *cells: Cell) -> Xml:
        return row(COLUMNS, *lead, *cells, height=420)

    citizen = label_cell("公民")
    unit = label_cell("法人或者", "其他组织")
    return (
        line(
            (label_cell("当事人"), citizen),
            centred("姓名"),
            left(person("name"), span=2),
            centred("性别"),
            centred(person("sex")),
        ),
        line(
            (merged(), merged()),
            centred("出生年月"),
            left(person("born"), span=2),
            centred("联系电话"),
            left(person("phone")),
        ),
        line((merged(), merged()), centred("住址"), left(person("address"), span=4)),
        line(
            (merged(), unit),
            centred("名称"),
            left(organisation("name"), span=2),
            label_cell("法定代表人", "或者负责人", merge=None),
            left(organisation("representative")),
        ),
        line(
            (merged(), merged()),
            centred("地址"),
            left(organisation("address"), span=2),
            centred("联系电话"),
            left(organisation("phone")),
        ),
    )


def _long(label: str, value: str, height: int) -> Xml:
    return row(COLUMNS, Cell(table_text(label, value), span=7), height=height, flows=True)
