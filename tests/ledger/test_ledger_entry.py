"""The bytes of an entry: frozen by vectors, read back strictly."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import sample_entry, sha256

from docsvc.ledger.digests import digest
from docsvc.ledger.entry import PREFIX, Entry, SealFacts, decode, digest_of, encode
from docsvc.ledger.errors import EntryMalformed, UnknownAlgorithm

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "ledger-entry-v1.json").read_text("utf-8")
)

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
hexes = st.binary(min_size=32, max_size=32).map(bytes.hex)
seals = st.builds(SealFacts, id=words, certificate_sha256=hexes, picture_sha256=hexes)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    previous = draw(st.none() | hexes)
    n = 1 if previous is None else draw(st.integers(2, 2**53 - 1))
    return Entry(
        document_id=draw(words),
        n=n,
        kind=draw(st.sampled_from(["issued", "corrected", "voided"])),
        previous=previous,
        form=draw(words),
        form_version=draw(words),
        template_sha256=draw(hexes),
        number=draw(st.none() | words),
        values_sha256=draw(hexes),
        docx_sha256=draw(st.none() | hexes),
        pdf_sha256=draw(st.none() | hexes),
        seal=draw(st.none() | seals),
        actor=draw(words),
        reason=draw(st.none() | words),
        recorded_at=draw(st.datetimes(timezones=st.just(UTC))),
        engine=draw(st.none() | words),
        algorithm=draw(st.sampled_from(["sha-256", "sm3"])),
        facts=draw(st.dictionaries(words, words, max_size=3)),
    )


@given(entries())
def test_decoding_undoes_encoding(entry: Entry) -> None:
    assert decode(encode(entry)) == entry
    assert encode(decode(encode(entry))) == encode(entry)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_bytes_and_digests_are_those_that_were_frozen(vector: dict[str, str]) -> None:
    body = vector["body"].encode()
    entry = decode(body)
    assert encode(entry) == body
    assert digest_of(entry) == hashlib.sha256(body).hexdigest() == vector["digest"]


def test_the_first_vector_is_what_its_facts_say() -> None:
    assert encode(sample_entry()) == VECTORS[0]["body"].encode()


def test_each_vector_names_the_one_before() -> None:
    previous = None
    for vector in VECTORS:
        assert decode(vector["body"].encode()).previous == previous
        previous = vector["digest"]


def test_an_instant_is_recorded_in_utc_to_the_microsecond() -> None:
    shanghai = timezone(timedelta(hours=8))
    entry = sample_entry(recorded_at=datetime(2026, 11, 20, 9, 30, tzinfo=shanghai))
    assert b'"recorded_at":"2026-11-20T01:30:00.000000Z"' in encode(entry)


def test_facts_cannot_be_changed_after_the_entry_is_made() -> None:
    facts = {"ip": "192.0.2.1"}
    entry = sample_entry(facts=facts)
    facts["ip"] = "192.0.2.2"
    assert entry.facts == {"ip": "192.0.2.1"}


def member(name: str, value: Any) -> bytes:
    """The first vector with one member replaced, otherwise canonical."""
    members = json.loads(VECTORS[0]["body"].removeprefix(PREFIX.decode()))
    members[name] = value
    text = json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return PREFIX + text.encode()


def test_the_helper_of_the_next_test_changes_nothing_else() -> None:
    assert member("n", 1) == VECTORS[0]["body"].encode()


GOOD = VECTORS[0]["body"].encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        PREFIX,
        GOOD.removeprefix(PREFIX),
        GOOD.replace(b"entry/v1", b"entry/v2"),
        GOOD + b"\n",
        GOOD + b" ",
        GOOD.replace(b'"n":1', b'"n": 1'),
        GOOD.replace(b'"n":1', b'"n":1.0'),
        GOOD.replace(b'"n":1', b'"n":1e0'),
        GOOD.replace(b'"n":1', b'"n":true'),
        GOOD.replace(b'"n":1', b'"n":1,"n":1'),
        GOOD.replace(b'"actor":', b'"\\u0061ctor":'),
        GOOD.replace("应急".encode(), b"\\u5e94\\u6025"),
        GOOD.replace("应急".encode(), b"\xff"),
        PREFIX + b"[" * 100_000,
        PREFIX + b"null",
        PREFIX + b"{}",
        member("extra", "x"),
        member("n", 2),
        member("n", 0),
        member("n", "1"),
        member("n", 2**53),
        member("previous", sha256("x")),
        member("kind", "Issued"),
        member("algorithm", "md5"),
        member("actor", None),
        member("actor", ""),
        member("values_sha256", sha256("x").upper()),
        member("pdf_sha256", sha256("x")[1:]),
        member("reason", 1),
        member("seal", {}),
        member("seal", {"id": 1, "certificate_sha256": "", "picture_sha256": ""}),
        member("facts", None),
        member("facts", {"a": 1}),
        member("facts", []),
        GOOD.replace("应急".encode(), b"\\ud800"),
        member("recorded_at", "2026-11-20T01:30:00Z"),
        member("recorded_at", "2026-11-20T09:30:00.000000+08:00"),
        member("recorded_at", "2026-13-20T01:30:00.000000Z"),
    ],
)
def test_bytes_that_encode_would_not_write_are_no_entry(body: bytes) -> None:
    with pytest.raises(EntryMalformed) as refused:
        decode(body)
    assert refused.value.code == "entry_malformed"
    assert refused.value.zh


@pytest.mark.parametrize(
    "changed",
    [
        {"n": 0},
        {"n": 2},
        {"previous": sha256("x")},
        {"kind": ""},
        {"algorithm": "md5"},
        {"document_id": ""},
        {"template_sha256": "x"},
        {"recorded_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - naive on purpose
        {"facts": {"n": 1}},
    ],
)
def test_facts_that_cannot_be_an_entry_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(EntryMalformed):
        sample_entry(**changed)


def test_text_without_a_utf_8_form_is_refused_when_it_is_encoded() -> None:
    with pytest.raises(EntryMalformed):
        encode(sample_entry(reason="\ud800"))


def test_digests_are_those_of_the_named_algorithm() -> None:
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    if "sm3" in hashlib.algorithms_available:
        # GB/T 32905-2016, A.1.
        expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        assert digest(b"abc", "sm3") == expected
    else:
        with pytest.raises(UnknownAlgorithm):
            digest(b"abc", "sm3")


def test_an_unknown_algorithm_is_refused_by_name() -> None:
    with pytest.raises(UnknownAlgorithm) as refused:
        digest(b"abc", "md5")
    assert refused.value.algorithm == "md5"
