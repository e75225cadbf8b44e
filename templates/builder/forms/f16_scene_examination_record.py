"""16 勘验笔录, signed on each page by all who took part."""

from __future__ import annotations

from templates.builder.blocks import (
    IDENT,
    clause,
    continuation,
    gap,
    head,
    page_numbers,
    ruled_text,
)
from templates.builder.blocks_record import time_span
from templates.builder.blocks_signing import foot_columns
from templates.builder.facts import Facts
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines, text_width

LINES = 11
"""Ruled lines of the record on the first page of a blank form."""
PEOPLE = (
    ("勘验人", "officers[0]"),
    ("勘验人", "officers[1]"),
    ("当事人", "parties[0]"),
    ("当事人", "parties[1]"),
    ("被邀请人", "invitee"),
    ("记录人", "recorder"),
)
POST_STARTS = 2900
"""Where the second label of a person's line stands."""
ABOVE = {"place": 20, "weather": 8, "doc.unit": 24} | {f"{person}.post": 18 for _, person in PEOPLE}
"""How much of each value its line above the record holds."""


def compose(form: Facts) -> Paper:
    """Who was there and what was found, over pages headed 续页, each with the signature lines."""
    lines = field_lines(
        time_span("勘验时间"),
        (Field("勘验场所", "{{ place }}"), Field("天气情况", "{{ weather }}", fixed=1800)),
        *(
            (
                Field(label, f"{{{{ {who}.name }}}}", fixed=POST_STARTS - text_width(label)),
                Field("单位及职务", f"{{{{ {who}.post }}}}"),
            )
            for label, who in PEOPLE
        ),
    )
    foot = (
        foot_columns(
            ("勘验人（签名）：", "勘验人（签名）："),
            ("当事人（签名）：", "联系方式："),
            ("当事人（签名）：", "联系方式："),
            ("被邀请人（签名）：", "记录人（签名）："),
        )
        + gap(160)
        + page_numbers(rule_above=8, note="本页填写不下的内容或者需绘制勘验图的，可另附页。")
    )
    body = (
        head(form)
        + lines
        + clause(IDENT + "现依法进行勘验检查，请予以配合。")
        + ruled_text("勘验情况：", "findings", LINES, ABOVE)
    )
    return Paper(form.name, body, footer=foot, continuation=continuation())
