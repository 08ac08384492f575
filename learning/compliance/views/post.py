"""One person in one post: where they stand, and the training that it follows from."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learning.compliance.models import ReminderLetter
from learning.compliance.queries import completions_bearing_on, statuses_for, tally_of
from learning.compliance.rules import format_day
from learning.compliance.views.as_at import AsAt
from learning.records.models import Completion
from people.models import Absence, Post


@login_required
@never_cache
@require_safe
def post(request: HttpRequest, key: int) -> HttpResponse:
    """Show a post held on the day to those who may see it today; to anybody else there is no such post."""
    as_at = AsAt(request)
    today = as_at.today
    visible = Post.objects.visible_to(request.user, on=today).held_on(as_at.day)
    shown = get_object_or_404(visible.select_related("person", "agency", "role", "line_manager"), pk=key)
    statuses = statuses_for(Post.objects.filter(pk=shown.pk), on=as_at.day)
    completions = completions_bearing_on(shown, statuses, reader=request.user, on=today)
    if as_at.is_past:
        completions = completions.filter(completed_on__lte=as_at.day)
    last_letter = ReminderLetter.objects.of(shown.person).values_list("day", flat=True).first()
    context = {
        "post": shown,
        "statuses": statuses,
        "tally": tally_of(statuses),
        "events": [event_of(completion) for completion in completions],
        "absences": [away_words(absence, today) for absence in shown.absences.order_by("-away_from")],
        "last_reminded": last_letter,
        **what_may_be_done(request, shown, as_at),
        "back": way_back(request, shown, today),
        **as_at.context(),
        "sees_answers": request.user.has_perm("people.view_everyone"),
    }
    return render(request, "compliance/post.html", context)


def what_may_be_done(request: HttpRequest, shown: Post, as_at: AsAt) -> dict[str, bool]:
    """Return what the reader may do for the post's holder today, from the page of today."""
    if shown.person_id == request.user.pk or as_at.is_past:
        return {"may_act": False, "may_record_absence": False}
    this = Post.objects.filter(pk=shown.pk)
    return {
        "may_act": this.looked_after_by(request.user, on=as_at.today).exists(),
        "may_record_absence": this.looked_after_by(request.user, on=as_at.today, absences=True).exists(),
    }


def event_of(completion: Completion) -> dict[str, Any]:
    hours = f"{completion.hours.normalize():f}"
    return {
        "date": completion.completed_on,
        "title": completion.course.title,
        "kind": completion.get_source_display(),
        "text": f"{hours} hour" if hours == "1" else f"{hours} hours",
    }


def away_words(absence: Absence, today: date) -> str:
    """Say when somebody was away. Never why: that may be about their health."""
    begins = format_day(absence.away_from)
    if absence.back_on is None:
        return f"Away since {begins}" if absence.away_from <= today else f"Away from {begins}"
    if absence.back_on > today:
        return f"Away from {begins}, back on {format_day(absence.back_on)}"
    return f"Was away from {begins}, came back on {format_day(absence.back_on)}"


def way_back(request: HttpRequest, shown: Post, today: date) -> dict[str, str]:
    """Return the page that the reader knows this person from."""
    if Post.objects.in_reporting_tree_of(request.user, on=today).filter(pk=shown.pk).exists():
        return {"url": "/team/", "text": "My team"}
    if shown.person_id == request.user.pk:
        return {"url": "/my-learning/", "text": "My learning"}
    return {"url": shown.agency.get_absolute_url(), "text": shown.agency.name}
