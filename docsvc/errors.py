"""One class and one stable code per failure, with its facts as fields.

Every error of ours, here and in `numbering` and `seals`, offers the same three things:
`code` (stable, for machines), `str(error)` (English, for logs) and `zh` (Chinese, for people).
What status a failure has over HTTP is decided in one table, `docsvc/web/problems.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar


class DocsvcError(Exception):
    """A failure that the service foresees. `code` never changes once published.

    `pointer` is the field of the request that it is about, where there is one.
    """

    code: ClassVar[str] = "internal"
    pointer: ClassVar[str | None] = None

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


def pointer(parts: Iterable[str | int]) -> str:
    """An RFC 6901 JSON pointer from path segments."""
    return "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in parts)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field of what was sent.

    `pointer` is an RFC 6901 JSON pointer into the request body, e.g. `/values/officers/2`.
    `source` names the statute, notice or standard behind the rule, where there is one. A
    `warning` is of a rule with exceptions: who acknowledges its code may go on.
    """

    pointer: str
    code: str
    zh: str
    en: str
    source: str | None = None
    warning: bool = False

    def below(self, prefix: str) -> Fault:
        """The same fault, seen from a document that holds this one at `prefix`."""
        return replace(self, pointer=prefix + self.pointer)


class InvalidRequest(DocsvcError):
    """The request's fields do not hold up; `faults` says which and why, never empty."""

    code = "invalid_request"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        en = "; ".join(f"{f.pointer or '/'}: {f.en}" for f in self.faults)
        zh = "；".join(f.zh for f in self.faults[:5])
        if all(f.warning for f in self.faults):
            codes = ", ".join(sorted({f.code for f in self.faults}))
            en += f"; acknowledge {codes} to go on"
            zh += f"。以上为提示，核对无误后可在 acknowledge 中列明 {codes} 再次提交"
        super().__init__(en, zh)


class NotFound(DocsvcError):
    """No such thing, or none that the caller may know of."""

    code = "not_found"

    def __init__(self, kind: str, kind_zh: str, key: str) -> None:
        self.kind, self.key = kind, key
        super().__init__(f"no {kind} {key!r}", f"找不到{kind_zh}“{key}”")


class AlreadyThere(DocsvcError):
    """Something with this name exists."""

    code = "already_there"

    def __init__(self, kind: str, kind_zh: str, key: str) -> None:
        self.kind, self.key = kind, key
        super().__init__(f"{kind} {key!r} exists", f"{kind_zh}“{key}”已经存在")


class UnknownForm(NotFound):
    """No form has this slug on this date."""

    code = "unknown_form"
    pointer = "/form"

    def __init__(self, slug: str) -> None:
        super().__init__("form", "文书", slug)


class Unauthenticated(DocsvcError):
    """No key was sent, or one that is unknown, expired or withdrawn."""

    code = "unauthenticated"

    def __init__(self) -> None:
        super().__init__("missing or unknown API key", "缺少访问密钥，或者密钥无效")


class Forbidden(DocsvcError):
    """The caller is known, and this is not theirs to do."""

    code = "forbidden"

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en, zh)


class OutsideUnitScope(Forbidden):
    """The caller's key is of another unit."""

    code = "outside_unit_scope"
    pointer = "/unit"

    def __init__(self, unit: str) -> None:
        self.unit = unit
        super().__init__(
            f"the key does not reach unit {unit!r}", f"该密钥无权办理单位“{unit}”的文书"
        )


class IdempotencyKeyReused(DocsvcError):
    """The key came before with another body."""

    code = "idempotency_key_reused"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"idempotency key {key!r} was used with another body",
            "该幂等键已用于内容不同的另一请求，请更换幂等键",
        )


class IllegalTransition(DocsvcError):
    """The document's state does not allow this; `allowed` names what it does allow."""

    code = "illegal_transition"

    def __init__(self, state: str, verb: str, allowed: Sequence[str]) -> None:
        self.state, self.verb, self.allowed = state, verb, tuple(allowed)
        names = ", ".join(self.allowed) or "none"
        super().__init__(
            f"cannot {verb} a document that is {state}; allowed: {names}",
            f"当前状态（{state}）不允许该操作（{verb}）；可以进行的操作：{names}",
        )


