"""The Merkle log, against known roots, the RFC's own recursive definitions, and forgers."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from docsvc.ledger.errors import ProofRefused
from docsvc.ledger.log import (
    EMPTY_ROOT,
    LeafHash,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

KNOWN_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The roots that the Certificate Transparency code bases test themselves with."""

SIZE = 33
"""Past two powers of two; all sizes below it are tried."""

bodies = st.lists(st.binary(max_size=8), max_size=20)


def some(size: int) -> list[LeafHash]:
    return [leaf_hash(str(n).encode()) for n in range(size)]


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def power_below(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def naive_root(d: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word by word, over leaf bodies."""
    if len(d) < 2:
        return sha(b"\x00", d[0]) if d else sha()
    k = power_below(len(d))
    return sha(b"\x01", naive_root(d[:k]), naive_root(d[k:]))


def naive_path(m: int, d: list[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1: PATH(m, D_n)."""
    if len(d) == 1:
        return []
    k = power_below(len(d))
    if m < k:
        return [*naive_path(m, d[:k]), naive_root(d[k:])]
    return [*naive_path(m - k, d[k:]), naive_root(d[:k])]


def naive_subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    """RFC 9162, 2.1.4.1: SUBPROOF(m, D_n, b)."""
    if m == len(d):
        return [] if b else [naive_root(d)]
    k = power_below(len(d))
    if m <= k:
        return [*naive_subproof(m, d[:k], b), naive_root(d[k:])]
    return [*naive_subproof(m - k, d[k:], False), naive_root(d[:k])]


def test_roots_are_those_that_the_world_agrees_on() -> None:
    leaves = [leaf_hash(body) for body in KNOWN_LEAVES]
    assert [root(leaves[:n]).hex() for n in range(9)] == KNOWN_ROOTS


@given(bodies)
def test_root_and_proofs_are_those_of_the_recursive_definition(d: list[bytes]) -> None:
    leaves = [leaf_hash(body) for body in d]
    assert root(leaves) == naive_root(d)
    for m in range(len(d)):
        assert inclusion_proof(leaves, m) == naive_path(m, d)
        if m:
            assert consistency_proof(leaves, m) == naive_subproof(m, d, True)


def test_every_leaf_of_every_small_log_is_shown_to_be_in_it() -> None:
    for size in range(1, SIZE):
        leaves = some(size)
        for index, leaf in enumerate(leaves):
            proof = inclusion_proof(leaves, index)
            verify_inclusion(leaf, index, size, proof, root(leaves))


def test_every_small_log_is_shown_to_continue_every_earlier_one() -> None:
    for second in range(SIZE):
        leaves = some(second)
        for first in range(second + 1):
            proof = consistency_proof(leaves, first)
            verify_consistency(first, second, root(leaves[:first]), root(leaves), proof)


@given(st.integers(2, 40), st.data())
def test_no_leaf_passes_for_another_or_in_another_place(size: int, data: st.DataObject) -> None:
    leaves = some(size)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    assume(index != other)
    proof = inclusion_proof(leaves, index)
    with pytest.raises(ProofRefused):
        verify_inclusion(leaves[other], index, size, proof, root(leaves))
    with pytest.raises(ProofRefused):
        verify_inclusion(leaves[index], other, size, proof, root(leaves))


@given(st.integers(1, 40), st.data())
def test_a_changed_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    leaves = some(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    changed = data.draw(st.sampled_from(changes(proof)))
    with pytest.raises(ProofRefused):
        verify_inclusion(leaves[index], index, size, changed, root(leaves))


@given(st.integers(2, 40), st.data())
def test_a_changed_consistency_proof_is_refused(second: int, data: st.DataObject) -> None:
    leaves = some(second)
    first = data.draw(st.integers(1, second))
    proof = consistency_proof(leaves, first)
    changed = data.draw(st.sampled_from(changes(proof)))
    with pytest.raises(ProofRefused):
        verify_consistency(first, second, root(leaves[:first]), root(leaves), changed)


@given(st.integers(2, 40), st.data())
def test_a_rewritten_past_is_refused(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    published = root(some(first))
    rewritten = some(second)
    rewritten[data.draw(st.integers(0, first - 1))] = leaf_hash(b"rewritten")
    proof = consistency_proof(rewritten, first)
    with pytest.raises(ProofRefused):
        verify_consistency(first, second, published, root(rewritten), proof)


def changes(proof: list[bytes]) -> list[list[bytes]]:
    """Proofs one step away from a good one."""
    junk = sha(b"junk")
    flipped = [[*proof[:i], junk, *proof[i + 1 :]] for i in range(len(proof))]
    return [*flipped, [*proof, junk], [junk, *proof], *([proof[:-1], proof[1:]] if proof else [])]


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 3)])
def test_a_place_outside_the_log_is_refused(index: int, size: int) -> None:
    with pytest.raises(ProofRefused) as refused:
        verify_inclusion(leaf_hash(b""), index, size, [], EMPTY_ROOT)
    assert refused.value.code == "proof_refused"
    assert refused.value.zh
    with pytest.raises(IndexError):
        inclusion_proof(some(size), index)


@pytest.mark.parametrize(("first", "second"), [(2, 1), (-1, 1)])
def test_a_log_that_shrank_is_refused(first: int, second: int) -> None:
    with pytest.raises(ProofRefused):
        verify_consistency(first, second, EMPTY_ROOT, root(some(second)), [])
    with pytest.raises(IndexError):
        consistency_proof(some(second), first)


def test_equal_and_empty_logs_need_no_proof_but_the_same_root() -> None:
    one = root(some(1))
    verify_consistency(0, 1, EMPTY_ROOT, one, [])
    verify_consistency(1, 1, one, one, [])
    with pytest.raises(ProofRefused):
        verify_consistency(1, 1, one, root(some(2)), [])
    with pytest.raises(ProofRefused):
        verify_consistency(0, 1, one, one, [])


def test_a_node_cannot_pass_for_a_leaf() -> None:
    left, right = some(2)
    assert root([left, right]) != leaf_hash(left + right)
