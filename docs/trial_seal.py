"""Makes what a first try of docsvc lacks: an authority, a seal's picture, and its key.

    .venv/bin/python docs/trial_seal.py FOLDER ORGAN CREDIT_CODE

FOLDER receives `root.pem` (to be trusted), `seal.png`, `seal.p12` and `password`. They are for
trying out alone: a real seal comes from the seal platform, its certificate from a licensed
authority.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)

from docsvc.bootstrap import make_clock
from docsvc.settings import load_settings
from seals.authority import DemoAuthority
from seals.drawing import draw_round_seal

FONT = "ZhuqueFangsong-Regular.ttf"
PASSWORD = "trial"  # noqa: S105 - of a throw-away key
DAYS = 365
BITS = 2048


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("organ")
@click.argument("credit_code")
def main(folder: Path, organ: str, credit_code: str) -> None:
    """Write a throw-away seal of ORGAN into FOLDER."""
    now = make_clock().now()
    authority = DemoAuthority.create("docsvc 试用认证机构", now, BITS)
    material = authority.issue_seal_certificate(
        organ, credit_code, now - timedelta(minutes=1), now + timedelta(days=DAYS)
    )
    bag = pkcs12.serialize_key_and_certificates(
        organ.encode(),
        material.private_key,
        material.certificate,
        material.chain,
        BestAvailableEncryption(PASSWORD.encode()),
    )
    picture = draw_round_seal(organ, font_path=load_settings().fonts_dir / FONT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "root.pem").write_bytes(authority.root.public_bytes(Encoding.PEM))
    (folder / "seal.png").write_bytes(picture)
    (folder / "seal.p12").write_bytes(bag)
    (folder / "password").write_text(PASSWORD + "\n", "utf-8")
    click.echo(f"{folder}: root.pem seal.png seal.p12 password")


if __name__ == "__main__":
    main()
