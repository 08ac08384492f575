"""Joining an agency by oneself, where it lets people; and its lead's answer."""

import re
from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from learning.compliance.forms import JoinAnswerForm, JoinForm
from learning.compliance.queries import agencies_of
from learning.compliance.queries.of_roles import needs_of, roles_to_pick
from people.actions.joining import JoinRefused, approve_wish, confirm_wish, decline_wish, send_join_link
from people.invitations import invite
from people.models import Agency, JoinRequest, JoinState

LATELY = timedelta(days=30)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for name, address, agency and role; say what the choice brings and let it be corrected; send the link."""
    today = clock.today()
    agencies = {agency.code: agency for agency in Agency.objects.exclude(join_domains="")}
    if not agencies:
        raise Http404("No agency lets people ask to join.")
    roles = {role.code: role for role in roles_to_pick(on=today)}
    form = JoinForm(request.POST if request.method == "POST" else None, agencies=agencies, roles=roles)
    if not form.is_valid() or "change" in request.POST:
        return render(request, "compliance/join.html", {"form": form}, status=422 if form.errors else 200)
    given = form.cleaned_data
    agency, role = agencies[given["agency"]], roles[given["role"]]
    if "sure" not in request.POST:
        needed = needs_of(role, on=today, agency_path=agency.path)
        context = {"form": form, "needs": needed, "agency": agency, "given": given}
        return render(request, "compliance/join_check.html", context)
    if ratelimit.consume(request, action="join", key=given["email"].lower()):
        send_join_link(
            first_name=given["first_name"], last_name=given["last_name"], email=given["email"], agency=agency,
            role=role, at=clock.now(),
        )  # fmt: skip
    # The same whether or not anything was sent: nobody learns here whose addresses there are.
    return render(request, "compliance/join_sent.html", {"email": given["email"], "agency": agency})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_confirm(request: HttpRequest) -> HttpResponse:
    """Take the link from the letter. A mail program that looks ahead follows links, so a button does it."""
    key = request.POST.get("key") or request.GET.get("key", "")
    context: dict[str, Any] = {"key": key}
    if not key:
        context["problem"] = "There is no link like that."
    elif request.method == "POST":
        try:
            context["wish"] = confirm_wish(key=key, today=clock.today())
        except JoinRefused as refused:
            context["problem"] = str(refused)
    failed = request.method == "POST" and "problem" in context
    return render(request, "compliance/join_confirm.html", context, status=422 if failed else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest, code: str) -> HttpResponse:
    """Who asks to join an agency and those below it, for those who look after it; one is answered at a time."""
    today = clock.today()
    agency = get_object_or_404(agencies_of(request.user, on=today), code=code)
    wishes = JoinRequest.objects.filter(agency__path__startswith=agency.path).select_related("agency", "role")
    waiting, let_in = wishes.filter(state=JoinState.WAITING), let_in_lately(wishes)
    roles = {role.code: role for role in roles_to_pick(on=today)}
    if request.method == "POST" and "again" in request.POST:
        send_again(request, get_object_or_404(let_in, pk=key_in(request.POST["again"])))
        return redirect("agency_joining", code=code)
    if request.method == "POST":
        wish = get_object_or_404(waiting, pk=key_in(request.POST.get("wish", "")))
        form = JoinAnswerForm(request.POST, roles=roles)
        if form.is_valid():
            answer(request, wish, roles.get(form.cleaned_data["role"]), form)
        return redirect("agency_joining", code=code)
    forms_ = [(wish, JoinAnswerForm(None, roles=roles, wish=wish)) for wish in waiting]
    context = {"agency": agency, "wishes": forms_, "let_in": let_in}
    return render(request, "compliance/joining.html", context)


def let_in_lately(wishes: QuerySet[JoinRequest]) -> QuerySet[JoinRequest]:
    """Return those who were let in lately and haven't signed in yet: their letter may be lost."""
    since = clock.now() - LATELY
    never = wishes.filter(state=JoinState.APPROVED, answered_at__gte=since, post__person__last_login=None)
    return never.filter(post__person__is_active=True).select_related("post__person")


def send_again(request: HttpRequest, wish: JoinRequest) -> None:
    assert wish.post is not None
    person = wish.post.person
    if not ratelimit.consume(request, action="join", key=str(person.email).lower()):
        messages.warning(request, f"{person} was written to several times in the last hour. Try again later.")
    elif problem := invite(request, person):
        messages.warning(request, f"Nothing went out to {person}: {problem}. Try again later.")
    else:
        messages.success(request, f"The link to choose a password is on its way to {person} again.")


def key_in(text: str) -> int:
    """Return the key that a form gave; 0, which nothing has, for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


def answer(request: HttpRequest, wish: JoinRequest, role: Any, form: forms.Form) -> None:
    """Let somebody in, with the link to choose a password, or decline; and say what came of it."""
    try:
        if "decline" in request.POST:
            decline_wish(wish=wish, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
            messages.success(request, f"{wish} is declined.")
            return
        post = approve_wish(wish=wish, role=role or wish.role, by=request.user, today=clock.today(), at=clock.now())
    except JoinRefused as refused:
        messages.warning(request, str(refused))
        return
    if problem := invite(request, post.person):
        messages.warning(request, f"{wish} is in, but {problem}. Send it again below.")
    else:
        messages.success(request, f"{wish} is in, and is sent the link to choose a password.")
