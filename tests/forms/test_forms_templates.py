"""The forms' folders agree with one another: builder, schema, examples, template and form.toml."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment, nodes
from jsonschema import Draft202012Validator
from lxml import etree

from docsvc.forms.law import load_law
from templates.builder.__main__ import main
from templates.builder.catalogue import build, form_names
from templates.builder.facts import FORMS
from templates.builder.package import W

NAMES = form_names()
DOC_FIELDS = {"doc", "doc.number", "doc.date", "doc.unit"} | {
    "law",
    *(f"law.{key}" for key in load_law(FORMS / "law.toml").texts),
}
COUNTING = {"length", "map", "sum"}
CLASSES = {"external", "third_party", "attachment", "record", "internal"}

every_form = pytest.mark.parametrize("name", NAMES)


def facts(name: str) -> dict[str, Any]:
    return tomllib.loads((FORMS / name / "form.toml").read_text("utf-8"))


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FORMS / name / "schema.json").read_text("utf-8"))
    return loaded


def examples(name: str) -> dict[str, Any]:
    paths = (FORMS / name / "examples").glob("*.json")
    return {p.stem: json.loads(p.read_text("utf-8")) for p in paths}


def parts(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(FORMS / name / "template.docx") as archive:
        return {n: archive.read(n) for n in archive.namelist()}


# Builder


def test_every_form_folder_has_a_module_that_makes_its_template() -> None:
    assert sorted(p.parent.name for p in FORMS.glob("*/form.toml")) == NAMES


@every_form
def test_the_committed_template_is_what_the_builder_makes(name: str) -> None:
    assert (FORMS / name / "template.docx").read_bytes() == build(name)


def test_check_finds_nothing_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_an_unknown_form_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["99_no_such_form"])
    assert "99_no_such_form" in capsys.readouterr().err


# Files


@every_form
def test_a_template_is_slim_and_opens(name: str) -> None:
    held = parts(name)
    assert not [n for n in held if re.search(r"theme|thumbnail|customXml|webSettings|media", n)]
    assert b"latentStyles" not in held["word/styles.xml"]
    assert Document(str(FORMS / name / "template.docx")).paragraphs


@every_form
def test_every_style_is_used_and_every_used_style_exists(name: str) -> None:
    held = parts(name)
    used = set()
    for part in held:
        if part.startswith("word/") and part.endswith(".xml"):
            used |= set(re.findall(rb'<w:(?:pStyle|tblStyle) w:val="(\w+)"', held[part]))
    defined = set(re.findall(rb'w:styleId="(\w+)"', held["word/styles.xml"]))
    assert used <= defined
    assert len(defined) <= 12


@every_form
def test_only_the_body_holds_placeholders(name: str) -> None:
    for part, content in parts(name).items():
        if part != "word/document.xml":
            assert b"{{" not in content, part
            assert b"{%" not in content, part


P_ORDER = ("pStyle keepNext keepLines widowControl pBdr tabs overflowPunct spacing ind jc").split()
R_ORDER = "rFonts spacing sz szCs u lang".split()
TC_ORDER = "tcW gridSpan vMerge tcBorders tcMar vAlign".split()
TBL_ORDER = "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook".split()
ORDERS = {"pPr": P_ORDER, "rPr": R_ORDER, "tcPr": TC_ORDER, "tblPr": TBL_ORDER}


@every_form
def test_properties_stand_in_the_order_that_word_demands(name: str) -> None:
    for part, content in parts(name).items():
        if not part.startswith("word/") or not part.endswith(".xml"):
            continue
        for found in etree.fromstring(content).iter(*(f"{{{W}}}{p}" for p in ORDERS)):
            order = ORDERS[etree.QName(found).localname]
            places = [order.index(etree.QName(child).localname) for child in found]
            assert places == sorted(places), (part, etree.tostring(found))


@every_form
def test_a_table_row_fills_its_grid(name: str) -> None:
    body = etree.fromstring(parts(name)["word/document.xml"])
    for table in body.iter(f"{{{W}}}tbl"):
        grid = [int(c.get(f"{{{W}}}w")) for c in table.iter(f"{{{W}}}gridCol")]
        assert min(grid) > 0
        for row in table.iter(f"{{{W}}}tr"):
            spans = [
                int(s.get(f"{{{W}}}val")) if (s := cell.find(f".//{{{W}}}gridSpan")) is not None
                else 1
                for cell in row.iter(f"{{{W}}}tc")
            ]  # fmt: skip
            widths = [int(w.get(f"{{{W}}}w")) for w in row.iter(f"{{{W}}}tcW")]
            assert sum(spans) == len(grid)
            assert sum(widths) == sum(grid)


# form.toml


@every_form
def test_form_toml_is_complete(name: str) -> None:
    told = facts(name)
    wanted = {
        "number", "slug", "name", "code", "class", "version", "valid_from", "numbered", "sealed",
        "copies", "checks", "sources", "doubts",
    }  # fmt: skip
    assert wanted <= set(told) <= wanted | {"seal_anchor", "valid_to"}
    assert f"{told['number']:02}_{told['slug']}" == name
    assert told["class"] in CLASSES
    assert isinstance(told["valid_from"], date)
    assert ("seal_anchor" in told) == told["sealed"]


@every_form
def test_the_printed_name_code_and_copies_line_come_from_form_toml(name: str) -> None:
    told, held = facts(name), parts(name)
    assert told["name"] in held["word/document.xml"].decode()
    if told["code"] and told["class"] != "attachment":  # an attachment's blank is 第 号 alone
        assert f"{told['code']}〔" in held["word/document.xml"].decode()
    assert not told["copies"] or told["copies"] in held["word/footer1.xml"].decode()


@every_form
def test_a_sealed_template_holds_its_three_bookmarks_once_and_in_order(name: str) -> None:
    told = facts(name)
    body = parts(name)["word/document.xml"].decode()
    anchor = told.get("seal_anchor", "")
    wanted = [anchor + end for end in ("NAME", "END", "DATE")] if told["sealed"] else []
    assert re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"/><w:bookmarkEnd', body) == wanted
    assert body.count("<w:bookmarkStart") == body.count("<w:bookmarkEnd") == len(wanted)


# Schema and examples


@every_form
def test_a_schema_is_valid_and_named_after_its_form(name: str) -> None:
    given, told = schema(name), facts(name)
    Draft202012Validator.check_schema(given)
    assert given["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert given["$id"] == f"urn:docsvc:form:{told['slug']}:{told['version']}"
    assert given["title"] == told["name"]


@every_form
def test_every_property_has_a_chinese_title_and_every_text_a_limit(name: str) -> None:
    given = schema(name)
    for where, found in properties(given, given):
        assert re.search(r"[\u4e00-\u9fff]", found["title"]), where
        if found.get("type") == "string":
            assert "maxLength" in found or "enum" in found or "const" in found, where
            assert "examples" in found, where
        if found.get("type") == "object":
            assert found["additionalProperties"] is False, where
        if found.get("type") == "array":
            assert "maxItems" in found, where


@every_form
def test_every_example_fits_its_schema(name: str) -> None:
    given = examples(name)
    assert {"short", "long"} <= set(given)
    for label, values in given.items():
        errors = [e.message for e in Draft202012Validator(schema(name)).iter_errors(values)]
        assert errors == [], label


@every_form
def test_every_example_value_in_a_schema_fits_its_own_property(name: str) -> None:
    given = schema(name)
    for where, found in properties(given, given):
        for value in found.get("examples", ()):
            assert Draft202012Validator(found).is_valid(value), (where, value)


@pytest.mark.parametrize("name", [n for n in NAMES if n[:2] in ("28", "29")])
def test_both_kinds_of_party_have_an_example(name: str) -> None:
    kinds = {label: values["party"]["kind"] for label, values in examples(name).items()}
    assert kinds["individual"] == "individual"
    assert kinds["short"] == kinds["long"] == "organisation"


def test_a_definition_means_the_same_in_every_form() -> None:
    seen: dict[str, Any] = {}
    for name in NAMES:
        for key, definition in schema(name).get("$defs", {}).items():
            assert seen.setdefault(key, definition) == definition, (name, key)


def test_a_fine_needs_a_penalty_that_says_so() -> None:
    form = schema("28_spot_penalty_decision")
    short = examples("28_spot_penalty_decision")["short"]
    warning = {**short, "penalty": "警告"}
    assert not Draft202012Validator(form).is_valid(warning)
    without = {k: v for k, v in short.items() if k not in ("fine", "payment")}
    assert not Draft202012Validator(form).is_valid(without)
    assert Draft202012Validator(form).is_valid({**without, "penalty": "警告"})


# Template and schema


@every_form
def test_every_placeholder_is_a_property_and_every_property_is_printed(name: str) -> None:
    given = schema(name)
    known = dict(paths(given, given, ""))
    used = used_paths(template_source(name))
    assert used <= set(known) | DOC_FIELDS
    assert {p for p, is_leaf in known.items() if is_leaf} <= used


@every_form
def test_a_template_uses_nothing_but_the_agreed_filters(name: str) -> None:
    tree = Environment(autoescape=True).parse(template_source(name))
    filters = {f.name for f in tree.find_all(nodes.Filter)}
    assert filters <= {"rows", "tick", "blank", "or_dates", *COUNTING}


def template_source(name: str) -> str:
    """The Jinja source that the body becomes after docxtpl's own pre-processing."""
    template = DocxTemplate(io.BytesIO((FORMS / name / "template.docx").read_bytes()))
    template.init_docx()
    source: str = template.patch_xml(template.get_xml())
    return source


