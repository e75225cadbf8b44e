"""What was found in a sealed file, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from seals.errors import Finding


@dataclass(frozen=True)
class SignatureReport:
    """One seal of a file.

    `organisation` and `credit_code` are the certificate's words and mean nothing unless `trusted`.
    `claimed_time` is the sealer's own (`/M`); `stamped_time` is proven by a trusted time-stamp.
    `level` is "B-T" when there is one, else "B-B" (ETSI EN 319 142-1). `docmdp` is the certified
    permission 1 to 3, None for an uncertified signature. `modification` is pyHanko's name for what
    was appended: NONE, LTA_UPDATES, FORM_FILLING, ANNOTATIONS or OTHER. `reasons` is empty for a
    seal that holds.
    """

    field: str
    organisation: str | None
    credit_code: str | None
    certificate_sha256: str
    certificate_valid_from: datetime
    certificate_valid_to: datetime
    claimed_time: datetime | None
    stamped_time: datetime | None
    level: str
    intact: bool
    trusted: bool
    covers_whole_file: bool
    docmdp: int | None
    modification: str
    reasons: tuple[Finding, ...]


@dataclass(frozen=True)
class SealReport:
    """A file and its seals. `faults` are those of the file as a whole."""

    sha256: str
    signatures: tuple[SignatureReport, ...]
    faults: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that speaks against the file, empty when it holds."""
        return (*self.faults, *(r for s in self.signatures for r in s.reasons))

    @property
    def valid(self) -> bool:
        """Whether the file bears a seal and nothing speaks against it."""
        return bool(self.signatures) and not self.findings
