"""Preparing to record group training: its details, who was there, and a look before it is recorded.

Every page keeps what was typed and ticked in the draft, so that nothing is lost, with JavaScript or without.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from learning.compliance.queries.group_training import who_still_need
from learning.records.actions import GroupRefused, put_draft_away, record_group_session, tick
from learning.records.forms import GroupFilterForm, GroupForm
from learning.records.models import GroupDraft, GroupSession
from learning.records.models.groups import agencies_recorded_by
from learning.records.queries import narrowed, those_who_have_it, who_may_have_been_there
from learning.records.views.evidence import file_of
from people.models import Agency, JobRole, Person, Post

PEOPLE_A_PAGE = 100
TOLD = ("course", "held_on", "hours", "mode", "led_by", "reference")


def agency_recorded(request: HttpRequest, code: str) -> Agency:
    """Return an agency for whose people the reader may record group training. Raises Http404 for any other."""
    return get_object_or_404(agencies_recorded_by(request.user, on=clock.today()), code=code)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, code: str, key: UUID | None = None) -> HttpResponse:
    """Say which course, when and by whom, and attach the register: of a new draft, or of one under way."""
    agency = agency_recorded(request, code)
    draft = get_object_or_404(own_drafts(request, agency), pk=key) if key else None
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {name: getattr(draft, name) for name in TOLD} if draft else {"held_on": clock.today()}
    has_file = bool(draft and draft.file_id)
    form = GroupForm(*given, by=request.user, today=clock.today(), has_file=has_file, initial=initial)
    kept = draft.file if draft else None
    if form.is_bound:
        is_whole = form.is_valid()
        kept = file_of(form, by=request.user) or kept
        if is_whole:
            draft = save_details(draft or GroupDraft(agency=agency, by=cast(Person, request.user)), form, kept)
            return redirect(draft)
    context = {"agency": agency, "draft": draft, "form": form, "kept": kept}
    return render(request, "compliance/group_details.html", context, status=422 if form.is_bound else 200)


def own_drafts(request: HttpRequest, agency: Agency) -> QuerySet[GroupDraft]:
    drafts = GroupDraft.objects.filter(agency=agency, by=request.user.pk)
    return drafts.select_related("agency", "course", "file").defer("file__content")


def save_details(draft: GroupDraft, form: GroupForm, file: Any) -> GroupDraft:
    said = form.cleaned_data
    for name in ("course", "held_on", "mode", "led_by", "reference"):
        setattr(draft, name, said[name])
    draft.hours = draft.course.hours if said["hours"] is None else said["hours"]
    draft.file = file
    draft.save()
    return draft


@dataclass(frozen=True)
class Row:
    """Somebody who may be ticked: their posts in the agency, and whether they are, needed it, or have it that day."""

    person: Person
    posts: list[Post]
    ticked: bool
    need: Any
    has_it: bool


class Choosing:
    """A draft's page of people: all who may have been there, those that the filters find, and those ticked."""

    def __init__(self, request: HttpRequest, draft: GroupDraft, given: QueryDict) -> None:
        self.draft, self.today = draft, clock.today()
        self.candidates = who_may_have_been_there(
            draft.agency, held_on=draft.held_on, by=request.user, today=self.today
        )
        posts = Post.objects.filter(agency__path__startswith=draft.agency.path).order_by()
        roles = JobRole.objects.filter(pk__in=posts.values("role")).order_by("title")
        parts = Agency.objects.filter(path__startswith=draft.agency.path).exclude(pk=draft.agency_id)
        self.form = GroupFilterForm(
            given, roles=list(roles.values_list("pk", "title")), parts=list(parts.values_list("pk", "name"))
        )
        self.ticked = set(draft.people)

    @cached_property
    def need(self) -> dict[int, Any]:
        found = who_still_need(self.draft.agency, self.draft.course, on=self.draft.held_on)
        return {one.post.person_id: one for one in found.people}

    @cached_property
    def found(self) -> list[int]:
        """The keys of those whom the filters find, by name."""
        part = self.form.key("part")
        people = narrowed(
            self.candidates,
            self.draft.agency,
            words=self.form.cleaned_data.get("q", ""),
            role=self.form.key("role"),
            part=Agency.objects.filter(pk=part).first() if part else None,
        )
        keys = list(people.values_list("pk", flat=True))
        match self.form.cleaned_data.get("show"):
            case GroupFilterForm.STILL_NEED:
                return [key for key in keys if key in self.need]
            case GroupFilterForm.TICKED:
                return [key for key in keys if key in self.ticked]
            case GroupFilterForm.NOT_TICKED:
                return [key for key in keys if key not in self.ticked]
        return keys

    def rows(self, keys: list[int]) -> list[Row]:
        people = Person.objects.in_bulk(keys)
        posts: dict[int, list[Post]] = {}
        theirs = Post.objects.filter(person__in=keys, agency__path__startswith=self.draft.agency.path)
        held = theirs.held_on(self.draft.held_on) | theirs.held_on(self.today)
        for post in held.select_related("role", "agency").order_by("start", "pk"):
            posts.setdefault(post.person_id, []).append(post)
        shown = Person.objects.filter(pk__in=keys)
        have = those_who_have_it(shown, self.draft.course, on=self.draft.held_on)
        return [
            Row(people[key], posts.get(key, []), key in self.ticked, self.need.get(key), key in have)
            for key in keys
            if key in people
        ]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Tick who was there. Each button keeps what is ticked on the page before it does what it says."""
    agency = agency_recorded(request, code)
    if done := recorded(agency, key):
        return redirect(done)
    draft = get_object_or_404(own_drafts(request, agency), pk=key)
    choosing = Choosing(request, draft, request.GET)
    if request.method == "POST":
        return kept_and_on(request, choosing)
    page = Paginator(choosing.found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "agency": agency,
        "draft": draft,
        "form": choosing.form,
        "page": page,
        "rows": choosing.rows(list(page.object_list)),
        "ticked": len(choosing.ticked),
        "found": len(choosing.found),
        "may_have_been": choosing.candidates.count(),
        "query": query_of(choosing.form.set_filters, page.number),
    }
    return render(request, "compliance/group_people.html", context)


def recorded(agency: Agency, key: UUID) -> GroupSession | None:
    """Return the session that came of a draft: somebody who comes back to it, or sends it twice, is led there."""
    return GroupSession.objects.filter(agency=agency, pk=key).select_related("agency").first()


def query_of(filters: dict[str, str], page: int = 1) -> str:
    given = QueryDict(mutable=True)
    given.update(filters)
    if page > 1:
        given["page"] = str(page)
    return f"?{given.urlencode()}" if given else ""


def kept_and_on(request: HttpRequest, choosing: Choosing) -> HttpResponse:
    """Keep the ticks of the page that was sent, and go where its button leads."""
    draft, go = choosing.draft, request.POST.get("go", "save")
    may = set(choosing.candidates.values_list("pk", flat=True))
    shown = keys_in(request.POST.getlist("shown")) & may
    ticked = keys_in(request.POST.getlist("person")) & shown
    if go == "all":
        shown = ticked = shown | set(choosing.found)
    elif go == "none":
        shown, ticked = shown | set(choosing.found), set()
    try:
        draft = tick(draft=draft, shown=shown, ticked=ticked)
    except GroupRefused as refused:
        messages.warning(request, str(refused))
    if go == "check":
        return redirect("group_check", code=draft.agency.code, key=draft.pk)
    if go == "find":
        sent = Choosing(request, draft, request.POST).form
        return redirect(f"{draft.get_absolute_url()}{query_of(sent.set_filters)}#people")
    number = int(found[1]) if (found := re.fullmatch(r"page-([0-9]{1,6})", go)) else page_in(request)
    return redirect(f"{draft.get_absolute_url()}{query_of(choosing.form.set_filters, number)}#people")


def keys_in(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if re.fullmatch(r"[0-9]{1,18}", text)}


def page_in(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 1


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Show what would be recorded, and record it: once, however often it is sent."""
    agency, today = agency_recorded(request, code), clock.today()
    if done := recorded(agency, key):
        return redirect(done)
    draft = get_object_or_404(own_drafts(request, agency), pk=key)
    there = who_may_have_been_there(agency, held_on=draft.held_on, by=request.user, today=today)
    ticked = set(draft.people)
    by_key = {person.pk: person for person in there if person.pk in ticked}
    if request.method == "POST":
        try:
            return redirect(record_group_session(draft=draft, people=list(by_key), by=request.user, today=today))
        except GroupRefused as refused:
            messages.warning(request, str(refused))
            return redirect(draft)
    have = those_who_have_it(there, draft.course, on=draft.held_on) & by_key.keys()
    context = {
        "agency": agency,
        "draft": draft,
        "new": [person for key, person in by_key.items() if key not in have],
        "have": [person for key, person in by_key.items() if key in have],
        "left_out": len(ticked - by_key.keys()),
    }
    return render(request, "compliance/group_check.html", context)


@login_required
@never_cache
@require_http_methods(["POST"])
def put_away(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Delete a draft."""
    agency = agency_recorded(request, code)
    put_draft_away(draft=get_object_or_404(own_drafts(request, agency), pk=key))
    messages.success(request, "Put away. Nothing of it was recorded.")
    return redirect("group_training", code=agency.code)
