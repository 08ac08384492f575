"""Group training that is recorded: an agency's sessions, who has each, who still needs it, and mistakes put right."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.csv_export import csv_response
from core.filters import page_of
from core.xlsx_export import xlsx_response
from learning.compliance.queries.effects import effects_of_correction
from learning.compliance.queries.group_training import Need, who_still_need
from learning.compliance.rules import label
from learning.compliance.views.group_training import agency_recorded, own_drafts
from learning.records.actions import AlreadyCorrected, GroupRefused, withdraw_place
from learning.records.forms import PlaceForm
from learning.records.models import GroupPlace, GroupSession
from learning.records.queries import places_of, sessions_of

SESSIONS_A_PAGE = 20
PEOPLE_A_PAGE = 200
HEADER = ["last_name", "first_name", "staff_number", "agency", "job_role", "requirement", "status", "deadline"]


@login_required
@never_cache
@require_safe
def sessions(request: HttpRequest, code: str) -> HttpResponse:
    """The sessions of an agency and all below it, and what one is preparing oneself."""
    agency = agency_recorded(request, code)
    page = page_of(request, sessions_of(agency), SESSIONS_A_PAGE)
    context = {"agency": agency, "page": page, "drafts": own_drafts(request, agency)[:10]}
    return render(request, "compliance/group_sessions.html", context)


def session_of(request: HttpRequest, code: str, key: UUID) -> GroupSession:
    shown = GroupSession.objects.filter(agency=agency_recorded(request, code))
    return get_object_or_404(
        shown.select_related("agency", "course", "file", "recorded_by").defer("file__content"), pk=key
    )


@login_required
@never_cache
@require_safe
def session(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """One session: who has it, who had it already, and who still needs it as at that day."""
    shown = session_of(request, code, key)
    need = who_still_need(shown.agency, shown.course, on=shown.held_on)
    places = places_of(shown, had_it=False)
    withdrawn = places.exclude(completion__correction=None).count()
    page = Paginator(places, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "session": shown,
        "agency": shown.agency,
        "page": page,
        "sees_reasons": request.user.has_perm("people.view_everyone"),  # as the form of a correction promises
        "recorded": page.paginator.count - withdrawn,
        "withdrawn": withdrawn,
        "had_it": places_of(shown, had_it=True),
        "need": need,
        "needing": Paginator(need.people, PEOPLE_A_PAGE).get_page(request.GET.get("need")),
    }
    return render(request, "compliance/group_session.html", context)


@login_required
@never_cache
@require_safe
def still_need(request: HttpRequest, code: str, key: UUID, kind: str) -> HttpResponse:
    """Those who still need it as at the day of the session, as a file."""
    shown = session_of(request, code, key)
    rows = rows_of(who_still_need(shown.agency, shown.course, on=shown.held_on))
    name = f"still-need-{shown.course.code.lower()}-{shown.held_on.isoformat()}.{kind}"
    if kind == "csv":
        return csv_response(name, HEADER, rows)
    if kind == "xlsx":
        return xlsx_response(name, [("Still need it", HEADER, rows)])
    raise Http404("No file of that kind.")


def rows_of(need: Need) -> list[list[str | date | None]]:
    return [
        [
            one.post.last_name, one.post.first_name, one.staff_number, one.post.agency_name, one.post.role_title,
            one.requirement, label(one.stand.status), one.stand.deadline,
        ]
        for one in need.people
    ]  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str, key: UUID, place: int) -> HttpResponse:
    """Withdraw what a session gave one person, saying why."""
    shown = session_of(request, code, key)
    places = GroupPlace.objects.filter(session=shown, had_it=False, completion__correction=None)
    held = get_object_or_404(places.select_related("person", "completion__course"), pk=place)
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return withdrawn(request, held, form.cleaned_data["reason"])
    context: dict[str, Any] = {"session": shown, "agency": shown.agency, "place": held, "form": form}
    context["effects"] = effects_of_correction(held.completion, clock.today(), reader=request.user)
    return render(request, "compliance/group_withdraw.html", context, status=422 if form.is_bound else 200)


def withdrawn(request: HttpRequest, place: GroupPlace, reason: str) -> HttpResponse:
    try:
        withdraw_place(place=place, reason=reason, by=request.user)
    except (GroupRefused, AlreadyCorrected) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Withdrawn: {place.person} doesn’t have it from this session any more.")
    return redirect(place.session)
