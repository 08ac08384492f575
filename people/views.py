"""A person's own account."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from people.models import Post


@login_required
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who the site thinks you are, the posts you hold, and the way to change how you sign in."""
    posts = Post.objects.filter(person=request.user.pk).held_on(clock.today())
    context = {"posts": posts.select_related("agency", "role", "line_manager")}
    return render(request, "people/account.html", context)
