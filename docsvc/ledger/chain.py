"""Whether one document's chain holds: every digest, every link, every place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docsvc.ledger.digests import digest
from docsvc.ledger.entry import Entry, decode
from docsvc.ledger.errors import ChainBroken, ChainFault, EntryMalformed, UnknownAlgorithm


@dataclass(frozen=True)
class _Link:
    """A row as found. `n` and `entry` come from the body; `digest` is computed, not believed."""

    n: int
    entry: Entry | None
    digest: str | None


def check_chain(rows: Sequence[tuple[int, bytes, str]]) -> None:
    """Check rows of (n, body, digest) in the order in which they are kept.

    Returns nothing, or raises ChainBroken with every fault found. A chain cut off at its end, or
    gone altogether, still holds in itself: only a published checkpoint of the log shows that.
    """
    faults: list[ChainFault] = []
    links = [_link(row, faults) for row in rows]
    faults += _faults_of_order([link.n for link in links])
    faults += _faults_of_links(links)
    if faults:
        raise ChainBroken(faults)


def _link(row: tuple[int, bytes, str], faults: list[ChainFault]) -> _Link:
    n, body, kept = row
    try:
        entry = decode(body)
        computed = digest(body, entry.algorithm)
    except (EntryMalformed, UnknownAlgorithm) as error:
        faults.append(
            ChainFault(n, error.code, f"第{n}条：{error.zh}", f"entry {n}: {error}")
        )  # fmt: skip
        return _Link(n, None, None)
    if computed != kept:
        faults.append(_digest_differs(n))
    if entry.n != n:
        faults.append(
            ChainFault(
                n,
                "place_differs",
                f"第{n}条：内容自称第{entry.n}条",
                f"entry {n}: its body says it is entry {entry.n}",
            )
        )
    return _Link(entry.n, entry, computed)


def _digest_differs(n: int) -> ChainFault:
    return ChainFault(
        n,
        "digest_differs",
        f"第{n}条：内容与摘要不符",
        f"entry {n}: the body does not have the digest kept with it",
    )


def _faults_of_order(places: Sequence[int]) -> Iterator[ChainFault]:
    """Gaps, repeats and steps backwards; what is merely moved is neither lost nor doubled."""
    seen: set[int] = set()
    for before, n in zip((0, *places), places, strict=False):
        if n in seen:
            yield ChainFault(n, "repeat", f"第{n}条：重复出现", f"entry {n} comes again")
        elif n < before:
            yield ChainFault(
                n, "out_of_order", f"第{n}条：顺序颠倒", f"entry {n} comes after entry {before}"
            )
        seen.add(n)
    # Between neighbours, not over a range: a forged place may be astronomically large.
    present = sorted(seen)
    for before, n in zip((0, *present), present, strict=False):
        if n > before + 1:
            first, last = before + 1, n - 1
            yield ChainFault(
                first,
                "gap",
                f"第{first}条至第{last}条缺失" if last > first else f"第{first}条缺失",
                f"entries {first} to {last} are missing",
            )


def _faults_of_links(links: Sequence[_Link]) -> Iterator[ChainFault]:
    digests: defaultdict[int, set[str | None]] = defaultdict(set)
    for link in links:
        digests[link.n].add(link.digest)
    document_id = next((link.entry.document_id for link in links if link.entry), None)
    for link in links:
        if link.entry is None:
            continue
        if link.entry.document_id != document_id:
            yield ChainFault(
                link.n,
                "other_document",
                f"第{link.n}条：属于另一份文书",
                f"entry {link.n} is of document {link.entry.document_id}, not {document_id}",
            )
        before = digests.get(link.n - 1, set())
        # A missing or unreadable predecessor is a fault of its own; nothing to compare with.
        if before and None not in before and link.entry.previous not in before:
            yield ChainFault(
                link.n,
                "previous_differs",
                f"第{link.n}条：与前一条不相衔接",
                f"entry {link.n} does not name the digest of entry {link.n - 1}",
            )
