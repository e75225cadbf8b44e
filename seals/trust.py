"""The validation context: whom to believe, at which moment, and what revocation lists say."""

# mypy: disable-error-code="no-untyped-call"
# Parts of pyhanko-certvalidator are not annotated.

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from seals.x509names import to_asn1


def validation_context(
    subject: x509.Certificate | None,
    *,
    roots: Sequence[x509.Certificate],
    moment: datetime,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> ValidationContext:
    """A fresh context to judge `subject` at `moment`. Never fetches anything.

    When one of the lists comes from the subject's issuer, the subject must be shown unrevoked by a
    list that was current at `moment`. Otherwise revocation is looked at only where it can be.
    """
    covered = subject is not None and any(crl.issuer == subject.issuer for crl in crls)
    soft = RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
    policy = RevocationCheckingPolicy(
        # The library's soft rule skips certificates that name no list, even if one is at hand.
        ee_certificate_rule=RevocationCheckingRule.CRL_REQUIRED if covered else soft,
        intermediate_ca_cert_rule=soft,
    )
    return ValidationContext(
        trust_roots=[to_asn1(root) for root in roots],
        allow_fetching=False,
        crls=[crl.public_bytes(Encoding.DER) for crl in crls],
        # A list that is newer than the seal tells of revocations before it, too.
        revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
        moment=moment,
    )
