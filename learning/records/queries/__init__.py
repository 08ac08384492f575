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
from learning.records.queries.groups import (
    narrowed,
    places_of,
    sessions_of,
    those_who_have_it,
    who_may_have_been_there,
)

__all__ = [
    "completions_to_check",
    "count_to_check",
    "effects_of_correction",
    "evidence_for",
    "find_certificate",
    "narrowed",
    "own_reports",
    "places_of",
    "printable_certificate",
    "reports_in_the_air",
    "reports_to_check",
    "sessions_of",
    "those_who_have_it",
    "waiting_reports",
    "who_may_have_been_there",
]
