"""The one set of fonts that LibreOffice may see, and how the forms' font names map onto it.

A fontconfig file of our own names a single folder of links, so the same paper looks the same on
every machine whatever else is installed. The bureau's licensed fonts, where it has them, come
first; free fonts stand in for the rest.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTLibError

from docsvc.adapters.libreoffice import faces
from docsvc.errors import EngineUnavailable

SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
SYSTEM_FONTS = (
    # Version 2, under the OFL, before a version 1 that another package may have brought.
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
)

_ZHUQUE = "ZhuqueFangsong-Regular.ttf"
_WENKAI = "LXGWWenKai-Regular.ttf"
_NOTO = (
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifCJK-Regular.ttc",
)
_LIBERATION = (
    "LiberationSerif-Bold.ttf",
    "LiberationSerif-BoldItalic.ttf",
    "LiberationSerif-Italic.ttf",
    "LiberationSerif-Regular.ttf",
)
# The other regions' faces, in the same files, draw 骨, 直 or 令 the Japanese or Hong Kong way.
_UNWANTED = tuple(
    f"{kind} CJK {region}"
    for kind in ("Sans", "Serif", "Sans Mono")
    for region in ("HK", "JP", "KR", "TC", "SC")
    if (kind, region) not in {("Sans", "SC"), ("Serif", "SC")}
)
_TIMES = "Times New Roman"
_KINDS = (".ttf", ".otf", ".ttc")


@dataclass(frozen=True)
class Role:
    """One typeface of official papers: the names it goes by, and the free face that stands in."""

    names: tuple[str, ...]
    stand_in: str
    bold: bool = False


# GB/T 9704-2012, 5.2.2 and 7: 仿宋 for the text, 小标宋 for organ and title, 黑体 and 楷体 for
# headings.
ROLES = (
    Role(
        ("仿宋_GB2312", "仿宋", "FangSong_GB2312", "FangSong", "华文仿宋", "STFangsong"),
        faces.FANGSONG,
    ),
    Role(("楷体_GB2312", "楷体", "KaiTi_GB2312", "KaiTi", "华文楷体", "STKaiti"), faces.KAI),
    Role(("黑体", "SimHei", "华文黑体", "STHeiti", "微软雅黑", "Microsoft YaHei"), SANS),
    Role(("宋体", "SimSun", "新宋体", "NSimSun", "华文宋体", "STSong"), SERIF),
    Role(
        (
            "方正小标宋简体",
            "方正小标宋_GBK",
            "FZXiaoBiaoSong-B05S",
            "FZXiaoBiaoSong-B05",
            "华文中宋",
            "STZhongsong",
        ),
        SERIF,
        bold=True,
    ),
    Role((_TIMES, "Liberation Serif"), faces.LATIN),
)


@dataclass(frozen=True)
class FontSet:
    """A fontconfig file to hand to LibreOffice as FONTCONFIG_FILE, and the digest that names it."""

    config: Path
    digest: str


@dataclass(frozen=True)
class FontSources:
    """The files that a set is made of. `own` are the bureau's; they win."""

    own: tuple[Path, ...]
    zhuque: Path
    wenkai: Path
    noto: tuple[Path, ...]
    liberation: tuple[Path, ...]

    def files(self) -> tuple[Path, ...]:
        """All of them, the bureau's first."""
        return (*self.own, self.zhuque, self.wenkai, *self.noto, *self.liberation)


def find_fonts(
    project: Path, own: Path | None = None, system: Sequence[Path] = SYSTEM_FONTS
) -> FontSources:
    """The fonts to use: from folder `own` (optional), `project` and the `system` folders.

    Raises EngineUnavailable naming the file that is missing or is not a font. Times New Roman in
    `own` is passed over: its “ ” and … would stand narrow in Chinese text.
    """
    if own is not None and not own.is_dir():
        raise EngineUnavailable(f"no folder {own} with the bureau's own fonts")
    theirs = sorted(p for p in own.rglob("*") if p.suffix.lower() in _KINDS) if own else []
    return FontSources(
        own=tuple(p for p in theirs if _TIMES not in _families(p)),
        zhuque=_find(_ZHUQUE, [project]),
        wenkai=_find(_WENKAI, [project, *system]),
        noto=tuple(_find(name, system) for name in _NOTO),
        liberation=tuple(_find(name, system) for name in _LIBERATION),
    )


def font_set_digest(sources: FontSources) -> str:
    """SHA-256, in hex, over the fonts' names and contents and all that is done with them here."""
    digest = sha256(b"docsvc fonts 1\n")
    for path in sources.files():
        with path.open("rb") as file:
            digest.update(f"{path.name}\t{file_digest(file, 'sha256').hexdigest()}\n".encode())
    digest.update(_rules(sources).encode())
    # The recipe for the made faces is code; no version number of it could be forgotten this way.
    digest.update(Path(faces.__file__).read_bytes())
    return digest.hexdigest()


