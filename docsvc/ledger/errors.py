"""One class and one stable code per failure of the record, in the shape of `docsvc.errors`.

Kept apart from that module because the stand-alone verifier carries this package alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class LedgerError(Exception):
    """A failure that the record foresees. `code` never changes once published."""

    code: ClassVar[str] = "ledger_error"

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


class NotCanonical(LedgerError):
    """A value has no canonical form here; `pointer` (RFC 6901) says which."""

    code = "not_canonical"

    def __init__(self, pointer: str, why: str, why_zh: str) -> None:
        self.pointer = pointer
        super().__init__(
            f"{pointer or '/'}: {why}", f"内容无法规范化（{pointer or '/'}）：{why_zh}"
        )


class UnknownAlgorithm(LedgerError):
    """No such hash algorithm, or none that this Python's OpenSSL offers."""

    code = "unknown_hash_algorithm"

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        super().__init__(f"hash algorithm {algorithm!r} is unknown", f"不支持杂凑算法“{algorithm}”")


class EntryMalformed(LedgerError):
    """Bytes, or facts, that are no entry of the record."""

    code = "entry_malformed"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"not a ledger entry: {why}", "不是有效的存证记录")


@dataclass(frozen=True)
class ChainFault:
    """One thing wrong with one chain. `n` is the entry's number, or the first that is missing."""

    n: int
    code: str
    zh: str
    en: str


class ChainBroken(LedgerError):
    """The chain does not hold; `faults` says where and how, never empty."""

    code = "chain_broken"

    def __init__(self, faults: Sequence[ChainFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f.en for f in self.faults), "；".join(f.zh for f in self.faults))


class ProofRefused(LedgerError):
    """A proof does not show what it claims."""

    code = "proof_refused"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the proof fails: {why}", "存证证明不成立")
