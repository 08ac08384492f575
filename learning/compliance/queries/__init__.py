"""Where posts stand. Every screen, file and report asks here, so that their figures can't disagree."""

from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.facts import Facts, HeldPost
from learning.compliance.queries.statuses import PostStatus, statuses_for, statuses_of, tally_of
from learning.compliance.queries.survey import Stand, Survey, survey_of
from learning.compliance.queries.viewing import ways_of

__all__ = [
    "Asked",
    "Facts",
    "HeldPost",
    "PostStatus",
    "Stand",
    "Survey",
    "asked_on",
    "statuses_for",
    "statuses_of",
    "survey_of",
    "tally_of",
    "ways_of",
]
