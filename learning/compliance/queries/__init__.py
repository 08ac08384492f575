"""Where posts stand. Every screen, file and report asks here, so that their figures can't disagree."""

from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.facts import Facts, HeldPost, facts_of, staff_numbers_of
from learning.compliance.queries.history import completions_bearing_on
from learning.compliance.queries.listing import (
    NEAR,
    PersonStands,
    Wanted,
    most_urgent_first,
    needing_attention,
    people_in,
    sort_people,
)
from learning.compliance.queries.statuses import HeldStatus, PostStatus, statuses_for, statuses_of, tally_of
from learning.compliance.queries.survey import Stand, Survey, survey_of, tallies
from learning.compliance.queries.viewing import agencies_of, posts_below, ways_of

__all__ = [
    "NEAR",
    "Asked",
    "Facts",
    "HeldPost",
    "HeldStatus",
    "PersonStands",
    "PostStatus",
    "Stand",
    "Survey",
    "Wanted",
    "agencies_of",
    "asked_on",
    "completions_bearing_on",
    "facts_of",
    "most_urgent_first",
    "needing_attention",
    "people_in",
    "posts_below",
    "sort_people",
    "staff_numbers_of",
    "statuses_for",
    "statuses_of",
    "survey_of",
    "tallies",
    "tally_of",
    "ways_of",
]
