"""The small machines: archive, key box, holders, renderer, settings."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from house import MASTER_KEY, House, catalogue
from hypothesis import given
from hypothesis import strategies as st

from docsvc.access import GRANTS, Action, actor_of
from docsvc.adapters.archive import FolderArchive
from docsvc.adapters.docx import DocxRenderer
from docsvc.adapters.holders import ProcessHolders
from docsvc.adapters.keybox import load_master_key, make_master_key
from docsvc.errors import ArchiveFault, SettingsFault
from docsvc.records import Role, Unit, User
from docsvc.settings import load_settings


def test_the_archive_gives_back_what_it_was_given_under_its_digest(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path)
    digest = archive.put(b"paper")
    assert digest == hashlib.sha256(b"paper").hexdigest()
    assert archive.get(digest) == b"paper"
    assert archive.put(b"paper") == digest
    [file] = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o440


def test_the_archive_tells_a_missing_and_a_changed_file(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path)
    digest = archive.put(b"paper")
    [file] = [p for p in tmp_path.rglob("*") if p.is_file()]
    file.chmod(0o640)
    file.write_bytes(b"papeR")
    with pytest.raises(ArchiveFault, match="changed"):
        archive.get(digest)
    with pytest.raises(ArchiveFault, match="FileNotFound"):
        archive.get("0" * 64)


def test_a_full_disk_is_a_fault_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArchiveFault, match="No space left"):
        FolderArchive(tmp_path / "archive").put(b"paper")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_master_key_is_fresh_private_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "master.key"
    make_master_key(path)
    key = load_master_key(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    with pytest.raises(FileExistsError):
        make_master_key(path)
    path.chmod(0o644)
    with pytest.raises(SettingsFault, match="readable by others"):
        load_master_key(path)
    with pytest.raises(SettingsFault, match="No such file"):
        load_master_key(tmp_path / "nothing")


def test_a_holder_is_dead_when_its_process_is_and_not_before() -> None:
    holders = ProcessHolders()
    assert not holders.is_dead(holders.name_me())
    code = "from docsvc.adapters.holders import ProcessHolders as P; print(P().name_me())"
    gone = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert holders.is_dead(gone.stdout.strip())
    host, boot, pid, started, token = holders.name_me().split("/")
    assert holders.is_dead("/".join((host, "another-boot", pid, started, token)))
    # The process id came round again.
    assert holders.is_dead("/".join((host, boot, pid, "1", token)))
    # On another machine nothing can be seen, so it may live.
    assert not holders.is_dead("/".join(("elsewhere", boot, pid, "1", token)))


def test_rendering_twice_gives_the_same_bytes_of_text() -> None:
    form = catalogue().get("rectification_order")
    first, second = (DocxRenderer().render(form, {"doc": {}}) for _ in range(2))
    assert len(first) == len(second)


def test_an_unknown_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCSVC_NUMBR", "1")
    with pytest.raises(SettingsFault, match="DOCSVC_NUMBR"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOCSVC_CONVERT_SECONDS", "0"),
        ("DOCSVC_CONVERT_WORKERS", "many"),
        ("DOCSVC_ENGINE", "word"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsFault, match=name):
        load_settings()


def test_settings_have_defaults_and_no_secret_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCSVC_TSA_URLS", "http://127.0.0.1:1/a, http://127.0.0.1:1/b")
    settings = load_settings(home=Path("elsewhere"))
    assert settings.tsa_urls == ("http://127.0.0.1:1/a", "http://127.0.0.1:1/b")
    assert settings.master_key == Path("elsewhere/secrets/master.key")
    assert settings.database.startswith("sqlite:///")
    assert MASTER_KEY.hex() not in repr(settings)


@given(
    role=st.sampled_from(sorted(Role)),
    action=st.sampled_from(sorted(Action)),
    unit=st.sampled_from(["top", "below", "elsewhere"]),
)
def test_rights_are_those_of_the_table_and_reach_downwards_only(
    role: Role, action: Action, unit: str
) -> None:
    units = [
        Unit("top", "甲局", "甲", "1"),
        Unit("below", "乙局", "乙", "2", parent="top"),
        Unit("elsewhere", "丙局", "丙", "3"),
    ]
    above = actor_of(User("x", "张三", "top", frozenset({role})), units)
    assert above.may(action, unit) == (role in GRANTS[action] and unit != "elsewhere")
    under = actor_of(User("x", "张三", "below", frozenset({role})), units)
    assert under.may(action, unit) == (role in GRANTS[action] and unit == "below")


def test_the_key_of_a_seal_is_not_to_be_found_in_the_database(house: House) -> None:
    from docsvc.adapters.keybox import key_id
    from seals.keys import private_key_der, unwrap_key

    with house.services.look() as work:
        [seal] = work.seals.list()
        material = work.seals.get(seal.id)
    assert material is not None
    key = unwrap_key(
        material.wrapped_key,
        seal_id=seal.id,
        certificate_sha256=seal.certificate_sha256,
        keks={key_id(MASTER_KEY): MASTER_KEY},
    )
    der = private_key_der(key)
    written = b"".join(p.read_bytes() for p in house.folder.glob("test.sqlite3*"))
    for start in range(0, len(der) - 32, 32):
        assert der[start : start + 32] not in written


def test_a_holder_that_is_done_is_dead_though_its_process_lives() -> None:
    holders = ProcessHolders()
    name = holders.name_me()
    assert not holders.is_dead(name)
    holders.done(name)
    assert holders.is_dead(name)
