"""The training record: completions and what corrects or proves them, and learning done elsewhere."""

from learning.records.models.completions import Certificate, Completion, CompletionQuerySet, Correction, Source
from learning.records.models.evidence import EvidenceFile, EvidenceKind
from learning.records.models.external import ExternalReport, ReportAnswer, ReportLetter, Verdict
from learning.records.models.groups import GroupDraft, GroupPlace, GroupSession

__all__ = [
    "Certificate",
    "Completion",
    "CompletionQuerySet",
    "Correction",
    "EvidenceFile",
    "EvidenceKind",
    "ExternalReport",
    "GroupDraft",
    "GroupPlace",
    "GroupSession",
    "ReportAnswer",
    "ReportLetter",
    "Source",
    "Verdict",
]
