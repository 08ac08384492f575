"""The reminders that somebody was sent, and a manager's own to one of their people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from learning.compliance.actions.reminder_by_hand import NotReminded, remind_by_hand
from learning.compliance.models import ReminderLetter
from people.models import Post

A_PAGE = 20


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Each reminder that was sent to the reader, word for word, newest first."""
    page = Paginator(ReminderLetter.objects.of(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "compliance/reminders.html", {"page": page})


@login_required
@require_POST
def remind(request: HttpRequest, key: int) -> HttpResponse:
    """Remind the holder of a post that the reader looks after, now, in the reader's name."""
    today = clock.today()
    theirs = Post.objects.looked_after_by(request.user, on=today).held_on(today)
    post = get_object_or_404(theirs.select_related("person", "agency"), pk=key)
    try:
        remind_by_hand(post=post, by=request.user, today=today, at=clock.now())
    except NotReminded as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"A reminder is on its way to {post.person}, in your name.")
    return redirect("team_post", key=post.pk)
