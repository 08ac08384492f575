"""Requirements in words, for the pages on which they are written."""

from datetime import date

from learning.compliance.models import Requirement, RequirementVersion
from learning.compliance.rules.asking import asks_in_words


def version_in_words(version: RequirementVersion) -> str:
    """Return the sentence that says what a version asks, as it stands in memory or in the database."""
    return asks_in_words(
        version.terms(),
        pathways=[pathway.title for pathway in version.pathways.all()],
        agencies=[agency.name for agency in version.agencies.all()],
        course_titles={listing.course_id: listing.course.title for listing in version.listings.all()},
    )


def requirement_in_words(requirement: Requirement, *, on: date) -> str:
    """Return what a requirement asks on a day."""
    in_force = next((one for one in requirement.versions.all() if one.terms().in_force_on(on)), None)
    return version_in_words(in_force) if in_force else "Nothing on this day: no version is in force."
