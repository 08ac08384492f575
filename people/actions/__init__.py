"""Writes to agencies, people and posts."""

from people.actions.absences import AbsenceRefused, end_absence, record_absence
from people.actions.going_live import set_agency_state

__all__ = ["AbsenceRefused", "end_absence", "record_absence", "set_agency_state"]
