"""Confirming that one has read a page, one's own list of that, and who of one's people has."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from briefings.responses.actions import NotAsked, PageChanged, confirm_reading
from briefings.responses.models import ReadingRequest
from briefings.responses.queries import (
    asks_to_confirm,
    confirmed_by,
    counts_of,
    posts_looked_over,
    readers_among,
    readers_listed,
    reading_of,
    to_read,
    with_posts,
)
from core import clock
from core.csv_export import csv_response
from core.filters import ListFilter, page_of, searched
from core.queries import readable_by
from people.models import Agency, Person, PostQuerySet

PEOPLE_A_PAGE = 50
PAGES_A_PAGE = 25
STATES = [("missing", "Not confirmed yet"), ("confirmed", "Confirmed")]
CSV_HEADER = ["last_name", "first_name", "agencies", "job_roles", "confirmed_on"]


def page_ending(request: HttpRequest, page: Page) -> str:
    """Fill core.slots.page_endings: ask who has signed in to confirm, and offer a sign-in to everybody else."""
    if not request.user.is_authenticated:
        if not asks_to_confirm(page.pk):
            return ""
        return render_to_string("responses/sign_in_to_confirm.html", {"page": page})
    reading = reading_of(page, request.user, on=clock.today())
    if reading is None:
        return ""
    looks = posts_looked_over(request.user, on=clock.today()).exists()
    return render_to_string("responses/confirm.html", {"page": page, "reading": reading, "looks": looks}, request)


def readable_page(request: HttpRequest, key: int) -> Page:
    """Return a page that asks to be confirmed and that the reader may read; to anybody else there is none."""
    # By `id`, which knows that no page has a number that is too large for the database.
    page = readable_by(request.user, at=clock.now()).filter(id=key, reading_requests__isnull=False).first()
    if page is None:
        raise Http404("No page that asks to be confirmed, and that the reader may read, has that number.")
    return cast(Page, page)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: int) -> HttpResponse:
    """Confirm that one has read a page, and go back to it. Whoever follows the address, from a sign-in say, goes there
    too, and confirms nothing."""
    page = readable_page(request, key)
    if request.method == "POST":
        try:
            confirm_reading(
                person=request.user, page=page, seen=request.POST.get("seen", ""), on=clock.today(), at=clock.now(),
                again="again" in request.POST,
            )  # fmt: skip
        except PageChanged as changed:
            messages.warning(request, str(changed))
            return redirect(page.get_url())
        except NotAsked as refused:
            raise Http404(str(refused)) from refused
    return redirect(f"{page.get_url()}#confirm")


@login_required
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What is still to be read, and what one has confirmed."""
    at = clock.now()
    context = {
        "to_read": to_read(request.user, at=at),
        "confirmed": page_of(request, confirmed_by(request.user, at=at), PAGES_A_PAGE),
        "looks": posts_looked_over(request.user, on=clock.today()).exists(),
    }
    return render(request, "responses/own.html", context)


def people_looked_over(request: HttpRequest) -> PostQuerySet:
    """Return the posts of those whose confirmations the reader may see; there is nothing for who sees nobody."""
    posts = posts_looked_over(cast(Person, request.user), on=clock.today())
    if not posts.exists():
        raise Http404("The reader looks after nobody.")
    return posts


@login_required
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every page that asks to be confirmed, with how many of one's people have."""
    posts = people_looked_over(request)
    readable = readable_by(request.user, at=clock.now()).order_by().values("pk")
    asked = ReadingRequest.objects.filter(page__in=readable).select_related("page").order_by("-since", "-pk")
    page = page_of(request, asked, PAGES_A_PAGE)
    counts, people = counts_of(posts, list(page.object_list))
    rows = [
        {"request": one, "confirmed": counts.get(one.page_id, 0), "missing": people - counts.get(one.page_id, 0)}
        for one in page.object_list
    ]
    return render(request, "responses/overview.html", {"page": page, "rows": rows, "people": people})


def narrowed(request: HttpRequest, posts: PostQuerySet) -> tuple[ListFilter, PostQuerySet]:
    """Return the filters of the list of readers, and the posts of the agency that they name."""
    found = Agency.objects.filter(pk__in=posts.order_by().values("agency")).order_by("name")
    agencies = list(found.values_list("code", "name"))
    choices: dict[str, Any] = {"state": ("Who", STATES)}
    if len(agencies) > 1:
        choices["agency"] = ("Agency", agencies)
    chosen = ListFilter(request, choices)
    if "agency" in chosen.chosen:
        posts = posts.filter(agency__code=chosen.chosen["agency"])
    return chosen, posts


@login_required
@never_cache
@require_safe
def readers(request: HttpRequest, key: int) -> HttpResponse:
    """Who of one's people has confirmed a page, and who hasn't."""
    posts = people_looked_over(request)
    page = readable_page(request, key)
    asked = ReadingRequest.objects.get(page=page)
    chosen, posts = narrowed(request, posts)
    counts, people = counts_of(posts, [asked])
    query = searched(request)
    listed = readers_among(posts, asked, state=chosen.chosen.get("state", ""), name=query)
    shown = page_of(request, listed, PEOPLE_A_PAGE)
    context: dict[str, Any] = {
        "page": page,
        "asked": asked,
        "filter": chosen,
        "query": query,
        "confirmed": counts.get(page.pk, 0),
        "people": people,
        "shown": shown,
        "rows": with_posts(list(shown.object_list), posts),
        "csv_query": request.GET.urlencode(),
    }
    return render(request, "responses/readers.html", context)


@login_required
@never_cache
@require_safe
def readers_csv(request: HttpRequest, key: int) -> HttpResponse:
    """The same list as a file, all of it."""
    posts = people_looked_over(request)
    page = readable_page(request, key)
    chosen, posts = narrowed(request, posts)
    asked = ReadingRequest.objects.get(page=page)
    listed = readers_among(posts, asked, state=chosen.chosen.get("state", ""), name=searched(request))
    return csv_response(f"read-{page.slug}-{clock.today().isoformat()}.csv", CSV_HEADER, readers_listed(listed, posts))
