"""The engine's private folders."""

from __future__ import annotations

import os
from pathlib import Path

from docsvc.adapters.libreoffice.scratch import Scratch, remove_left_files


def test_a_folder_is_private_and_goes_when_told(tmp_path: Path) -> None:
    scratch = Scratch.create(tmp_path)
    assert scratch.path.parent == tmp_path
    assert scratch.path.stat().st_mode & 0o777 == 0o700
    (scratch.path / "file").write_text("x")
    scratch.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    first, second = Scratch.create(tmp_path), Scratch.create(tmp_path)
    assert first.path.exists()
    assert second.path.exists()
    first.remove()
    second.remove()


def test_a_folder_that_nobody_holds_is_swept_up_by_the_next(tmp_path: Path) -> None:
    left = Scratch.create(tmp_path)
    (left.path / "profile").mkdir()
    left.release()
    new = Scratch.create(tmp_path)
    assert list(tmp_path.iterdir()) == [new.path]
    new.remove()


def test_a_folder_shared_with_another_process_is_held_by_either(tmp_path: Path) -> None:
    owners = Scratch.create(tmp_path)
    servers = os.dup(owners.lock)
    owners.release()
    Scratch.create(tmp_path).remove()
    assert owners.path.exists()
    os.close(servers)
    Scratch.create(tmp_path).remove()
    assert not owners.path.exists()


def test_a_link_that_looks_like_one_of_ours_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    base = tmp_path / "base"
    base.mkdir()
    (base / "docsvc-libreoffice-trap").symlink_to(elsewhere)
    Scratch.create(base).remove()
    assert (elsewhere / "lock").exists()


def test_files_left_by_killed_children_go_and_all_others_stay(tmp_path: Path) -> None:
    warm, left, fresh = (tmp_path / name for name in ("warm", "left", "fresh"))
    warm.touch()
    kept = frozenset(tmp_path.rglob("*"))
    left.touch()
    fresh.touch()
    for path in (warm, left):
        os.utime(path, (0, 0))
    remove_left_files(tmp_path, kept, 3600)
    assert sorted(tmp_path.iterdir()) == [fresh, warm]


def test_the_usual_place_is_one_that_can_be_written() -> None:
    scratch = Scratch.create(None)
    assert scratch.path.is_dir()
    scratch.remove()
    assert not scratch.path.exists()
