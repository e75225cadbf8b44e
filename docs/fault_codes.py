"""The codes of faults, read from the source: faults are values, so no class lists them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("docsvc", "numbering", "seals")

PLACES: Mapping[str, tuple[int, int]] = {
    "Fault": (1, 2),
    "IntakeFault": (0, 1),
    "RuleFault": (0, 1),
    "ChainFault": (1, 2),
    "RecordFault": (2, 3),
    "Finding": (0, 2),
    "_finding": (1, 2),
    "_refused": (0, 1),
    "_at": (1, 2),
    "_limit": (0, 1),
}
"""Which arguments of a call are the code and the Chinese text."""

TABLES = ("_WORDS", "_FORMAT_ZH", "_HTTP_ZH")
"""Tables whose values are (code, Chinese)."""

WHERE: Mapping[str, str] = {
    "docsvc/forms": "a form's values",
    "docsvc/usecases/audit.py": "`ledger verify`",
    "docsvc/usecases": "the request",
    "docsvc/web/problems.py": "HTTP (as the `code` itself)",
    "docsvc/web": "the request",
    "docsvc/cli": "the request",
    "docsvc/ledger": "`ledger verify`",
    "numbering": "a numbering rule",
    "seals/picture.py": "a seal's picture",
    "seals/certificate.py": "a seal's certificate",
    "seals/authority.py": "the demo authority",
    "seals": "verification",
}

_CODE = re.compile(r"[a-z][a-z0-9_]+")


@dataclass(frozen=True)
class Told:
    """A code, who tells it, and its Chinese texts."""

    code: str
    where: str
    zh: tuple[str, ...]


def told_faults(root: Path) -> list[Told]:
    """Every code of a fault in the source and in the forms' schemas."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for code, zh in _in_source(ast.parse(path.read_text("utf-8"))):
                where = _where(path.relative_to(root).as_posix())
                found.setdefault((code, where), {})[zh] = None
    for path in sorted((root / "templates/40_forms").glob("*/schema.json")):
        for code, zh in _in_schema(json.loads(path.read_text("utf-8"))):
            found.setdefault((code, WHERE["docsvc/forms"]), {})[zh] = None
    return [
        Told(code, where, tuple(text for text in texts if text))
        for (code, where), texts in found.items()
    ]


def _where(path: str) -> str:
    return WHERE[next(prefix for prefix in WHERE if path.startswith(prefix))]


def _in_source(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from _in_function(node)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and target.id in TABLES:
                for value in node.value.values:
                    if isinstance(value, ast.Tuple):
                        yield from _pair(value.elts[0], value.elts[1])
            elif isinstance(target, ast.Name):
                yield from _in_calls(node, {})


def _in_function(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    texts: dict[str, list[tuple[int, ast.expr]]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            texts.setdefault(node.targets[0].id, []).append((node.lineno, node.value))
    yield from _in_calls(function, texts)


def _in_calls(
    tree: ast.AST, texts: Mapping[str, list[tuple[int, ast.expr]]]
) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            code, zh = PLACES.get(node.func.id, (0, len(node.args)))
            if zh < len(node.args):
                yield from _pair(node.args[code], _said(node.args[zh], texts))


def _said(text: ast.expr, texts: Mapping[str, list[tuple[int, ast.expr]]]) -> ast.expr:
    """What a local name was last given before it is used here."""
    if not isinstance(text, ast.Name):
        return text
    before = [given for given in texts.get(text.id, ()) if given[0] <= text.lineno]
    return max(before, key=lambda given: given[0])[1] if before else text


def _pair(code: ast.expr, zh: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(code, ast.Constant) and _CODE.fullmatch(str(code.value)):
        yield str(code.value), _text(zh)


def _text(node: ast.expr) -> str:
    """The text with … for its blanks; empty when it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("{}", "…")
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(v) if isinstance(v, ast.Constant) else "…" for v in node.values)
    if isinstance(node, ast.IfExp):
        return _text(node.body)
    return ""


def _in_schema(schema: object) -> Iterator[tuple[str, str]]:
    if isinstance(schema, dict):
        for fault in schema.get("x-faults", {}).values():
            yield fault["code"], fault["zh"]
        for inner in schema.values():
            yield from _in_schema(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _in_schema(inner)
