"""22 当事人陈述申辩笔录, signed by the party on each page; it bears no number."""

from __future__ import annotations

from templates.builder.blocks import (
    IDENT,
    clause,
    continuation,
    head,
    page_numbers,
    ruled_case,
    ruled_text,
)
from templates.builder.blocks_record import MORE_PAGES, time_span
from templates.builder.blocks_signing import signature_foot
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines

LINES = 15
"""Ruled lines of the record on the first page of a blank form."""
ABOVE = {
    "place": 36,
    "speaker.employer": 24,
    "speaker.address": 27,
    "speaker.phone": 12,
    "doc.unit": 24,
    "case_name": 40,
}
"""How much of each value its line above the record holds."""
HANDLERS = "{{ officers[0].name }}{% if officers[1].name %}、{{ officers[1].name }}{% endif %}"


def compose(form: Facts) -> Paper:
    """What was said flows on over pages headed 续页; each page's foot has the signature lines."""
    lines = field_lines(
        time_span("时间"),
        (Field("地点", "{{ place }}"),),
        (
            Field("陈述申辩人", "{{ speaker.name }}"),
            Field("性别", "{{ speaker.sex }}", fixed=600),
            Field("职务", "{{ speaker.title }}", fixed=2200),
        ),
        (
            Field("工作单位", "{{ speaker.employer }}"),
            Field("电话", "{{ speaker.phone }}", fixed=1700),
        ),
        (
            Field("联系地址", "{{ speaker.address }}"),
            Field("邮编", "{{ speaker.postcode }}", fixed=1000),
        ),
        (Field("承办人", HANDLERS), Field("记录人", "{{ recorder }}")),
    )
    foot = signature_foot(
        ("陈述申辩人（签名）：", 1), ("承办人（签名）：", 2), ("记录人（签名）：", 1)
    ) + page_numbers(rule_above=8, note=MORE_PAGES)
    body = (
        head(form)
        + lines
        + clause(f"{IDENT}现对{ruled_case(20)}听取你（单位）的陈述申辩。")
        + ruled_text("陈述申辩记录：", "record", LINES, ABOVE)
    )
    return Paper(form.name, body, footer=foot, continuation=continuation())
