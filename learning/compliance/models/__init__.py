"""Requirements and their dated versions; exemptions from them; reminders of what is due."""

from learning.compliance.models.exemptions import Exemption
from learning.compliance.models.reminder_wording import LetterPart, ReminderSettings, ReminderWording
from learning.compliance.models.reminders import (
    LetterKind,
    LetterQuerySet,
    LetterState,
    ReminderLetter,
    ReminderRound,
    ReminderStep,
)
from learning.compliance.models.requirements import CourseListing, Renewal, Requirement, RequirementVersion

__all__ = [
    "CourseListing",
    "Exemption",
    "LetterKind",
    "LetterPart",
    "LetterQuerySet",
    "LetterState",
    "ReminderLetter",
    "ReminderRound",
    "ReminderSettings",
    "ReminderStep",
    "ReminderWording",
    "Renewal",
    "Requirement",
    "RequirementVersion",
]
