"""38 结案审批表, internal."""

from __future__ import annotations

from templates.builder.blocks import gap, head, unlabelled_text
from templates.builder.blocks_signing import approvals, opinion
from templates.builder.facts import Facts
from templates.builder.ooxml import Xml
from templates.builder.package import Paper
from templates.builder.tables import (
    Cell,
    Field,
    centred,
    field_lines,
    grid,
    label_cell,
    left,
    merged,
    row,
)

COLUMNS = (8, 12, 28, 12, 17, 7, 16)
HALVES = (3, 4)
ROW = 580


def compose(form: Facts) -> Paper:
    """The party in one of its two renderings, the outcome, how it was carried out, who agrees."""
    table = grid(
        COLUMNS,
        *_party(),
        row(
            COLUMNS,
            label_cell("处理", "结果", merge=None),
            Cell(unlabelled_text("result"), span=6),
            height=2200,
            flows=True,
        ),
        opinion(
            COLUMNS,
            ("执行", "情况"),
            ("execution.details", "execution.date"),
            "承办人（签名）：",
            blanks=2,
            height=1500,
        ),
        approvals(COLUMNS, HALVES, keep_next=True),
    )
    body = (
        head(form)
        + field_lines((Field("案件名称：", "{{ case_name }}"),))
        + gap(120)
        + table
        + gap(20, keep_next=False)
    )
    return Paper(form.name, body)


def _party() -> tuple[Xml, ...]:
    def person(name: str, span: int = 1) -> Cell:
        value = f"{{% if party.kind == 'individual' %}}{{{{ party.{name} }}}}{{% endif %}}"
        return left(value, span=span)

    def organisation(name: str, span: int = 1) -> Cell:
        value = f"{{% if party.kind == 'organisation' %}}{{{{ party.{name} }}}}{{% endif %}}"
        return left(value, span=span)

    def line(lead: Cell, *cells: Cell) -> Xml:
        return row(COLUMNS, lead, *cells, height=ROW)

    return (
        line(
            label_cell("当事", "人基", "本情", "况"),
            label_cell("被处罚人", "（单位）", merge=None),
            organisation("name"),
            centred("地址"),
            organisation("address", 3),
        ),
        line(
            merged(),
            label_cell("法定", "代表人", merge=None),
            organisation("representative"),
            centred("职务"),
            organisation("representative_title"),
            centred("邮编"),
            organisation("postcode"),
        ),
        line(
            merged(),
            label_cell("被处罚人", "（个人）", merge=None),
            person("name"),
            centred("年龄"),
            person("age"),
            centred("性别"),
            person("sex"),
        ),
        line(
            merged(),
            centred("所在单位"),
            person("employer"),
            centred("单位地址"),
            person("employer_address", 3),
        ),
        line(
            merged(),
            centred("家庭住址"),
            person("address"),
            centred("联系电话"),
            person("phone"),
            centred("邮编"),
            person("postcode"),
        ),
    )
