"""The rules of the training record: pure functions with no database and no clock."""

from learning.records.rules.completions import least_name, merged_key, plain_key, refuse_future
from learning.records.rules.evidence import (
    CONTENT_TYPES,
    ENDINGS,
    LARGEST_FILE,
    TOO_LARGE,
    file_name_of,
    kind_of_file,
    why_not_evidence,
)
from learning.records.rules.external import report_key, state_of_report

__all__ = [
    "CONTENT_TYPES",
    "ENDINGS",
    "LARGEST_FILE",
    "TOO_LARGE",
    "file_name_of",
    "kind_of_file",
    "least_name",
    "merged_key",
    "plain_key",
    "refuse_future",
    "report_key",
    "state_of_report",
    "why_not_evidence",
]
