"""Append to a document's chain: the one place that writes ledger entries."""

from __future__ import annotations
