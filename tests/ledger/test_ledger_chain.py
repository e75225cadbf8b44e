"""Each way to tamper with a chain, and what the check says of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import Row, redigested, sample_chain, sample_entry, sha256

from docsvc.ledger.chain import check_chain
from docsvc.ledger.digests import digest
from docsvc.ledger.entry import digest_of, encode
from docsvc.ledger.errors import ChainBroken, UnknownAlgorithm


def faults(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """Place and code of each fault found; empty when the chain holds."""
    try:
        check_chain(rows)
    except ChainBroken as broken:
        return [(f.n, f.code) for f in broken.faults]
    return []


@pytest.mark.parametrize("length", [0, 1, 2, 7])
def test_a_chain_as_it_was_written_holds(length: int) -> None:
    check_chain(sample_chain(length))


def test_a_body_changed_later_is_found() -> None:
    rows = sample_chain(3)
    n, body, kept = rows[1]
    rows[1] = (n, body.replace("更正".encode(), "改正".encode()), kept)
    assert faults(rows) == [(2, "digest_differs"), (3, "previous_differs")]


def test_a_body_changed_together_with_its_digest_is_found_by_the_next() -> None:
    rows = sample_chain(3)
    rows[1] = redigested(2, rows[1][1].replace("更正".encode(), "改正".encode()))
    assert faults(rows) == [(3, "previous_differs")]


def test_a_digest_changed_later_is_found() -> None:
    rows = sample_chain(2)
    rows[1] = (*rows[1][:2], sha256("other"))
    assert faults(rows) == [(2, "digest_differs")]


def test_a_missing_entry_is_a_gap() -> None:
    rows = sample_chain(4)
    assert faults(rows[:1] + rows[2:]) == [(2, "gap")]
    assert faults(rows[3:]) == [(1, "gap")]
    with pytest.raises(ChainBroken, match="entries 2 to 3 are missing") as broken:
        check_chain([rows[0], rows[3]])
    assert broken.value.code == "chain_broken"
    assert broken.value.zh == "第2条至第3条缺失"


def test_an_entry_kept_twice_is_a_repeat_and_no_gap() -> None:
    rows = sample_chain(3)
    assert faults([*rows[:2], rows[1], rows[2]]) == [(2, "repeat")]


def test_two_different_entries_for_one_place_are_a_repeat() -> None:
    rows = sample_chain(3)
    fork = encode(sample_entry(n=2, previous=rows[0][2], reason="另一份"))
    assert faults([*rows[:2], redigested(2, fork), rows[2]]) == [(2, "repeat")]


def test_entries_out_of_order_are_neither_gap_nor_repeat() -> None:
    rows = sample_chain(3)
    assert faults([rows[0], rows[2], rows[1]]) == [(2, "out_of_order")]


def test_an_entry_kept_under_another_place_is_found() -> None:
    rows = sample_chain(2)
    assert faults([rows[0], (3, *rows[1][1:])]) == [(3, "place_differs")]


def test_an_entry_of_another_document_is_found() -> None:
    ours = sample_chain(2)
    theirs = sample_chain(2, document_id="another")
    assert faults([ours[0], theirs[1]]) == [(2, "other_document"), (2, "previous_differs")]


def test_bytes_that_are_no_entry_are_found_and_do_not_hide_the_rest() -> None:
    rows = sample_chain(4)
    rows[1] = (2, b"nonsense", digest(b"nonsense"))
    rows[3] = (*rows[3][:2], sha256("other"))
    assert faults(rows) == [(2, "entry_malformed"), (4, "digest_differs")]


def test_a_place_beyond_all_bounds_costs_no_time() -> None:
    body = encode(sample_entry(n=2**53 - 1, previous=sha256("x")))
    assert faults([redigested(2**53 - 1, body)]) == [(1, "gap")]


def test_a_chain_may_change_its_hash_algorithm() -> None:
    first = sample_entry(algorithm="sm3")
    try:
        previous = digest_of(first)
    except UnknownAlgorithm:  # an OpenSSL without SM3 can say no more than that
        assert faults([(1, encode(first), sha256("x"))]) == [(1, "unknown_hash_algorithm")]
        return
    second = sample_entry(n=2, previous=previous)
    check_chain([redigested(1, encode(first)), redigested(2, encode(second))])


@given(st.integers(1, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))), st.data())
def test_any_changed_byte_is_found(place: tuple[int, int], data: st.DataObject) -> None:
    length, index = place
    rows = sample_chain(length)
    n, body, kept = rows[index]
    at = data.draw(st.integers(0, len(body) - 1))
    changed = bytearray(body)
    changed[at] ^= data.draw(st.integers(1, 255))
    rows[index] = (n, bytes(changed), kept)
    with pytest.raises(ChainBroken):
        check_chain(rows)


@given(st.permutations(range(5)), st.integers(0, 5))
def test_only_the_first_entries_in_their_order_hold(order: list[int], length: int) -> None:
    rows = sample_chain(5)
    picked = [rows[i] for i in order[:length]]
    assert (faults(picked) == []) == (order[:length] == list(range(length)))
