"""The font set: which face a name gets, whose fonts win, and what the digest notices."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from docsvc.adapters.libreoffice import faces
from docsvc.adapters.libreoffice.fonts import (
    ROLES,
    FontSet,
    find_fonts,
    font_set_digest,
    prepare_fonts,
)
from docsvc.errors import EngineUnavailable

PROJECT_FONTS = Path(__file__).parents[2] / "fonts"


def match(config: Path, name: str) -> str:
    """The family and weight that fontconfig gives for a name."""
    found = subprocess.run(
        ["fc-match", "-f", "%{family}|%{weight}", name.replace("-", r"\-")],
        env={"FONTCONFIG_FILE": str(config), "PATH": os.defpath},
        capture_output=True,
        check=True,
    )
    return found.stdout.decode()


def licensed(folder: Path, family: str) -> Path:
    """A font of the bureau's: small, and called `family`."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{len(list(folder.iterdir()))}.ttf"
    source = next(Path("/usr/share/fonts").rglob("LiberationSerif-Regular.ttf"))
    with TTFont(source) as font:
        for name_id in (1, 4, 6, 16):
            font["name"].removeNames(nameID=name_id)
            font["name"].setName(family, name_id, 3, 1, 0x804)
        font.save(path)
    return path


@pytest.mark.parametrize("char", "“”‘’—…·□■○№℃①Ⅰ→√※")
def test_marks_of_chinese_text_go_to_the_chinese_face(char: str) -> None:
    assert faces.chinese_takes(ord(char))


@pytest.mark.parametrize("char", "A0.,-'\"()×±§°é²µαД")
def test_letters_digits_and_what_stands_among_them_stay_latin(char: str) -> None:
    assert not faces.chinese_takes(ord(char))


def test_no_name_has_two_roles() -> None:
    names = [name for role in ROLES for name in role.names]
    assert len(names) == len(set(names))


@pytest.mark.slow
def test_every_name_of_every_role_gets_its_face(fonts: FontSet) -> None:
    for role in ROLES:
        for name in role.names:
            weight = "200" if role.bold else "80"
            assert match(fonts.config, name) == f"{role.stand_in}|{weight}", name


@pytest.mark.slow
def test_only_the_chosen_faces_can_be_seen(fonts: FontSet) -> None:
    listed = subprocess.run(
        ["fc-list", ":", "family"],
        env={"FONTCONFIG_FILE": str(fonts.config), "PATH": os.defpath},
        capture_output=True,
        check=True,
    )
    assert set(listed.stdout.decode().splitlines()) == {role.stand_in for role in ROLES}


@pytest.mark.slow
def test_the_bureaus_own_font_wins_under_all_its_names(tmp_path: Path) -> None:
    licensed(tmp_path / "own", "仿宋_GB2312")
    licensed(tmp_path / "own", "方正小标宋简体")
    made = prepare_fonts(tmp_path / "cache", find_fonts(PROJECT_FONTS, tmp_path / "own"))
    assert match(made.config, "仿宋_GB2312") == "仿宋_GB2312|80"
    assert match(made.config, "FangSong") == "仿宋_GB2312|80"
    # The stand-in is a bold Song; the real one is heavy already and must not be emboldened.
    assert match(made.config, "方正小标宋简体") == "方正小标宋简体|80"
    assert match(made.config, "华文中宋") == "方正小标宋简体|80"
    assert match(made.config, "楷体") == f"{faces.KAI}|80"


@pytest.mark.slow
def test_the_bureaus_times_new_roman_is_passed_over_for_its_narrow_quotes(tmp_path: Path) -> None:
    licensed(tmp_path / "own", "Times New Roman")
    sources = find_fonts(PROJECT_FONTS, tmp_path / "own")
    assert sources.own == ()


@pytest.mark.slow
def test_a_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "仿宋.ttf").write_bytes(b"no font")
    with pytest.raises(EngineUnavailable, match="仿宋.ttf is not a readable font"):
        find_fonts(PROJECT_FONTS, tmp_path)
    with pytest.raises(EngineUnavailable, match="no folder"):
        find_fonts(PROJECT_FONTS, tmp_path / "nowhere")


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"ZhuqueFangsong-Regular\.ttf is not installed"):
        find_fonts(tmp_path)


@pytest.mark.slow
def test_the_digest_notices_a_font_added_and_a_font_changed(tmp_path: Path) -> None:
    def digest() -> str:
        return font_set_digest(find_fonts(PROJECT_FONTS, tmp_path / "own"))

    (tmp_path / "own").mkdir()
    seen = {font_set_digest(find_fonts(PROJECT_FONTS)), digest()}
    assert len(seen) == 1
    path = licensed(tmp_path / "own", "仿宋_GB2312")
    seen.add(digest())
    path.write_bytes(path.read_bytes() + b"\0")
    seen.add(digest())
    assert len(seen) == 3


@pytest.mark.slow
def test_the_set_is_built_once_even_by_many_at_once(tmp_path: Path) -> None:
    sources = find_fonts(PROJECT_FONTS)
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: prepare_fonts(tmp_path, sources), range(3)))
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [made[0].config.parent.name]
    inode = made[0].config.stat().st_ino
    assert prepare_fonts(tmp_path, sources) == made[0]
    assert made[0].config.stat().st_ino == inode


@pytest.mark.slow
def test_a_half_made_set_is_made_again(tmp_path: Path) -> None:
    sources = find_fonts(PROJECT_FONTS)
    home = prepare_fonts(tmp_path, sources).config.parent
    (home / "fonts.conf").unlink()
    assert prepare_fonts(tmp_path, sources).config.exists()


@pytest.mark.slow
def test_made_faces_keep_their_licence_and_drop_their_name(fonts: FontSet, tmp_path: Path) -> None:
    made = fonts.config.parent / "faces"
    for file, family in (
        ("DocsvcFangsong-Regular.ttf", faces.FANGSONG),
        ("DocsvcKai-Regular.ttf", faces.KAI),
        ("DocsvcLatin-Bold.ttf", faces.LATIN),
    ):
        with TTFont(made / file) as font:
            names = font["name"]
            assert faces.family_names(made / file) == {family}
            assert names.getDebugName(6).startswith(family.replace(" ", ""))
            assert "Licen" in names.getDebugName(13)
            assert names.getDebugName(0)


@pytest.mark.slow
def test_the_same_sources_make_the_same_bytes(fonts: FontSet, tmp_path: Path) -> None:
    again = prepare_fonts(tmp_path, find_fonts(PROJECT_FONTS)).config.parent
    first = fonts.config.parent
    for face in sorted((first / "faces").glob("Docsvc*")):
        assert face.read_bytes() == (again / "faces" / face.name).read_bytes()
    shutil.rmtree(again)
