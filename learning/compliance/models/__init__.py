"""Requirements and their dated versions; exemptions from them; reminders of what is due; published reports."""

from core.models import LetterState
from learning.compliance.models.exemptions import Exemption
from learning.compliance.models.packs import InspectionPack, PackState
from learning.compliance.models.reminder_wording import LetterPart, ReminderSettings, ReminderWording
from learning.compliance.models.reminders import (
    LetterKind,
    LetterQuerySet,
    ReminderLetter,
    ReminderRound,
    ReminderStep,
)
from learning.compliance.models.reports import BoardReport, BoardReportRow, QuarterCount, QuarterUptake
from learning.compliance.models.requirements import CourseListing, Renewal, Requirement, RequirementVersion

__all__ = [
    "BoardReport",
    "BoardReportRow",
    "CourseListing",
    "Exemption",
    "InspectionPack",
    "LetterKind",
    "LetterPart",
    "LetterQuerySet",
    "LetterState",
    "PackState",
    "QuarterCount",
    "QuarterUptake",
    "ReminderLetter",
    "ReminderRound",
    "ReminderSettings",
    "ReminderStep",
    "ReminderWording",
    "Renewal",
    "Requirement",
    "RequirementVersion",
]
