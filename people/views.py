"""A person's own account."""

from typing import Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.context import partnership
from core.kept_pages import draw_part, render_kept
from people.actions.offers import OfferRefused, accept_offer, decline_offer
from people.models import Post, PostOffer
from people.queries import offers_to

FIELDS = "components/fields.html"


class SignInView(LoginView):  # type: ignore[misc]
    """allauth's, with its empty form kept as drawn: everybody begins here. It is drawn for browsers alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "fields": render_to_string(FIELDS, {"form": context["form"]})}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        known, onward = partnership(request), request.GET.get(self.redirect_field_name)
        field = '<input type="hidden" name="{}" value="{}">'
        own = {
            "fields": draw_part(known, FIELDS, "to sign in", lambda: {"form": self.get_form()}),
            "redirect_field": format_html(field, self.redirect_field_name, onward) if onward else "",
        }
        return render_kept(request, self.template_name, same={}, own=own, known=known)


@login_required
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who the site thinks you are, the posts you hold, and the way to change how you sign in."""
    posts = Post.objects.filter(person=request.user.pk).held_on(clock.today())
    context = {
        "posts": posts.select_related("agency", "role", "line_manager"),
        "offers": offers_to(request.user, on=clock.today()),
    }
    return render(request, "people/account.html", context)


@login_required
@never_cache
@require_POST
def post_offer(request: HttpRequest, key: int) -> HttpResponse:
    """Say whether a post that an agency's file gives is one's own. What was answered already is left as it is."""
    offer = next((one for one in offers_to(request.user, on=clock.today()) if one.pk == key), None)
    said = request.POST.get("answer", "")
    if offer is not None and said in ("yes", "no"):
        try:
            answer(request, offer, is_theirs=said == "yes")
        except OfferRefused as refused:
            messages.warning(request, str(refused))
    return redirect("account")


def answer(request: HttpRequest, offer: PostOffer, *, is_theirs: bool) -> None:
    if is_theirs:
        post = accept_offer(offer=offer, by=request.user, today=clock.today())
        messages.success(request, f"{post} is one of your posts now.")
    else:
        decline_offer(offer=offer, by=request.user, at=clock.now())
        messages.success(request, f"{offer.agency} isn’t told anything of you.")
