"""3 现场检查记录, signed by the party on each page."""

from __future__ import annotations

from templates.builder.blocks import (
    IDENT,
    MINUTE_BLANK,
    clause,
    continuation,
    head,
    page_numbers,
    ruled_text,
)
from templates.builder.blocks_signing import signature_foot
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines

LINES = 16
"""Ruled lines of the record on the first page of a blank form."""
ABOVE = {
    "party.name": 33,
    "party.address": 36,
    "party.representative": 8,
    "party.representative_title": 8,
    "place": 34,
    "doc.unit": 24,
}
"""How much of each value its line above the record holds."""


def compose(form: Facts) -> Paper:
    """The record flows on over pages headed 续页; each page's foot has the signature lines."""
    lines = field_lines(
        (Field("被检查单位", "{{ party.name }}"),),
        (Field("地址", "{{ party.address }}"),),
        (
            Field("法定代表人（负责人）", "{{ party.representative }}", 3),
            Field("职务", "{{ party.representative_title }}", 3),
            Field("联系电话", "{{ party.phone }}", fixed=1600),
        ),
        (Field("检查场所", "{{ place }}"),),
        (
            Field("检查时间", f"{{{{ started or '{MINUTE_BLANK}' }}}}"),
            Field("至", f"{{{{ ended or '{MINUTE_BLANK}' }}}}"),
        ),
    )
    foot = signature_foot(
        ("检查人员（签名）：", 2), ("被检查单位现场负责人（签名）：", 1)
    ) + page_numbers(rule_above=8)
    body = (
        head(form)
        + lines
        + clause(IDENT + "现依法对你单位进行现场检查，请予以配合。")
        + ruled_text("检查情况：", "findings", LINES, ABOVE)
    )
    return Paper(form.name, body, footer=foot, continuation=continuation())
