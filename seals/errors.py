"""One class and one stable code per failure of a seal, with its facts as fields.

Every error has `code` (stable, for machines), `str(error)` (English, for logs) and `zh` (Chinese,
for the people who use the service).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class SealError(Exception):
    """A failure that this package foresees. `code` never changes once published."""

    code: ClassVar[str] = "seal_error"

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass(frozen=True)
class IntakeFault:
    """One thing wrong with an uploaded picture or certificate."""

    code: str
    zh: str
    en: str


class IntakeRefused(SealError):
    """The upload was looked at and not taken in; `faults` says why, never empty."""

    code = "intake_refused"

    def __init__(self, faults: Sequence[IntakeFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f.en for f in self.faults), "；".join(f.zh for f in self.faults))


class SameReviewer(SealError):
    """The reviewer is the uploader, or is nobody: a seal needs four eyes."""

    code = "same_reviewer"

    def __init__(self, person: str) -> None:
        self.person = person
        super().__init__(
            f"{person!r} uploaded this seal and cannot review it",
            "印章须由上传人以外的人员审核",
        )


class IllegalSealStep(SealError):
    """The seal's state does not allow this step; `allowed` names the steps it does allow."""

    code = "illegal_seal_step"

    def __init__(self, state: str, step: str, allowed: Sequence[str]) -> None:
        self.state, self.step, self.allowed = state, step, tuple(allowed)
        names = ", ".join(self.allowed) or "none"
        super().__init__(
            f"cannot {step} a seal that is {state}; allowed: {names}",
            f"印章当前状态（{state}）不允许该操作（{step}）；可以进行的操作：{names}",
        )


class ReasonRequired(SealError):
    """A step against a seal must say why."""

    code = "reason_required"

    def __init__(self, step: str) -> None:
        self.step = step
        super().__init__(f"to {step} a seal takes a reason", "该操作须填写理由")


class SealNotUsable(SealError):
    """This seal must not be put on this paper now."""

    code = "seal_not_usable"

    def __init__(self, why: str, why_zh: str) -> None:
        self.why, self.why_zh = why, why_zh
        super().__init__(f"seal not usable: {why}", f"印章不可用：{why_zh}")


class AnchorMissing(SealError):
    """The paper has no usable mark for the place of the seal."""

    code = "anchor_missing"

    def __init__(self, name: str, why: str = "no such named destination") -> None:
        self.name, self.why = name, why
        super().__init__(f"seal anchor {name}: {why}", f"文书中找不到盖章位置标记“{name}”")


class AnchorSplit(SealError):
    """The organ's name and the date stand on different pages."""

    code = "anchor_split"

    def __init__(self, name_page: int, date_page: int) -> None:
        self.name_page, self.date_page = name_page, date_page
        super().__init__(
            f"organ name on page {name_page + 1}, date on page {date_page + 1}",
            f"署名在第{name_page + 1}页、日期在第{date_page + 1}页，无法盖章，请调整版面",
        )


class SealingFailed(SealError):
    """No sealed file was made. A fault of the file or of this service, not of the caller."""

    code = "sealing_failed"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"sealing failed: {why}", "加盖电子印章失败")


class TimestampUnavailable(SealError):
    """The time-stamping authority gave no usable token."""

    code = "timestamp_unavailable"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"no time-stamp: {why}", "时间戳服务暂时不可用，请稍后再试")


class KeyUnsealFailed(SealError):
    """The stored key could not be opened for this seal and this certificate."""

    code = "key_unseal_failed"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"stored seal key not opened: {why}", "印章密钥无法启用，请联系管理员")


@dataclass(frozen=True)
class Finding:
    """One reason why a sealed file does not hold. `field` is None for the file as a whole."""

    code: str
    field: str | None
    zh: str
    en: str


class NotVerified(SealError):
    """The file is not what it claims to be; `findings` says why, never empty."""

    code = "not_verified"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            "; ".join(f"{f.code}: {f.en}" for f in self.findings),
            "；".join(f.zh for f in self.findings),
        )
