"""Writes of this room."""

from learning.compliance.actions.exemptions import (
    ExemptionRefused,
    check_exemption,
    end_exemption,
    facts_of_exemption,
    grant_exemption,
    hold_days,
)
from learning.compliance.actions.requirements import facts_of_version, log_version, save_version

__all__ = [
    "ExemptionRefused",
    "check_exemption",
    "end_exemption",
    "facts_of_exemption",
    "facts_of_version",
    "grant_exemption",
    "hold_days",
    "log_version",
    "save_version",
]