def prepare_fonts(cache: Path, sources: FontSources) -> FontSet:
    """Build the set in a folder of its own under `cache`, or find it built.

    Safe against other processes that do the same at the same time. Raises EngineUnavailable.
    """
    digest = font_set_digest(sources)
    home = cache.absolute() / digest[:16]
    font_set = FontSet(home / "fonts.conf", digest)
    if font_set.config.exists():
        return font_set
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".making-") as scratch:
            made = Path(scratch) / "set"
            _make(made, home, sources)
            _move(made, home)
    except OSError as exc:
        raise EngineUnavailable(f"fonts cannot be prepared in {cache}: {exc}") from exc
    return font_set


def _make(folder: Path, home: Path, sources: FontSources) -> None:
    links = folder / "faces"
    links.mkdir(parents=True)
    for n, path in enumerate((*sources.own, *sources.noto)):
        (links / f"{n:03}-{path.name}").symlink_to(path.absolute())
    faces.make_chinese(sources.zhuque, links / "DocsvcFangsong-Regular.ttf", faces.FANGSONG)
    faces.make_chinese(sources.wenkai, links / "DocsvcKai-Regular.ttf", faces.KAI)
    for path in sources.liberation:
        faces.make_latin(path, links / path.name.replace("LiberationSerif", "DocsvcLatin"))
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig>\n<dir>{escape(str(home / 'faces'))}</dir>\n"
        f"<cachedir>{escape(str(home / 'cache'))}</cachedir>\n{_rules(sources)}</fontconfig>\n",
        encoding="utf-8",
    )


def _move(made: Path, home: Path) -> None:
    try:
        made.rename(home)
    except OSError:
        if not (home / "fonts.conf").exists():  # else another process was quicker, with the same
            shutil.rmtree(home, ignore_errors=True)
            made.rename(home)


def _rules(sources: FontSources) -> str:
    """The fontconfig rules: faces never to use, names that stand for others, fallback order."""
    own = frozenset[str]().union(*(_families(p) for p in sources.own))
    rules = [_reject(f"Noto {face}") for face in _UNWANTED]
    text_face = faces.FANGSONG
    for role in ROLES:
        theirs = next((name for name in role.names if name in own), None)
        if role.stand_in == faces.FANGSONG and theirs:
            text_face = theirs
        for name in role.names:
            if name not in own:
                rules.append(_stand_in(name, theirs or role.stand_in, role.bold and not theirs))
    chain = tuple(dict.fromkeys((text_face, faces.FANGSONG, faces.KAI, SERIF, SANS)))
    for family in (faces.LATIN, *chain, *sorted(own - {text_face})):
        rules.append(_fall_back(family, chain))
    rules.append(_LAST_RESORT)
    return "".join(rules)


def _reject(family: str) -> str:
    return (
        '<selectfont><rejectfont><pattern><patelt name="family">'
        f"<string>{family}</string></patelt></pattern></rejectfont></selectfont>\n"
    )


def _stand_in(name: str, family: str, bold: bool) -> str:
    weight = '<edit name="weight" mode="assign"><const>bold</const></edit>' if bold else ""
    return (
        f'<match target="pattern"><test name="family" qual="any">{_string(name)}</test>'
        f'<edit name="family" mode="prepend" binding="same">{_string(family)}</edit>'
        f"{weight}</match>\n"
    )


def _fall_back(family: str, chain: Iterable[str]) -> str:
    others = "".join(_string(other) for other in chain if other != family)
    return (
        f'<match target="pattern"><test name="family" qual="any">{_string(family)}</test>'
        f'<edit name="family" mode="append" binding="same">{others}</edit></match>\n'
    )


def _string(text: str) -> str:
    return f"<string>{escape(text)}</string>"


# A font name that nobody foresaw: Latin letters as in the forms, Chinese in 仿宋.
_LAST_RESORT = (
    '<match target="pattern"><edit name="family" mode="append_last" binding="weak">'
    f"{_string(faces.LATIN)}{_string(faces.FANGSONG)}</edit></match>\n"
)


def _families(path: Path) -> frozenset[str]:
    try:
        return faces.family_names(path)
    except (TTLibError, OSError) as exc:
        raise EngineUnavailable(f"{path} is not a readable font: {exc}") from exc


def _find(name: str, folders: Iterable[Path]) -> Path:
    for folder in folders:
        for path in sorted(folder.rglob(name)):
            return path
    raise EngineUnavailable(f"font file {name} is not installed")
