"""The life of a seal and its four eyes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seals.certificate import KeyMaterial
from seals.errors import IllegalSealStep, ReasonRequired, SameReviewer, SealNotUsable
from seals.picture import SealPicture
from seals.policy import (
    expire,
    require_material,
    require_usable,
    resume,
    review,
    revoke,
    steps,
    supersede,
    suspend,
)
from seals.seal import Seal, SealState, seal_digest
from seals.x509names import fingerprint

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
UPLOADED = Seal(
    id="seal-1",
    unit="u1",
    unit_name="某某市应急管理局",
    mm=42.0,
    picture_sha256="a" * 64,
    certificate_sha256="b" * 64,
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    valid_to=datetime(2028, 1, 1, tzinfo=UTC),
    state=SealState.UPLOADED,
    uploaded_by="zhangsan",
    uploaded_at=AT,
)


def approved() -> Seal:
    return review(UPLOADED, reviewer="lisi", approve=True, reason=None, at=AT)


def test_the_approval_digest_never_changes_its_meaning() -> None:
    golden = "2cfa771c6e5c2e49d158efb3f5ff251caa054e3dde9ec9211c16486133d805a3"
    assert seal_digest(UPLOADED) == golden


def test_a_second_person_approves() -> None:
    seal = approved()
    assert (seal.state, seal.reviewed_by, seal.reviewed_at) == (SealState.APPROVED, "lisi", AT)
    assert seal.approved_digest == seal_digest(UPLOADED)
    require_usable(seal, unit="u1", on=AT)


@pytest.mark.parametrize(
    "reviewer", ["zhangsan", "ZhangSan", " zhangsan ", "ｚｈａｎｇｓａｎ", "", " "]
)
@pytest.mark.parametrize("approve", [True, False])
def test_the_uploader_cannot_review_under_any_spelling(reviewer: str, approve: bool) -> None:
    with pytest.raises(SameReviewer):
        review(UPLOADED, reviewer=reviewer, approve=approve, reason="不合格", at=AT)


def test_a_refusal_says_why() -> None:
    with pytest.raises(ReasonRequired):
        review(UPLOADED, reviewer="lisi", approve=False, reason="  ", at=AT)
    seal = review(UPLOADED, reviewer="lisi", approve=False, reason="图样模糊", at=AT)
    assert (seal.state, seal.reason, seal.approved_digest) == (SealState.REFUSED, "图样模糊", None)


def test_a_seal_is_reviewed_only_once() -> None:
    with pytest.raises(IllegalSealStep) as caught:
        review(approved(), reviewer="lisi", approve=True, reason=None, at=AT)
    assert caught.value.allowed == ("suspend", "revoke", "expire", "replace")


def test_a_suspended_seal_comes_back_with_the_approval_it_had() -> None:
    seal = suspend(approved(), reason="清查")
    with pytest.raises(SealNotUsable, match="suspended"):
        require_usable(seal, unit="u1", on=AT)
    back = resume(seal, reason="清查完毕")
    require_usable(back, unit="u1", on=AT)
    assert back.approved_digest == seal.approved_digest


@pytest.mark.parametrize("end", [revoke, supersede])
def test_an_ended_seal_allows_no_step(end: object) -> None:
    assert callable(end)
    seal = end(approved(), reason="遗失")
    assert steps(seal.state) == ()
    for step in (suspend, resume, revoke, supersede):
        with pytest.raises(IllegalSealStep):
            step(seal, reason="再试")


@pytest.mark.parametrize("step", [suspend, revoke, supersede])
def test_a_step_against_a_seal_says_why(step: object) -> None:
    assert callable(step)
    with pytest.raises(ReasonRequired):
        step(approved(), reason="")


def test_a_seal_expires_only_after_its_certificate() -> None:
    seal = approved()
    with pytest.raises(IllegalSealStep):
        expire(seal, at=seal.valid_to)
    assert expire(seal, at=seal.valid_to + timedelta(seconds=1)).state is SealState.EXPIRED


def test_an_unreviewed_seal_is_not_usable() -> None:
    with pytest.raises(SealNotUsable, match="uploaded"):
        require_usable(UPLOADED, unit="u1", on=AT)


def test_a_seal_of_another_unit_is_not_usable() -> None:
    with pytest.raises(SealNotUsable, match="unit"):
        require_usable(approved(), unit="u2", on=AT)


def test_a_record_that_says_the_uploader_reviewed_it_is_not_usable() -> None:
    with pytest.raises(SealNotUsable, match="second person"):
        require_usable(replace(approved(), reviewed_by="ZHANGSAN"), unit="u1", on=AT)


@pytest.mark.parametrize(
    "changed",
    [
        {"picture_sha256": "c" * 64},
        {"certificate_sha256": "c" * 64},
        {"mm": 45.0},
        {"unit_name": "某某县应急管理局"},
        {"valid_to": datetime(2038, 1, 1, tzinfo=UTC)},
        {"id": "seal-2"},
        {"approved_digest": None},
    ],
)
def test_a_seal_changed_after_its_approval_is_not_usable(changed: dict[str, object]) -> None:
    seal = replace(approved(), **changed)  # type: ignore[arg-type]  # one field at a time
    with pytest.raises(SealNotUsable, match="changed"):
        require_usable(seal, unit="u1", on=AT)


@given(st.integers(-1000, 2000))
def test_a_seal_is_usable_exactly_within_its_certificate(days: int) -> None:
    seal, on = approved(), AT + timedelta(days=days)
    if seal.valid_from <= on <= seal.valid_to:
        require_usable(seal, unit="u1", on=on)
    else:
        with pytest.raises(SealNotUsable):
            require_usable(seal, unit="u1", on=on)


def test_stored_material_must_be_what_the_seal_names(
    picture: SealPicture, material: KeyMaterial
) -> None:
    seal = replace(
        UPLOADED,
        picture_sha256=picture.sha256,
        certificate_sha256=fingerprint(material.certificate),
    )
    require_material(seal, picture_png=picture.png, certificate=material.certificate)
    with pytest.raises(SealNotUsable, match="picture"):
        require_material(seal, picture_png=picture.png + b" ", certificate=material.certificate)
    with pytest.raises(SealNotUsable, match="certificate"):
        require_material(seal, picture_png=picture.png, certificate=material.chain[0])
