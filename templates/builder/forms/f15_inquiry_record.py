"""15 调查询问笔录, signed by the one questioned on each page; it bears no number."""

from __future__ import annotations

from templates.builder.blocks import (
    EM,
    EN,
    IDENT,
    clause,
    continuation,
    head,
    page_numbers,
    ruled,
    ruled_text,
)
from templates.builder.blocks_signing import foot_columns, foot_date
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines

LINES = 13
"""Ruled lines of the record on the first page of a blank form."""
ABOVE = {
    "place": 34,
    "interviewee.employer": 24,
    "interviewee.employer_title": 8,
    "interviewee.address": 26,
    "inquirer.name": 9,
    "inquirer.post": 22,
    "recorder.name": 9,
    "recorder.post": 22,
    "attendees": 35,
    "doc.unit": 24,
    "cause": 30,
}
"""How much of each value its line above the record holds."""
BEGUN = f"{EM * 2}年{EN * 3}月{EN * 3}日{EN * 3}时{EN * 3}分"
UNTIL = f"{EM * 3}{EN * 3}月{EN * 3}日{EN * 3}时{EN * 3}分"


def compose(form: Facts) -> Paper:
    """Questions and answers flow on over pages headed 续页, each with the signature lines."""
    lines = field_lines(
        (
            Field("询问时间", f"{{{{ started or '{BEGUN}' }}}}"),
            Field("至", f"{{{{ ended or '{UNTIL}' }}}}"),
            Field("第", "{{ round }}", fixed=300),
            Field("次询问", fixed=10, ruled=False),
        ),
        (Field("询问地点", "{{ place }}"),),
        (
            Field("被询问人姓名", "{{ interviewee.name }}"),
            Field("性别", "{{ interviewee.sex }}", fixed=450),
            Field("年龄", "{{ interviewee.age }}", fixed=450),
            Field("身份证号", "{{ interviewee.id_number }}", fixed=2250),
        ),
        (
            Field("工作单位", "{{ interviewee.employer }}"),
            Field("职务", "{{ interviewee.employer_title }}", fixed=1800),
        ),
        (
            Field("住址", "{{ interviewee.address }}"),
            Field("电话", "{{ interviewee.phone }}", fixed=1800),
        ),
        *(
            (
                Field(label, f"{{{{ {who}.name }}}}", fixed=2000),
                Field("单位及职务", f"{{{{ {who}.post }}}}"),
            )
            for label, who in (("询问人", "inquirer"), ("记录人", "recorder"))
        ),
        (Field("在场人", "{{ attendees }}"),),
    )
    told = (
        f"我们依法就{ruled('cause', 20)}的有关问题向您了解情况，"
        "您有如实回答问题的义务，也有陈述、申辩和申请回避的权利。您听清楚了吗？"
    )
    body = (
        head(form) + lines + clause(IDENT + told) + ruled_text("询问记录：", "record", LINES, ABOVE)
    )
    foot = (
        foot_columns(("询问人（签名）：", "记录人（签名）："), ("被询问人（签名）：",))
        + foot_date()
        + page_numbers(rule_above=8)
    )
    return Paper(form.name, body, footer=foot, continuation=continuation())
