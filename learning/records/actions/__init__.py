"""Writes to the training record."""

from learning.records.actions.completions import (
    AlreadyCorrected,
    CompletionFact,
    certificate_for,
    certificates_for,
    correct_completion,
    correct_completions,
    correct_copies,
    record_completion,
    record_each,
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
from learning.records.actions.groups import (
    GroupRefused,
    let_go_of_old_drafts,
    put_draft_away,
    record_group_session,
    tick,
    withdraw_place,
)
from learning.records.actions.holding import BATCH, hold_records

__all__ = [
    "BATCH",
    "AlreadyCorrected",
    "CompletionFact",
    "GroupRefused",
    "ReportRefused",
    "certificate_for",
    "certificates_for",
    "correct_completion",
    "correct_completions",
    "correct_copies",
    "hand_out_evidence",
    "hold_records",
    "keep_evidence",
    "let_go_of_old_drafts",
    "let_go_of_unused_evidence",
    "put_draft_away",
    "record_completion",
    "record_each",
    "record_group_session",
    "record_many",
    "reject_report",
    "report_course",
    "send_report_letters",
    "tick",
    "verify_report",
    "withdraw_place",
    "withdraw_report",
]
