"""What somebody has completed, as far as it bears on a post."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from learning.compliance.queries.statuses import PostStatus
from learning.records.models import Completion
from people.models import Post


def completions_bearing_on(
    post: Post, statuses: Iterable[PostStatus], *, reader: Any, on: date
) -> QuerySet[Completion]:
    """Return the standing completions of a post's holder that `reader` may see, newest first.

    The whole record is the person's own and the workforce team's. Others see what the post's training status follows
    from: the courses that its requirements list, in whatever post or agency they were done.
    """
    completions = Completion.objects.standing().visible_to(reader, on=on).filter(person=post.person_id)
    if post.person_id != reader.pk and not reader.has_perm("people.view_everyone"):
        courses = {listing.course_id for status in statuses for listing in status.terms.listings}
        completions = completions.filter(course__in=courses)
    return completions.select_related("course").order_by("-completed_on", "-pk")
