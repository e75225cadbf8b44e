"""Page, faces and the few named styles. Sizes are those measured on the official 2016 forms."""

from __future__ import annotations

from templates.builder.ooxml import (
    Format,
    Xml,
    element,
    paragraph_properties,
)

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
MARGIN_SIDE = 1800
MARGIN_TOP = 1440
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE

BODY_FACE = "仿宋_GB2312"
TITLE_FACE = "方正小标宋简体"
LATIN_FACE = "Times New Roman"

BODY_LINE = 460
CELL_LINE = 360

BANNER, TITLE, NUMBER, CELL, FOOT = "Banner", "FormTitle", "Number", "Cell", "Foot"
"""Style ids: 文书眉题, 文书名称, 文书字号, 表格文字, 页脚文字."""
GRID = "Grid"
"""The table style: single rules all round."""


def _fonts(face: str) -> Xml:
    return element("rFonts", ascii=LATIN_FACE, hAnsi=LATIN_FACE, eastAsia=face, cs=LATIN_FACE)


def _size(half_points: int) -> Xml:
    return element("sz", val=half_points) + element("szCs", val=half_points)


def style(
    style_id: str, name: str, form: Format, *, face: str = "", size: int = 0, apart: int = 0
) -> Xml:
    """A paragraph style. `size` is in half-points; `apart` is put between characters, in twips."""
    characters = (
        (_fonts(face) if face else "")
        + (element("spacing", val=apart) if apart else "")
        + (_size(size) if size else "")
    )
    return element(
        "style",
        element("name", val=name),
        element("basedOn", val="Normal"),
        element("qFormat"),
        paragraph_properties(form),
        element("rPr", characters) if characters else "",
        type="paragraph",
        customStyle=1,
        styleId=style_id,
    )


def _defaults() -> Xml:
    characters = _fonts(BODY_FACE) + _size(21) + element("lang", val="en-US", eastAsia="zh-CN")
    return element(
        "docDefaults",
        element("rPrDefault", element("rPr", characters)),
        element(
            "pPrDefault",
            element(
                "pPr",
                element("widowControl"),
                # LibreOffice reads the flag the wrong way round: said aloud, no mark hangs out
                # into the margin. A hanging mark before a tab or another run is not printed.
                element("overflowPunct"),
                element("spacing", before=0, after=0, line=BODY_LINE, lineRule="exact"),
                element("jc", val="both"),
            ),
        ),
    )


def _cell_margins(above: int) -> Xml:
    widths = {"top": above, "left": 57, "bottom": above, "right": 57}
    return element(
        "tblCellMar", *(element(side, w=width, type="dxa") for side, width in widths.items())
    )


def _table_styles() -> Xml:
    side = {"val": "single", "sz": 4, "space": 0, "color": "000000"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    plain = element(
        "style",
        element("name", val="Normal Table"),
        element("tblPr", element("tblInd", w=0, type="dxa"), _cell_margins(0)),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    grid = element(
        "style",
        element("name", val="文书表格"),
        element("basedOn", val="TableNormal"),
        element(
            "tblPr",
            element("tblBorders", *(element(name, **side) for name in sides)),
            _cell_margins(30),
        ),
        type="table",
        customStyle=1,
        styleId=GRID,
    )
    return plain + grid


def styles(namespaces: str, further: Xml = "") -> Xml:
    """The whole of word/styles.xml, with `further` styles of one paper."""
    centred = Format(align="center", keep_next=True)
    normal = element(
        "style",
        element("name", val="Normal"),
        element("qFormat"),
        type="paragraph",
        default=1,
        styleId="Normal",
    )
    return (
        f"<w:styles {namespaces}>"
        + _defaults()
        + normal
        + style(
            BANNER,
            "文书眉题",
            Format(align="center", keep_next=True, line=560, rule_below=6, double_below=True),
            face=TITLE_FACE,
            size=36,
        )
        + style(
            TITLE,
            "文书名称",
            Format(align="center", keep_next=True, line=600, before=60),
            face=TITLE_FACE,
            size=36,
        )
        + style(NUMBER, "文书字号", Format(align=centred.align, keep_next=True, line=560), size=30)
        + style(CELL, "表格文字", Format(align="left", line=CELL_LINE))
        + style(FOOT, "页脚文字", Format(align="left", line=320))
        + further
        + _table_styles()
        + "</w:styles>"
    )
