"""Writes to agencies, people and posts."""

from people.actions.going_live import set_agency_state

__all__ = ["set_agency_state"]
