"""The only reader of the environment: every setting, checked once, frozen.

Set as `DOCSVC_<NAME>`; an unknown `DOCSVC_*` name is refused. There is no default secret: the
master key is a file that `docsvc init` makes with fresh random bytes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from docsvc.errors import SettingsFault

_PREFIX = "DOCSVC_"
_PACKAGE = Path(__file__).resolve().parent


def _data(packaged: str, checkout: str) -> Path:
    """Data files lie in the wheel, or beside the package in a checkout."""
    inside = _PACKAGE / "_data" / packaged
    return inside if inside.is_dir() else _PACKAGE.parent / checkout


class Settings(BaseSettings):
    """All settings. Paths may be relative to the working directory."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    home: Path = Field(Path("var"), description="Folder of everything the service writes.")
    database_url: str = Field(
        "",
        description="SQLAlchemy URL: `postgresql+psycopg://…`, or `sqlite:///…`; "
        "empty means SQLite at `HOME/docsvc.sqlite3`.",
    )
    archive_dir: Path | None = Field(
        None, description="Folder of the archive; default `HOME/archive`."
    )
    master_key_file: Path | None = Field(
        None,
        description="File with 32 random bytes that wrap the seals' keys, mode 0400 or 0600; "
        "default `HOME/secrets/master.key`, made by `docsvc init`.",
    )
    roots_dir: Path | None = Field(
        None,
        description="Folder of PEM certificates that seals must chain to; default `HOME/roots`.",
    )
    forms_dir: Path = Field(
        default_factory=lambda: _data("40_forms", "templates/40_forms"),
        description="Folder of the forms.",
    )
    fonts_dir: Path = Field(
        default_factory=lambda: _data("fonts", "fonts"),
        description="Folder of the fonts that the project ships.",
    )
    bureau_fonts_dir: Path | None = Field(
        None, description="Folder of fonts that the bureau owns; they come before all others."
    )
    tsa_urls: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="RFC 3161 time-stamp services, comma-separated, tried in order."
    )
    tsa_seconds: float = Field(5.0, gt=0, description="Time-out of one time-stamp request, in s.")
    convert_seconds: float = Field(
        30.0, gt=0, description="Wall-clock limit of one DOCX to PDF conversion, in s."
    )
    convert_workers: int = Field(
        2, ge=1, le=64, description="Papers that one process lays out at a time."
    )
    engine: Literal["auto", "libreofficekit", "soffice"] = Field(
        "auto",
        description="Layout engine: `auto`, `libreofficekit` or `soffice`.",
    )
    pdfa_every: int = Field(
        20,
        ge=1,
        description="PDF/A-2b is checked on the first paper of each template and layout engine, "
        "then on every Nth; 1 checks all.",
    )
    max_request_bytes: int = Field(
        16 * 1024 * 1024, ge=1024, description="Largest request body, in bytes."
    )
    log_json: bool = Field(False, description="Log as JSON lines instead of text.")

    @field_validator("tsa_urls", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'docsvc.sqlite3'}"

    @property
    def archive(self) -> Path:
        """The archive's folder."""
        return self.archive_dir or self.home / "archive"

    @property
    def master_key(self) -> Path:
        """The master key's file."""
        return self.master_key_file or self.home / "secrets" / "master.key"

    @property
    def roots(self) -> Path:
        """The folder of trusted roots."""
        return self.roots_dir or self.home / "roots"


def load_settings(**given: object) -> Settings:
    """Settings from the environment, with `given` before it.

    Raises SettingsFault naming the first setting that is unknown or out of range.
    """
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):  # noqa: TID251 - this is the one reader
        if name.startswith(_PREFIX) and name not in known:
            raise SettingsFault(name, "no such setting")
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + str(first["loc"][0]).upper() if first["loc"] else _PREFIX
        raise SettingsFault(name, str(first["msg"])) from error
