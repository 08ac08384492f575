"""The team's desk for people: add them, mend names and addresses, invite them, and merge two records of one person.

It gives nobody a right: groups and administrators are Wagtail's own screens, for those who may open them.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from core import clock
from core.filters import searched
from people import invitations
from people.actions.keeping import NotTheirs, add_person, mend_person, refuse_to_invite
from people.actions.merging import MergeRefused, merge_people, undo_merge, what_merging_does, why_not
from people.forms import KeptPersonForm
from people.models import Merge, Person
from people.queries import found_people, possible_duplicates

RIGHTS = ("people.keep_people", "people.view_everyone")
A_PAGE = 50
MERGES_SHOWN = 50


def for_keepers(view: Any) -> Any:
    """Let in those who keep people, and may see them."""
    return permission_required(RIGHTS[0])(permission_required(RIGHTS[1])(view))


@for_keepers
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Find people by name, email or staff number."""
    words = searched(request)[:80]
    people = found_people(words).prefetch_related("staff_numbers")
    page = Paginator(people, A_PAGE).get_page(request.GET.get("p"))
    return render(request, "people/admin/people.html", {"page": page, "q": words})


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = KeptPersonForm(request.POST or None)
    if form.is_valid():
        person = add_person(**form.cleaned_data, by=request.user)
        messages.success(request, f"{person} is added. Give them a post, and invite them if they sign in.")
        return redirect("people_mend", key=person.pk)
    return render(request, "people/admin/person.html", {"form": form}, status=422 if form.is_bound else 200)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest, key: int) -> HttpResponse:
    """Change a name or an email, or see that it isn't theirs to change."""
    person = get_object_or_404(Person.objects.filter(merged_into=None), pk=key)
    form = KeptPersonForm(request.POST or None, instance=Person.objects.get(pk=key))
    if form.is_valid():
        try:
            mend_person(person=person, **form.cleaned_data, by=request.user)
        except NotTheirs as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Saved. If the email changed, the old address has been told.")
        return redirect("people_mend", key=key)
    posts = person.posts.select_related("role", "agency").order_by("-start")
    context = {"form": form, "person": person, "posts": posts}
    return render(request, "people/admin/person.html", context, status=422 if form.is_bound else 200)


@for_keepers
@require_POST
def invite(request: HttpRequest, key: int) -> HttpResponse:
    """Send somebody the link by which they choose a password, again if need be."""
    person = get_object_or_404(Person.objects.filter(merged_into=None), pk=key)
    try:
        refuse_to_invite(person, by=request.user)
    except NotTheirs as refused:
        messages.error(request, str(refused))
        return redirect("people_mend", key=key)
    if problem := invitations.invite(request, person):
        messages.error(request, f"Nothing went out: {problem}.")
    else:
        messages.success(request, f"A link to choose a password is on its way to {person.email}.")
    return redirect("people_mend", key=key)


@for_keepers
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs who may be one person, and the merges that were made."""
    merges = Merge.objects.select_related("kept", "gone", "by", "undone_by")[:MERGES_SHOWN]
    context = {"pairs": possible_duplicates(), "merges": merges}
    return render(request, "people/admin/duplicates.html", context)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="How do you know that they are one person?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays on record.",
    )  # fmt: skip


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kept: int, gone: int) -> HttpResponse:
    """Show what merging one record into another would do, and do it once somebody says how they know."""
    one, other = get_object_or_404(Person, pk=kept), get_object_or_404(Person, pk=gone)
    problem = why_not(one, other, by=request.user)
    form = ReasonForm(request.POST or None)
    if not problem and form.is_valid():
        try:
            merge_people(kept=one, gone=other, reason=form.cleaned_data["reason"], by=request.user, today=clock.today())
        except MergeRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"The records of {one} are one now. It can be undone below.")
        return redirect("people_duplicates")
    effects = [] if problem else what_merging_does(one, other)
    context = {"kept": one, "gone": other, "problem": problem, "effects": effects, "form": form}
    return render(request, "people/admin/merge.html", context, status=422 if form.is_bound else 200)


@for_keepers
@require_POST
def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Part two records again."""
    done = get_object_or_404(Merge.objects.select_related("kept", "gone"), pk=key)
    try:
        left = undo_merge(merge=done, by=request.user, at=clock.now())
    except MergeRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The records of {done.kept} and {done.gone} are apart again.")
        for words in left:
            messages.warning(request, words)
    return redirect("people_duplicates")
