"""What has changed since a report was published, and why: the same day told again, beside what it was told as then."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from core.models import AuditEntry
from learning.compliance.models import BoardReport
from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.by_database import statuses_by_post
from learning.compliance.queries.facts import MOST_NAMED
from learning.compliance.rules import Status
from learning.records.models import Completion
from people.models import Post

Key = tuple[int, int]  # post and requirement


class Why(StrEnum):
    """What was recorded since, in the words of the page."""

    LATE = "Training recorded since"
    CORRECTED = "Training withdrawn since"
    POST = "A post added, ended or changed"
    AWAY = "A spell away added or changed"
    EXEMPT = "An exemption added or changed"
    ASKED = "What is asked, or of whom, was changed"
    OTHER = "Another change"


@dataclass(frozen=True)
class Change:
    """A post that stands elsewhere on a requirement than it was reported to; None: it wasn't, or isn't, counted."""

    post: int
    requirement: int
    was: Status | None
    now: Status | None
    why: Why


def changes_since(report: BoardReport) -> list[Change]:
    """Return every post that stands elsewhere now, as at the report's day, with what was recorded that explains it."""
    was = _as_reported(report)
    asked = asked_on(report.as_at)
    now = _as_told_now(report, asked)
    changed = [key for key in was.keys() | now.keys() if was.get(key) != now.get(key)]
    causes = _Causes(report, changed, {one.version.requirement_id: one for one in asked})
    return [Change(*key, was.get(key), now.get(key), causes.why(key)) for key in sorted(changed)]


def _as_reported(report: BoardReport) -> dict[Key, Status]:
    return {
        (post, requirement): Status(status)
        for requirement, by_status in report.rows.values_list("requirement_id", "posts")
        for status, posts in by_status.items()
        for post in posts
    }


def _as_told_now(report: BoardReport, asked: list[Asked]) -> dict[Key, Status]:
    return {
        (post, one.version.requirement_id): status
        for post, statuses in statuses_by_post(on=report.as_at).items()
        for one, status in zip(asked, statuses, strict=True)
        if status is not None
    }


class _Causes:
    """What was recorded since a report was published, of the posts that changed."""

    def __init__(self, report: BoardReport, changed: Iterable[Key], asked: dict[int, Asked]) -> None:
        self.report, self.since, self.asked = report, report.published_at, asked
        self.person_of: dict[int, int] = {}
        self.late: set[Key] = set()  # person and course
        self.corrected: set[Key] = set()
        posts = sorted({post for post, _ in changed})
        for batch in (posts[n : n + MOST_NAMED] for n in range(0, len(posts), MOST_NAMED)):
            self._read(batch)
        self.subjects = {why: set(_posts_of(entries)) for why, entries in _entries(self.since).items()}
        self.asked_changed = _audited(self.since, ("compliance.RequirementVersion:", "people.Pathway:")).exists()

    def _read(self, posts: list[int]) -> None:
        self.person_of |= dict(Post.objects.filter(pk__in=posts).order_by().values_list("pk", "person_id"))
        people = {self.person_of[post] for post in posts if post in self.person_of}
        done = Completion.objects.filter(person__in=people, completed_on__lte=self.report.as_at).order_by()
        self.late |= set(done.filter(recorded_at__gt=self.since).values_list("person_id", "course_id"))
        corrected = done.filter(correction__recorded_at__gt=self.since)
        self.corrected |= set(corrected.values_list("person_id", "course_id"))

    def why(self, key: Key) -> Why:
        post, requirement = key
        person, asked = self.person_of.get(post), self.asked.get(requirement)
        courses = [listing.course_id for listing in asked.terms.listings] if asked else []
        if any((person, course) in self.late for course in courses):
            return Why.LATE
        if any((person, course) in self.corrected for course in courses):
            return Why.CORRECTED
        for why in (Why.EXEMPT, Why.AWAY, Why.POST):
            if post in self.subjects[why]:
                return why
        return Why.ASKED if self.asked_changed or asked is None else Why.OTHER


def _entries(since: datetime) -> dict[Why, Iterable[AuditEntry]]:
    return {
        Why.POST: _audited(since, ("people.Post:",)),
        Why.AWAY: _audited(since, ("people.Absence:",)),
        Why.EXEMPT: _audited(since, ("compliance.Exemption:",)),
    }


def _audited(since: datetime, subjects: tuple[str, ...]) -> Any:
    named = Q(pk__in=[])
    for subject in subjects:
        named |= Q(subject__startswith=subject)
    return AuditEntry.objects.filter(named, at__gt=since)


def _posts_of(entries: Iterable[AuditEntry]) -> Iterator[int]:
    """Yield the posts that audit entries are about: of a post itself, or of what it says of one."""
    for entry in entries:
        model, _, key = entry.subject.partition(":")
        if model == "people.Post" and key.isdigit():
            yield int(key)
        for facts in (entry.before, entry.after):
            for name in ("post", "post_id"):
                if isinstance(facts.get(name), int):
                    yield facts[name]


def count_by_why(changes: Iterable[Change]) -> list[tuple[Why, int]]:
    """Return how many changes each cause explains, in the usual order."""
    counted = Counter(change.why for change in changes)
    return [(why, counted[why]) for why in Why if counted[why]]
