"""39 案卷（首页）, internal: the cover of a case file, in large type and without the banner."""

from __future__ import annotations

from templates.builder.blocks import gap, own_number, ruled, ruled_date
from templates.builder.facts import Facts
from templates.builder.ooxml import Format, Tab, Xml, each, paragraph
from templates.builder.package import Paper
from templates.builder.styles import NUMBER, TEXT_WIDTH, TITLE_FACE, style
from templates.builder.tables import Cell, grid, row

KAI = "楷体_GB2312"
ORGAN, NAME, TEXT = "CoverOrgan", "CoverName", "CoverText"
COLUMNS = (10, 90)
LINE = Format(style=TEXT)
OFFICERS = (
    "<u>{{ officers[0].name or '\u2003\u2003\u2003\u2003' }}</u>\u3000"
    "<u>{{ officers[1].name or '\u2003\u2003\u2003\u2003' }}</u>"
)


def compose(form: Facts) -> Paper:
    """The organ, the case, its cause and outcome, and where the file is kept for how long."""
    organ = "{% if doc.unit %}{{ doc.unit }}{% else %}<u>\u2003\u2003\u2003\u2003</u>应急管理局{% endif %}"
    table = grid(
        COLUMNS,
        _row(("案", "由"), "cause", 2100),
        _row(("处", "理", "结", "果"), "result", 2700),
    )
    lines = (
        f"立案：{ruled_date('filed')}",
        f"结案：{ruled_date('closed')}",
        f"承办人：{OFFICERS}",
        f"归档日期：{ruled_date('archived')}",
        f"归档号：{ruled('archive_number', 8)}",
        f"保存期限：{ruled('retention', 6)}",
    )
    body = (
        paragraph(organ, Format(style=ORGAN))
        + paragraph("安全生产违法案件", Format(style=NAME))
        + paragraph(form.name, Format(style=NAME))
        + paragraph(own_number(form.code), Format(style=NUMBER))
        + gap(360)
        + paragraph(
            "案件名称：<u>{{ case_name }}\t</u>", Format(style=TEXT, tabs=(Tab(TEXT_WIDTH),))
        )
        + gap(160)
        + table
        + gap(160)
        + "".join(paragraph(line, LINE) for line in lines)
    )
    return Paper(form.name, body, styles=_styles())


def _row(label: tuple[str, ...], value: str, height: int) -> Xml:
    centre = Format(style=TEXT, align="center")
    said = each(f"line in ({value} or '').splitlines()[1:]", paragraph("{{ line }}", LINE))
    return row(
        COLUMNS,
        Cell("".join(paragraph(sign, centre) for sign in label), middle=True),
        Cell(paragraph(f"{{{{ ({value} or '').splitlines()[0] }}}}", LINE) + said, middle=True),
        height=height,
    )


def _styles() -> Xml:
    centred = Format(align="center", keep_next=True, line=720)
    return (
        style(ORGAN, "封面机关", centred, face=TITLE_FACE, size=40)
        + style(NAME, "封面名称", centred, face=KAI, size=44)
        + style(TEXT, "封面文字", Format(align="left", keep_next=True, line=520), size=30)
    )
