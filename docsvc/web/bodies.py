"""Faults of a request body that pydantic found, in our words and with JSON pointers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from docsvc.errors import Fault, pointer

_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("missing_field", "缺少该字段"),
    "extra_forbidden": ("unknown_field", "没有这个字段"),
    "string_too_long": ("too_long", "太长"),
    "string_too_short": ("too_short", "不能为空"),
    "control_character": ("control_character", "含有不能打印的字符"),
    "date_parsing": ("wrong_date", "应为存在的日期，写作 2026-11-20"),
    "greater_than_equal": ("out_of_range", "超出允许的范围"),
    "less_than_equal": ("out_of_range", "超出允许的范围"),
    "greater_than": ("out_of_range", "超出允许的范围"),
    "less_than": ("out_of_range", "超出允许的范围"),
    "model_type": ("wrong_type", "请求内容应为 JSON 对象"),
    "model_attributes_type": ("wrong_type", "请求内容应为 JSON 对象"),
}


def faults_of(error: ValidationError) -> list[Fault]:
    """One fault per finding, never empty."""
    return [_fault(found) for found in error.errors(include_url=False)]


def _fault(found: Any) -> Fault:
    code, zh = _WORDS.get(str(found["type"]), ("wrong_type", "类型不对"))
    where = pointer(found["loc"])
    name = str(found["loc"][-1]) if found["loc"] else ""
    return Fault(where, code, f"“{name}”{zh}" if name else zh, str(found["msg"]))
