"""Writes to the training record."""

from learning.records.actions.completions import (
    BATCH,
    AlreadyCorrected,
    CompletionFact,
    certificate_for,
    correct_completion,
    record_completion,
    record_many,
)
from learning.records.actions.evidence import hand_out_evidence, keep_evidence, let_go_of_unused_evidence
from learning.records.actions.external import (
    ReportRefused,
    reject_report,
    report_course,
    send_report_letters,
    verify_report,
    withdraw_report,
)

__all__ = [
    "BATCH",
    "AlreadyCorrected",
    "CompletionFact",
    "ReportRefused",
    "certificate_for",
    "correct_completion",
    "hand_out_evidence",
    "keep_evidence",
    "let_go_of_unused_evidence",
    "record_completion",
    "record_many",
    "reject_report",
    "report_course",
    "send_report_letters",
    "verify_report",
    "withdraw_report",
]
