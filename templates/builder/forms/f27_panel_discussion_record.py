"""27 行政处罚集体讨论记录, internal; everyone present signs."""

from __future__ import annotations

from templates.builder.blocks import MARGIN_TAB, MINUTE_BLANK, gap, head, ruled_text
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, paragraph
from templates.builder.package import Paper
from templates.builder.tables import Field, field_lines


def compose(form: Facts) -> Paper:
    """Who met about which case, what was said and concluded, and lines for all to sign."""
    lines = field_lines(
        (Field("案件名称", "{{ case_name }}"),),
        (
            Field("讨论时间", f"{{{{ started or '{MINUTE_BLANK}' }}}}"),
            Field("至", f"{{{{ ended or '{MINUTE_BLANK}' }}}}"),
        ),
        (Field("地点", "{{ place }}"),),
        (
            Field("主持人", "{{ chair }}"),
            Field("汇报人", "{{ reporter }}"),
            Field("记录人", "{{ recorder }}"),
        ),
    )
    signed = (
        paragraph(
            "出席人员签名：<u>\t</u>", Format(indent_chars=2, keep_next=True, tabs=MARGIN_TAB)
        )
        + paragraph("<u>\t</u>", Format(keep_next=True, tabs=MARGIN_TAB)) * 2
        + gap(20, keep_next=False)
    )
    body = (
        head(form)
        + lines
        + ruled_text("出席人员姓名及职务：", "attendees", 4)
        + ruled_text("讨论内容：", "subject", 3)
        + ruled_text("讨论记录：", "discussion", 7)
        + ruled_text("结论性意见：", "conclusion", 3, keep_next=True)
        + signed
    )
    return Paper(form.name, body)
