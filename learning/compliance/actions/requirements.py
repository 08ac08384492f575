"""What is asked of whom: requirements in versions."""

from typing import Any

from django.db import transaction

from core import audit
from learning.compliance.models import RequirementVersion


@transaction.atomic
def save_version(*, version: RequirementVersion, by: Any, before: dict[str, Any] | None = None) -> RequirementVersion:
    """Save a new or changed version of a requirement, with its courses, and log what it was and is.

    `before` is `facts_of_version` as it was, if it was there. Raises ValidationError for a version that can't be.
    """
    version.full_clean()
    version.save()
    log_version(version=version, by=by, before=before)
    return version


def log_version(*, version: RequirementVersion, by: Any, before: dict[str, Any] | None) -> None:
    """Log a version that was saved in this transaction. `before` is None for a new one."""
    act = "requirement version added" if before is None else "requirement version changed"
    audit.record(act, version, by=by, before=before, after=facts_of_version(version))


def facts_of_version(version: RequirementVersion) -> dict[str, Any]:
    """Return what the audit log keeps of a version: all that a training status can follow from."""
    plain = (
        "in_force_from", "in_force_to", "first_months", "first_days", "renewal", "renewal_months", "fixed_month",
        "fixed_day", "window_months", "warning_days", "grace_days", "history_before", "posts_held_until", "paragraph",
    )  # fmt: skip
    return {
        "requirement": version.requirement.code,
        **{name: getattr(version, name) for name in plain},
        "guidance": str(version.guidance or ""),
        "pathways": sorted(pathway.code for pathway in version.pathways.all()),
        "agencies": sorted(agency.code for agency in version.agencies.all()),
        "courses": [
            {
                "course": listing.course.code,
                "first": listing.first,
                "renewing": listing.renewing,
                "if_completed_by": listing.if_completed_by,
            }
            for listing in version.listings.all()
        ],
    }
