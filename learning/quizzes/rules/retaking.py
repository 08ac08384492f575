"""When another attempt may begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.quizzes.rules.states import ABANDONED, AWAITING_MARKING, PASSED, SUBMITTED


@dataclass(frozen=True)
class PastAttempt:
    """An attempt that is over, as the rule of another go sees it."""

    state: str
    submitted_at: datetime | None


@dataclass(frozen=True)
class AnotherGo:
    """Whether an attempt may begin. `why` is "" if it may, else passed, being_marked, used_up or waiting.

    It waits until `next_at`.
    `left` counts the attempts that may still begin, None if there is no limit.
    """

    why: str
    left: int | None
    next_at: datetime | None = None

    @property
    def allowed(self) -> bool:
        return not self.why


def another_go(
    past: Sequence[PastAttempt], *, allowed: int | None, waiting_hours: int, at: datetime, passed_again: bool = False
) -> AnotherGo:
    """Return whether another attempt of a cycle may begin at moment `at`, after those that are over.

    A passed quiz isn't taken again in the same cycle, unless `passed_again`; nor is another begun while the last is
    being marked. An attempt that was ended unsubmitted doesn't use one up and nobody waits for it; every other does.
    The wait is counted from the submission of the last, if that wasn't passed, and the moment at which it ends is
    already allowed.
    """
    used = [one for one in past if one.state != ABANDONED]
    left = None if allowed is None else max(allowed - len(used), 0)
    if not passed_again and any(one.state == PASSED for one in used):
        return AnotherGo("passed", left)
    if any(one.state in (SUBMITTED, AWAITING_MARKING) for one in used):
        return AnotherGo("being_marked", left)
    if left == 0:
        return AnotherGo("used_up", left)
    submitted = [(one.submitted_at, one.state) for one in used if one.submitted_at]
    last, state = max(submitted, default=(None, ""))
    if last and waiting_hours and state != PASSED:
        next_at = last + timedelta(hours=waiting_hours)
        if at < next_at:
            return AnotherGo("waiting", left, next_at)
    return AnotherGo("", left)
