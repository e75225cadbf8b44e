"""25 听证笔录, signed by all sides on each page; it bears no number."""

from __future__ import annotations

from templates.builder.blocks import continuation, head, page_numbers, ruled_text
from templates.builder.blocks_record import MORE_PAGES, time_span
from templates.builder.blocks_signing import foot_columns, foot_date
from templates.builder.facts import Facts
from templates.builder.ooxml import Xml, when
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines

LINES = 13
"""Ruled lines of the record on the first page of a blank form."""
ABOVE = {
    "case_name": 34,
    "place": 14,
    "doc.unit": 14,
    "officers[0].certificate": 10,
    "party.name": 28,
    "agents[0].employer": 19,
    "agents[1].employer": 19,
    "third_party": 35,
    "others": 32,
}
"""How much of each value its line above the record holds."""
MEMBERS = (
    "{% for member in members %}{{ member.name }}{% if not loop.last %}、{% endif %}{% endfor %}"
)


def compose(form: Facts) -> Paper:
    """Who took part and what was said, over pages headed 续页, each with the signature lines."""
    foot = (
        foot_columns(
            ("申请听证人或者其委托代理人（签名）：",),
            ("主持人（签名）：", "听证员（签名）：", "书记员（签名）："),
        )
        + foot_date()
        + page_numbers(rule_above=8, note=MORE_PAGES)
    )
    body = (
        head(form)
        + _hearing()
        + _applicant()
        + _attending()
        + ruled_text("听证记录：", "record", LINES, ABOVE)
    )
    return Paper(form.name, body, footer=foot, continuation=continuation())


def _hearing() -> Xml:
    investigators = [
        field
        for i in range(2)
        for field in (
            Field("调查人员", f"{{{{ officers[{i}].name }}}}", fixed=1000),
            Field("证号", f"{{{{ officers[{i}].certificate }}}}"),
        )
    ]
    return field_lines(
        (Field("案件名称", "{{ case_name }}"),),
        (Field("主持听证机关", "{{ doc.unit }}"), Field("地点", "{{ place }}")),
        time_span("听证时间"),
        (
            Field("主持人", "{{ presider.name }}"),
            Field("听证员", MEMBERS),
            Field("书记员", "{{ clerk.name }}"),
        ),
        investigators,
    )


def _applicant() -> Xml:
    """Both lines of the blank form; a filled one prints only its own."""
    individual = field_lines(
        (
            Field("申请听证人（个人）姓名", "{{ party.name }}", fixed=900),
            Field("性别", "{{ party.sex }}", fixed=350),
            Field("年龄", "{{ party.age }}", fixed=400),
            Field("工作单位（职务）", "{{ party.employer }}"),
        )
    )
    organisation = field_lines(
        (Field("申请听证人（单位）名称", "{{ party.name }}"),),
        (
            Field("法定代表人/负责人", "{{ party.representative }}", fixed=1300),
            Field("性别", "{{ party.sex }}", fixed=350),
            Field("年龄", "{{ party.age }}", fixed=400),
            Field("职务", "{{ party.representative_title }}"),
        ),
    )
    return when("party.kind != 'organisation'", individual) + when(
        "party.kind != 'individual'", organisation
    )


def _attending() -> Xml:
    return field_lines(
        *(
            (
                Field("委托代理人", f"{{{{ agents[{i}].name }}}}", fixed=1000),
                Field("性别", f"{{{{ agents[{i}].sex }}}}", fixed=350),
                Field("年龄", f"{{{{ agents[{i}].age }}}}", fixed=400),
                Field("工作单位（职务）", f"{{{{ agents[{i}].employer }}}}"),
            )
            for i in range(2)
        ),
        (Field("第三人", "{{ third_party }}"),),
        (Field("其他参与人员", "{{ others }}"),),
    )
