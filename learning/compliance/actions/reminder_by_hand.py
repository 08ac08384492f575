"""A manager's reminder to one of their people: seldom enough to be heard, and logged."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from learning.compliance.actions.reminder_rounds import partnership_name, values_for, wording_of
from learning.compliance.models import LetterKind, LetterPart, LetterState, ReminderLetter
from learning.compliance.queries.reminders import posts_reminded
from learning.compliance.queries.statuses import PostStatus, statuses_for
from learning.compliance.rules import Status
from learning.compliance.rules import reminders as rules
from people.models import Post

NOT_AGAIN_FOR = timedelta(days=7)
SAID = (Status.OVERDUE, Status.DUE_SOON, Status.IN_TIME)


class NotReminded(ValueError):
    """Raised, with a sentence for the reader, where a reminder can't or shouldn't go."""


@transaction.atomic
def remind_by_hand(*, post: Post, by: Any, today: date, at: datetime) -> ReminderLetter:
    """Write a reminder to a post's holder of what is due in it. The caller has asked whether `by` may see the post.

    Raises NotReminded with the reason why not: away or exempt, nothing due, no email, an agency that isn't live yet, or
    a reminder by hand in the last seven days.
    """
    person = post.person
    statuses = [one for one in statuses_for(Post.objects.filter(pk=post.pk), on=today) if one.status in SAID]
    problem = why_not(post, statuses, by=by, today=today)
    if problem:
        raise NotReminded(problem)
    values = values_for(person, LetterPart.BY_HAND, partnership_name(), manager=by.get_full_name())
    subject, text = wording_of(LetterPart.BY_HAND).filled(lines_of(statuses, today), values)
    try:
        with transaction.atomic():
            letter = ReminderLetter.objects.create(
                person=person,
                kind=LetterKind.BY_HAND,
                day=today,
                subject=subject[:200],
                text=text,
                not_before=at,
                by=by,
            )
    except IntegrityError as error:
        raise NotReminded(f"{person} has been reminded by hand today.") from error
    audit.record("reminded by hand", letter, by=by, after={"person": person.pk, "post": post.pk})
    return letter


def why_not(post: Post, statuses: list[PostStatus], *, by: Any, today: date) -> str:
    """Return a sentence that says why somebody can't be reminded by hand, or nothing."""
    person = post.person
    if person == by:
        return "You needn’t remind yourself: what is due of you is under My learning."
    if not person.email or not person.is_active:
        return f"{person} can’t be written to here: they have no email, or may not sign in. Tell them yourself."
    if not posts_reminded().filter(pk=post.pk).exists():
        return f"{post.agency} isn’t live here yet, so nobody there is reminded."
    if not statuses:
        return "Nothing is due that a reminder could say: they are up to date, away or exempt."
    since = today - NOT_AGAIN_FOR
    last = ReminderLetter.objects.filter(person=person, kind=LetterKind.BY_HAND, day__gt=since).exclude(
        state=LetterState.DROPPED
    )
    return f"{person} was reminded by hand in the last seven days. Once a week is enough." if last.exists() else ""


def lines_of(statuses: list[PostStatus], today: date) -> list[str]:
    lines = []
    for one in sorted(statuses, key=lambda status: status.deadline or date.max):
        course = rules.course_to_take(one.terms, renewing=one.standing.latest is not None, on=today)
        title = one.course_titles[course] if course is not None else one.requirement.title
        lines.append(rules.due_line(title, one.deadline or today, today))
    return list(dict.fromkeys(lines))