def resolve(root: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """A property with its `$ref` followed; what stands beside the reference wins."""
    merged = dict(found)
    while "$ref" in merged:
        target = root["$defs"][merged.pop("$ref").rsplit("/", 1)[1]]
        merged = {**target, **merged}
    return merged


def properties(
    root: Mapping[str, Any], found: Mapping[str, Any], where: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property below `found`, with where it stands."""
    for alternative in found.get("oneOf", ()):
        yield from properties(root, resolve(root, alternative), where)
    if "items" in found:
        yield from properties(root, resolve(root, found["items"]), where + "[]")
    for key, value in found.get("properties", {}).items():
        resolved = resolve(root, value)
        yield f"{where}.{key}", resolved
        yield from properties(root, resolved, f"{where}.{key}")


def paths(
    root: Mapping[str, Any], found: Mapping[str, Any], where: str
) -> Iterator[tuple[str, bool]]:
    """Every path that a template may name, and whether a value stands there."""
    found = resolve(root, found)
    if found.get("format") == "money":  # some papers print figures or capitals alone
        yield where, True
        yield f"{where}.figures", False
        yield f"{where}.capitals", False
        return
    children = found.get("properties", {})
    inner = [*found.get("oneOf", ()), *([found["items"]] if "items" in found else [])]
    if where:
        yield where, not children and not inner
    for alternative in found.get("oneOf", ()):
        yield from paths(root, alternative, where)
    if "items" in found:
        yield from paths(root, found["items"], where + "[]")
    for key, value in children.items():
        yield from paths(root, value, f"{where}.{key}" if where else key)


def used_paths(source: str) -> set[str]:
    """The paths that a template reads, list entries as `[]`, loop variables followed."""
    used: set[str] = set()
    walk(Environment(autoescape=True).parse(source), {"loop": "", "_": ""}, used)
    return used


def walk(node: nodes.Node, scope: Mapping[str, str], used: set[str]) -> None:
    if isinstance(node, nodes.For):
        walk(node.iter, scope, used)
        over, is_text = path_of(node.iter, scope)
        assert isinstance(node.target, nodes.Name)
        entry = over if is_text or not over else f"{over}[]"
        inner = {**scope, node.target.name: entry}
        for child in node.body:
            walk(child, inner, used)
        return
    path, _ = path_of(node, scope)
    if path:
        used.add(path)
    for child in node.iter_child_nodes():
        is_method = isinstance(node, nodes.Call) and isinstance(child, nodes.Getattr)
        walk(child.node if is_method else child, scope, used)


def path_of(node: nodes.Node, scope: Mapping[str, str]) -> tuple[str, bool]:
    """The schema path that an expression reads, and whether it is text cut into lines."""
    match node:
        case nodes.Name(name=name):
            return scope.get(name, name), False
        case nodes.Getattr(node=inner, attr=attr):
            path, is_text = path_of(inner, scope)
            return (f"{path}.{attr}" if path else "", is_text)
        case nodes.Getitem(node=inner, arg=nodes.Const(value=str(key))):
            return f"{path_of(inner, scope)[0]}.{key}", False
        case nodes.Getitem(node=inner):
            path, is_text = path_of(inner, scope)
            return (path if is_text else f"{path}[]", is_text)
        case nodes.Call(node=nodes.Getattr(node=inner)):
            return path_of(inner, scope)[0], True
        case nodes.Filter(node=nodes.Node() as inner):
            return path_of(inner, scope)
        case nodes.Or(left=inner) | nodes.And(right=inner):
            return path_of(inner, scope)
    return "", False


def test_the_reader_of_templates_follows_loops_and_text() -> None:
    source = (
        "{% for g in groups|rows(1) %}{{ (g and g['items']) or '' }}{{ g.deadline }}{% endfor %}"
        "{% for line in (facts or '').splitlines()[1:] %}{{ line }}{% endfor %}{{ a.b[0].c }}"
    )
    used = used_paths(source)
    assert {"groups[].items", "groups[].deadline", "facts", "a.b[].c"} <= used
    assert not {p for p in used if p.startswith(("line", "g."))}


def test_no_real_person_or_number_stands_in_the_examples() -> None:
    text = "".join(p.read_text("utf-8") for p in Path(FORMS).glob("*/examples/*.json"))
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)
