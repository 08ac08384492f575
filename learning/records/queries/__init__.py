"""Reads of the training record."""

from learning.records.queries.completions import (
    completions_to_check,
    effects_of_correction,
    find_certificate,
    printable_certificate,
)
from learning.records.queries.external import (
    count_to_check,
    evidence_for,
    own_reports,
    reports_in_the_air,
    reports_to_check,
    waiting_reports,
)

__all__ = [
    "completions_to_check",
    "count_to_check",
    "effects_of_correction",
    "evidence_for",
    "find_certificate",
    "own_reports",
    "printable_certificate",
    "reports_in_the_air",
    "reports_to_check",
    "waiting_reports",
]
