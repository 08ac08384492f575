"""Group training: prepared as a draft that loses nothing, then recorded once, a completion for each person.

Source: docs/decisions/0023.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from core import audit
from learning.records import rules
from learning.records.actions.completions import CompletionFact, correct_completion, record_many
from learning.records.actions.holding import BATCH, hold_records
from learning.records.models import Completion, Correction, GroupDraft, GroupPlace, GroupSession, Source
from people.queries import records_of

DRAFT_KEPT_FOR = timedelta(days=30)
MOST_PEOPLE = 5000
MERGED = (
    "The record of somebody who is ticked was merged with their other one a moment ago. Nothing is recorded yet: tick "
    "their other record, and record the session again."
)
CARRIED_OVER = ("agency", "course", "held_on", "hours", "mode", "led_by", "reference", "file")


class GroupRefused(ValueError):
    """Raised, with a sentence for the reader, for a session that can't be recorded or put right."""


def tick(*, draft: GroupDraft, shown: Collection[int], ticked: Collection[int]) -> GroupDraft:
    """Keep which of the people `shown` on a page are ticked. What was ticked on other pages stays.

    Raises GroupRefused for more people than any session has.
    """
    with transaction.atomic():
        stored = GroupDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        people = (set(stored.people) - set(shown)) | (set(ticked) & set(shown))
        if len(people) > MOST_PEOPLE:
            raise GroupRefused(f"That would be {len(people):,} people. Record {MOST_PEOPLE:,} at a time at most.")
        stored.people = sorted(people)
        stored.save(update_fields=["people", "touched_at"])
    return stored


@transaction.atomic
def record_group_session(*, draft: GroupDraft, people: Collection[int], by: Any, today: date) -> GroupSession:
    """Record a session with those `people`, by key: a completion for each who has none of that course and day.

    The same draft again returns the session that is there. The caller has asked whether `by` may, and whether the
    people are the agency's. Raises GroupRefused for a day in the future, for nobody, for oneself, and for somebody
    whose record has been merged into another since they were ticked.
    """
    held = GroupDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if there := GroupSession.objects.filter(pk=draft.pk).first():
        return there
    if held is None:
        raise GroupRefused("This was put away. Begin again.")
    refuse(held, people, by=by, today=today)
    if hold_records(people):
        raise GroupRefused(MERGED)
    session = GroupSession.objects.create(
        pk=held.pk, recorded_by=by, **{name: getattr(held, name) for name in CARRIED_OVER}
    )
    had = completions_of(people, session)
    missing = [person for person in people if person not in had]
    facts = [
        CompletionFact(
            person, session.course, session.held_on, f"group:{session.pk}:{person}", session.hours, session.mode,
            {"session": str(session.pk), "file": str(session.file_id or "")},
        )
        for person in missing
    ]  # fmt: skip
    record_many(facts=facts, source=Source.GROUP, by=by, today=today, reason=f"group session {session.pk}")
    made = completions_of(missing, session)
    GroupPlace.objects.bulk_create(
        (
            GroupPlace(session=session, person_id=person, completion_id=key, had_it=person in had)
            for person, key in {**had, **made}.items()
        ),
        batch_size=BATCH,
    )
    held.delete()
    after = {"agency": session.agency.code, "course": session.course.code, "held_on": session.held_on}
    counts = {"recorded": len(made), "had_it": len(had), "file": str(session.file_id or "")}
    audit.record("group session recorded", session, by=by, after=after | counts)
    return session


def refuse(draft: GroupDraft, people: Collection[int], *, by: Any, today: date) -> None:
    try:
        rules.refuse_future(draft.held_on, today=today)
    except ValueError as error:
        raise GroupRefused(str(error)) from error
    if not people:
        raise GroupRefused("Tick those who were there.")
    if records_of(by) & set(people):
        raise GroupRefused("Nobody records their own training: ask another lead, or the workforce team.")


def completions_of(people: Iterable[int], session: GroupSession) -> dict[int, int]:
    """Return the completions of a session's course and day that stand, by person."""
    keys = list(people)
    found: dict[int, int] = {}
    for start in range(0, len(keys), BATCH):
        same = Completion.objects.standing().filter(
            person__in=keys[start : start + BATCH], course=session.course_id, completed_on=session.held_on
        )
        found |= dict(same.order_by("-pk").values_list("person", "pk"))
    return found


@transaction.atomic
def withdraw_place(*, place: GroupPlace, reason: str, by: Any) -> Correction:
    """Withdraw what a session gave one person, who wasn't there after all. The caller has asked whether `by` may.

    Raises GroupRefused for what they have from elsewhere, and for oneself; ValueError without a reason; and
    AlreadyCorrected.
    """
    if place.had_it:
        raise GroupRefused("They have this from elsewhere: the workforce team puts that right.")
    if place.person_id in records_of(by):
        raise GroupRefused("Nobody changes their own record.")
    return correct_completion(completion=place.completion, reason=reason, by=by)


@transaction.atomic
def put_draft_away(*, draft: GroupDraft) -> None:
    """Delete a draft, of which nothing counted. Its file goes with what else was uploaded and came to nothing."""
    draft.delete()


def let_go_of_old_drafts(at: datetime) -> None:
    """Fill core.slots.due: delete the drafts that nobody has touched for a month."""
    GroupDraft.objects.filter(touched_at__lt=at - DRAFT_KEPT_FOR).delete()
