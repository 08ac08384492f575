"""What withdrawing a completion would do, in sentences for whoever decides it."""

from datetime import date
from typing import Any

from learning.compliance.queries.changes import Moved, changes_of_correction
from learning.compliance.rules import format_day
from learning.records.models import Completion
from people.models import Post


def effects_of_correction(completion: Completion, on: date, *, reader: Any = None) -> list[str]:
    """Fill core.slots.correction_effects: the refreshers that it would unseat, and where its person would stand.

    With a `reader`, no more than they may see: not the posts of other agencies, nor what leavers learned since.
    """
    unseated = changes_of_correction(
        person=completion.person_id, course=completion.course_id, completed_on=completion.completed_on, on=on
    )
    moved, later = unseated.moved, unseated.later
    if reader is not None:
        posts = Post.objects.visible_to(reader, on=on).filter(person=completion.person_id).order_by()
        seen = set(posts.values_list("pk", flat=True))
        moved = [one for one in moved if one.post.pk in seen]
        if not Completion.objects.visible_to(reader, on=on).filter(pk=completion.pk).exists():
            later = []
    sentences = [moved_in_words(one) for one in moved]
    if later:
        which = "; ".join(f"{title}, {format_day(day)}" for title, day in later)
        number = len(later)
        others = "1 later refresher, which counts" if number == 1 else f"{number} later refreshers, which count"
        sentences.insert(0, f"It unseats {others} only after a first course: {which}.")
    return sentences


def moved_in_words(moved: Moved) -> str:
    post, due = moved.post, f", due by {format_day(moved.deadline)}" if moved.deadline else ""
    where = f"{post.name}, {post.role_title} at {post.agency_name}"
    title = moved.asked.requirement.title
    if moved.what_was == moved.what_will_be:
        return f"{where}: {title} stays {moved.what_was}{due}."
    return f"{where}: {title} was {moved.what_was} and becomes {moved.what_will_be}{due}."
