"""The states of an attempt, and what may follow what."""

from collections.abc import Mapping

IN_PROGRESS = "in_progress"
SUBMITTED = "submitted"
AWAITING_MARKING = "awaiting_marking"
PASSED = "passed"
FAILED = "failed"
ABANDONED = "abandoned"

# What may follow what. An attempt that has an outcome, or was abandoned, stays as it is.
NEXT_STATES: Mapping[str, frozenset[str]] = {
    IN_PROGRESS: frozenset({SUBMITTED, ABANDONED}),
    SUBMITTED: frozenset({AWAITING_MARKING, PASSED, FAILED}),
    AWAITING_MARKING: frozenset({PASSED, FAILED}),
    PASSED: frozenset(),
    FAILED: frozenset(),
    ABANDONED: frozenset(),
}


def may_become(state: str, following: str) -> bool:
    """Return whether an attempt in `state` may pass to `following`."""
    return following in NEXT_STATES[state]