class BusyElsewhere(DocsvcError):
    """Another worker holds this document just now."""

    code = "document_busy"

    def __init__(self, document_id: str) -> None:
        self.document_id = document_id
        super().__init__(
            f"document {document_id} is being worked on", "该文书正在处理中，请稍后再试"
        )


class FormsUnreadable(DocsvcError):
    """The forms' folder does not hold together, so no paper can be made."""

    code = "forms_unreadable"

    def __init__(self, folder: str, why: str) -> None:
        self.folder = folder
        super().__init__(f"forms in {folder}: {why}", "文书样式读取失败，请联系管理员")


class RenderFailed(DocsvcError):
    """The template could not be filled. A fault of the form, not of the caller."""

    code = "render_failed"

    def __init__(self, slug: str, why: str) -> None:
        self.slug, self.why = slug, why
        super().__init__(f"template of {slug} failed: {why}", f"文书模板“{slug}”填写失败")


@dataclass(frozen=True)
class PaperFault:
    """One thing wrong with a finished paper; `pointer` is the value it is about, or empty."""

    code: str
    pointer: str
    zh: str
    en: str


class PaperRefused(DocsvcError):
    """The finished paper does not say what it must, or not in the way it must; not sealed."""

    code = "paper_refused"

    def __init__(self, faults: Sequence[PaperFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "; ".join(f"{f.code}: {f.en}" for f in self.faults),
            "；".join(f.zh for f in self.faults[:5]),
        )


class ConversionFailed(DocsvcError):
    """The layout engine refused this paper, or died over it."""

    code = "conversion_failed"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"DOCX to PDF failed: {why}", "文书转换为 PDF 失败，请稍后再试")


class ConversionTimedOut(ConversionFailed):
    """The layout engine was killed at the deadline."""

    code = "conversion_timed_out"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"no answer within {seconds:g} s; the converter was killed")


class EngineUnavailable(ConversionFailed):
    """No converter could be started at all."""

    code = "engine_unavailable"


class NoUsableSeal(DocsvcError):
    """The issuing unit has no approved seal in use, and within validity, for this paper."""

    code = "no_usable_seal"
    pointer = "/seal"

    def __init__(self, unit: str, why: str, why_zh: str) -> None:
        self.unit = unit
        super().__init__(f"unit {unit!r} has no usable seal: {why}", f"没有可用的印章：{why_zh}")


class NoNumberingRule(DocsvcError):
    """No rule covers this unit, department, form and date."""

    code = "no_numbering_rule"
    pointer = "/department"

    def __init__(self, unit: str, department: str | None, form: str) -> None:
        self.unit, self.department, self.form = unit, department, form
        where = unit if department is None else f"{unit}/{department}"
        super().__init__(
            f"no numbering rule for {form} at {where}", f"“{where}”没有适用于该文书的文号规则"
        )


class RuleCollision(DocsvcError):
    """Another unit's or department's rule could print the same text."""

    code = "rule_collision"
    pointer = "/pattern"

    def __init__(self, unit: str, pattern: str, text: str) -> None:
        self.unit, self.pattern, self.text = unit, pattern, text
        super().__init__(
            f"{unit}'s rule {pattern!r} could print {text!r} as well",
            f"与单位“{unit}”的规则“{pattern}”可能重号，例如“{text}”",
        )


class SerialConflict(DocsvcError):
    """A number that the rule made was already printed by someone else."""

    code = "number_taken"

    def __init__(self, printed: str) -> None:
        self.printed = printed
        super().__init__(f"number {printed} is taken", f"文号“{printed}”已被使用")


class ArchiveFault(DocsvcError):
    """The archive could not keep, or could not give back, these bytes."""

    code = "archive_fault"

    def __init__(self, digest: str, why: str) -> None:
        self.digest, self.why = digest, why
        super().__init__(
            f"archive failed for {digest}: {why}", "档案存取失败，文书已保留，可继续办理"
        )


class StoreUnavailable(DocsvcError):
    """The database cannot be reached, or cannot be written."""

    code = "store_unavailable"

    def __init__(self, why: str) -> None:
        super().__init__(f"database unavailable: {why}", "数据库暂时不可用，请稍后再试")


class SettingsFault(DocsvcError):
    """A setting is unknown, missing or out of range; `name` says which."""

    code = "settings"

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(f"{name}: {why}", f"设置项 {name} 有误：{why}")
