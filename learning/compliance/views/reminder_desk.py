"""Reminders in Wagtail's admin: what was sent to whom, and what needs somebody because it didn't go."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from core import clock
from learning.compliance.actions.reminder_sending import NothingToSend, let_be, send_again
from learning.compliance.models import LetterState, ReminderLetter

A_PAGE = 50
# What is in a letter is somebody's training: whoever reads them may see everybody's.
RIGHTS = ("compliance.view_reminderletter", "people.view_everyone")
TROUBLE = "trouble"


class LetterFilterForm(forms.Form):
    state = forms.ChoiceField(
        required=False, choices=[("", "All"), (TROUBLE, "Needs somebody"), *LetterState.choices]
    )  # fmt: skip
    q = forms.CharField(label="Name or email", required=False, max_length=80)

    def filter(self, letters: QuerySet[ReminderLetter]) -> QuerySet[ReminderLetter]:
        if not self.is_valid():
            return letters
        state = self.cleaned_data["state"]
        if state == TROUBLE:
            letters = letters.filter(pk__in=ReminderLetter.objects.in_trouble().order_by().values("pk"))
        elif state:
            letters = letters.filter(state=state)
        for word in self.cleaned_data["q"].split():
            name = Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word)
            letters = letters.filter(name | Q(person__email__icontains=word))
        return letters


@permission_required(RIGHTS[0])
@permission_required(RIGHTS[1])
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the letters, newest first, by what became of them."""
    form = LetterFilterForm(request.GET)
    letters = form.filter(ReminderLetter.objects.visible_to(request.user, on=clock.today()))
    page = Paginator(letters.select_related("person"), A_PAGE).get_page(request.GET.get("p"))
    kept = request.GET.copy()
    kept.pop("p", None)
    return render(request, "compliance/admin/reminders.html", {"page": page, "form": form, "kept": kept.urlencode()})


@permission_required(RIGHTS[0])
@permission_required(RIGHTS[1])
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, key: int) -> HttpResponse:
    """Show one letter; send it again or let it be, if it needs somebody."""
    shown = get_object_or_404(ReminderLetter.objects.select_related("person", "by", "seen_to_by"), pk=key)
    if request.method == "POST" and request.user.has_perm("compliance.change_reminderletter"):
        try:
            if "again" in request.POST:
                send_again(letter=shown, by=request.user, at=clock.now())
                messages.success(request, "It goes out with the next ones.")
            elif "let_be" in request.POST:
                let_be(letter=shown, by=request.user)
                messages.success(request, "It is off the list.")
        except NothingToSend as refused:
            messages.warning(request, str(refused))
        return redirect("reminder_letters")
    trouble = ReminderLetter.objects.in_trouble().filter(pk=key).exists()
    return render(request, "compliance/admin/reminder.html", {"letter": shown, "trouble": trouble})
