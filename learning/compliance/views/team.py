"""A manager's page: everyone in their reporting tree against everything that is asked of them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learning.compliance.forms import PeopleFilterForm
from learning.compliance.queries import Survey, agencies_of, needing_attention, survey_of
from learning.compliance.queries.coming_up import due_this_month, starting_soon, unreached, with_nobody
from learning.compliance.views.as_at import AsAt
from learning.compliance.views.people_list import attention, figures, people_csv, people_list
from people.models import Post


def survey_team(request: HttpRequest, as_at: AsAt) -> Survey:
    """Survey the team as it is now; as at a past day, those of its posts that were held then."""
    return survey_of(Post.objects.in_reporting_tree_of(request.user, on=as_at.today), on=as_at.day)


def coming_up(request: HttpRequest, survey: Survey) -> dict[str, Any]:
    """Return what a manager has before them besides those who need them now."""
    tree = Post.objects.in_reporting_tree_of(request.user, on=survey.on)
    return {
        "starting": starting_soon(request.user, on=survey.on),
        "this_month": due_this_month(survey),
        "orphans": with_nobody(tree, on=survey.on),
        "unreached": unreached(tree, needing_attention(survey.stands, survey.on)),
    }


@login_required
@never_cache
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Who needs me now, how the team stands, and everybody in it."""
    as_at = AsAt(request)
    survey = survey_team(request, as_at)
    if not survey.posts and not as_at.is_past:
        agencies = agencies_of(request.user, on=as_at.today)
        return render(request, "compliance/no_team.html", {"agencies": agencies[:8]})
    form = PeopleFilterForm(as_at.given, survey=survey, manager=request.user.pk)
    context = {**figures(survey, as_at.more), **attention(survey), **people_list(as_at.given, survey, form)}
    if not as_at.is_past:
        context["coming"] = coming_up(request, survey)
    context |= {"list_url": "/team/", "csv_url": "/team.csv", **as_at.context()}
    return render(request, "compliance/team.html", context)


@login_required
@never_cache
@require_safe
def team_csv(request: HttpRequest) -> HttpResponse:
    """The list as the filters have it, as a file."""
    as_at = AsAt(request)
    survey = survey_team(request, as_at)
    return people_csv(survey, PeopleFilterForm(as_at.given, survey=survey, manager=request.user.pk), "team-training")
