"""The Merkle tree over all entries of all chains: RFC 9162 (Certificate Transparency 2.0), 2.1.

A leaf is an entry's bytes, hashed with SHA-256 as the RFC fixes it. Every function below works on
leaf hashes, so that a log of a million entries needs their hashes at hand and not their bodies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NewType

from docsvc.ledger.errors import ProofRefused

LeafHash = NewType("LeafHash", bytes)

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""2.1.1: the root of a tree without leaves."""


def leaf_hash(body: bytes) -> LeafHash:
    """The hash of one leaf; the prefix keeps leaves from passing for nodes (2.1.1)."""
    return LeafHash(hashlib.sha256(b"\x00" + body).digest())


def root(leaves: Sequence[LeafHash]) -> bytes:
    """The root hash of the tree over `leaves`."""
    return _root(leaves, 0, len(leaves))


def inclusion_proof(leaves: Sequence[LeafHash], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root (2.1.3.1). Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(_root(leaves, middle, high))
            high = middle
        else:
            proof.append(_root(leaves, low, middle))
            low = middle
    return proof[::-1]


def verify_inclusion(
    leaf: LeafHash, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> None:
    """Check that `leaf` is number `index` (from 0) of the `size` leaves under `expected_root`.

    The numbered steps are those of 2.1.3.2. Raises ProofRefused.
    """
    # 1. Compare the index with the size.
    if not 0 <= index < size:
        raise ProofRefused(f"no leaf {index} in a log of {size}")
    # 2. and 3. Start from the leaf.
    fn, sn, r = index, size - 1, bytes(leaf)
    # 4. Go up.
    for p in proof:
        if sn == 0:
            raise ProofRefused("too long")
        if fn & 1 or fn == sn:
            r = _node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = _node(r, p)
        fn, sn = fn >> 1, sn >> 1
    # 5. Arrive exactly at the root.
    if sn != 0:
        raise ProofRefused("too short")
    if r != expected_root:
        raise ProofRefused("it leads to another root")


def consistency_proof(leaves: Sequence[LeafHash], first: int) -> list[bytes]:
    """The hashes that show the first `first` leaves to be a prefix of all (2.1.4.1).

    Empty for none and for all of them. Raises IndexError.
    """
    if not 0 <= first <= len(leaves):
        raise IndexError(f"no {first} leaves among {len(leaves)}")
    if first in (0, len(leaves)):
        return []
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            proof.append(_root(leaves, middle, high))
            high = middle
        else:
            proof.append(_root(leaves, low, middle))
            low = middle
    # The old tree's last complete subtree; its root is known only when it is the whole old tree.
    if low > 0:
        proof.append(_root(leaves, low, high))
    return proof[::-1]


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the log of `second` leaves continues the log of `first` leaves.

    The numbered steps are those of 2.1.4.2, which leaves sizes that are equal or zero to the
    caller. Raises ProofRefused.
    """
    if not 0 <= first <= second:
        raise ProofRefused(f"{first} leaves cannot have become {second}")
    if first in (0, second):
        known = EMPTY_ROOT if first == 0 else second_root
        if proof or first_root != known:
            raise ProofRefused("sizes that need no proof, but other roots or a proof")
        return
    # 1. and 2. A complete old tree stands for itself.
    if not proof:
        raise ProofRefused("too short")
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    # 3. and 4. Find the old tree's last complete subtree.
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    # 5. and 6. Grow both roots from it.
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            raise ProofRefused("too long")
        if fn & 1 or fn == sn:
            fr, sr = _node(c, fr), _node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = _node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    # 7. Arrive exactly at both roots.
    if sn != 0:
        raise ProofRefused("too short")
    if fr != first_root:
        raise ProofRefused("it leads to another earlier root")
    if sr != second_root:
        raise ProofRefused("it leads to another later root")


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


def _root(leaves: Sequence[LeafHash], low: int, high: int) -> bytes:
    """The root over leaves[low:high], without copying them."""
    if low == high:
        return EMPTY_ROOT
    if high - low == 1:
        return leaves[low]
    middle = low + _split(high - low)
    return _node(_root(leaves, low, middle), _root(leaves, middle, high))
