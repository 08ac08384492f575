"""The types of question, and the shapes that the rules share."""

from collections.abc import Mapping
from typing import Any

SINGLE = "single"
MULTIPLE = "multiple"
TRUE_FALSE = "true_false"
ORDERING = "ordering"
MATCHING = "matching"
SHORT_TEXT = "short_text"
ESSAY = "essay"

CHOICES = frozenset({SINGLE, MULTIPLE, TRUE_FALSE})  # answered by choosing among options
WRITTEN = frozenset({SHORT_TEXT, ESSAY})  # answered in one's own words
TOLD_IN_ORDER = frozenset({MULTIPLE, MATCHING})  # what was answered is told in the order its options were shown in

# How a response that is partly right earns marks. Only these types can be partly right.
ALL_OR_NOTHING = "all"
PARTIAL = "part"
CAN_BE_PARTLY_RIGHT = frozenset({MULTIPLE, ORDERING, MATCHING})

# An option as a version keeps it: {"id", "text", "correct", "feedback"}. What it is differs by type:
# - choices: what can be chosen;
# - ordering: the things to put in order, in the right order ("correct" says nothing);
# - matching: the left side as "text", what goes with it as "match", whose id is "match_id"; where "text" is empty the
#   row is only one more thing to choose from on the right ("correct" says nothing);
# - short text: accepted answers ("correct"), and known mistakes that have feedback of their own;
# - essay: none.
Option = Mapping[str, Any]


def is_marked_by_hand(kind: str) -> bool:
    """Return whether a question of this type waits for a person to mark it."""
    return kind == ESSAY
