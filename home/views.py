"""The front door: search, my learning, and the map of the site for search engines."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core import audit, clock
from core.filters import searched
from core.queries import readable_by
from home.queries import KINDS, learning_of, searchable
from people.models import Person

RESULTS_A_PAGE = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search everything that the reader may read; `q` is what for, `kind` narrows it."""
    query = searched(request)
    kind = request.GET.get("kind", "")
    found = searchable(request.user, kind).search(query) if query else Page.objects.none()
    page = Paginator(found, RESULTS_A_PAGE).get_page(request.GET.get("page"))
    keys = [result.pk for result in page.object_list]
    specific = {result.pk: result for result in Page.objects.filter(pk__in=keys).specific()}
    context = {
        "search_query": query,
        "kind": kind if kind in KINDS else "",
        "kinds": [(code, label) for code, (label, _) in KINDS.items()],
        "page": page,
        "results": [specific[key] for key in keys],
    }
    return render(request, "home/search.html", context)


@login_required
@never_cache
@require_safe
def my_learning(request: HttpRequest) -> HttpResponse:
    """What is due, when and why; what is in progress; what is done, with certificates."""
    learning = learning_of(cast(Person, request.user), on=clock.today(), at=clock.now())
    return render(request, "home/my_learning.html", {"learning": learning})


@login_required
@never_cache
@require_safe
def learning_as_seen(request: HttpRequest, key: int) -> HttpResponse:
    """Somebody's learning as they see it, for whoever helps them: to look at alone, and each look is logged."""
    if not request.user.has_perms(["people.keep_people", "people.view_everyone"]):
        raise Http404("Nobody's pages are shown to somebody who helps nobody.")
    person = get_object_or_404(Person, pk=key)
    if request.method == "GET":
        audit.record("looked at somebody's learning", person, by=request.user)
    learning = learning_of(person, on=clock.today(), at=clock.now(), seen_by=request.user)
    return render(request, "home/my_learning.html", {"learning": learning, "seen_of": person})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages, for search engines: only what anybody may read."""
    pages = readable_by().filter(depth__gte=2).defer_streamfields().order_by("path")
    return render(
        request, "home/sitemap.xml", {"pages": pages, "base_url": settings.BASE_URL}, content_type="application/xml"
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may look at."""
    lines = [
        "User-agent: *",
        *(
            f"Disallow: {path}"
            for path in ("/admin/", "/account/", "/attempts/", "/certificates/", "/search/", "/quizzes/")
        ),
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
