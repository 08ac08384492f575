"""This room's part in Wagtail's admin."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from briefings.procedures.models import ProcedurePage
from briefings.procedures.queries import reviews_due
from briefings.procedures.viewsets import ProcedureListing, ProcedurePartViewSet
from core import clock, slots
from core.admin_panels import CountItem, Line, NeedPanel, edit_url

register_snippet(ProcedurePartViewSet)
listing = ProcedureListing("procedures")


@hooks.register("register_admin_viewset")
def register_listing() -> ProcedureListing:
    return listing


@hooks.register("construct_homepage_summary_items")
def count_procedures(request: HttpRequest, items: list[Any]) -> None:
    url = reverse(listing.get_url_name("index"))
    items.append(CountItem(request, model=ProcedurePage, url=url, icon=listing.icon, order=140))


def procedures_to_review(request: HttpRequest) -> NeedPanel:
    """Return the dashboard's panel of procedures whose review is due or has passed."""
    today = clock.today()
    lines = [review_line(procedure, on=today) for procedure in reviews_due(request.user, on=today)]
    return NeedPanel("Procedures to review", lines, icon="history")


def review_line(procedure: ProcedurePage, *, on: date) -> Line:
    due = procedure.next_review_on or date.max
    late = due < on
    day = date_format(due, "j F Y")
    title = f"{procedure.chapter} {procedure.get_admin_display_title()}"
    return Line(title, edit_url(procedure), f"was due {day}" if late else f"due {day}", late=late)


slots.dashboard.append(procedures_to_review)
