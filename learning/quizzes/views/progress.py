"""How one's answers went, by subject and over time. One's own; the workforce team may see anybody's."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import charts, clock
from core.filters import ListFilter
from learning.quizzes import rules
from learning.quizzes.queries import subject_tree, tallies_of

# What the list can be narrowed to: months as the address names them, and days.
SINCE = {"3": ("The last 3 months", 92), "12": ("The last 12 months", 366)}
FIGURES = [{"value": "Answered", "num": True}, {"value": "Right", "num": True}]
MOST_BARS = 16
FEW = 2  # quarters: fewer make no line


@login_required
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show somebody how their own answers went."""
    return page(request, request.user)


@login_required
@never_cache
@require_safe
def of_person(request: HttpRequest, key: int) -> HttpResponse:
    """Show the workforce team how somebody's answers went. For everybody else, managers too, it isn't there."""
    if not request.user.has_perm("people.view_everyone"):
        raise Http404("No such page.")
    return page(request, get_object_or_404(get_user_model(), pk=key))


def page(request: HttpRequest, person: Any) -> HttpResponse:
    tree = subject_tree()
    tallies = tallies_of(person, reader=request.user)
    answered = {tally.category for tally in tallies}
    listed = sorted((tree[key][1], str(key)) for key in rules.lines_of(answered, tree))
    narrowed = ListFilter(
        request,
        {
            "subject": ("Subject", [(key, title) for title, key in listed]),
            "since": ("Answered in", [(key, words) for key, (words, _) in SINCE.items()]),
        },
    )
    if narrowed.chosen:
        tallies = tallies_of(person, reader=request.user, **_wanted(narrowed.chosen))
    top = int(narrowed.chosen["subject"]) if "subject" in narrowed.chosen else None
    subjects, quarters = rules.by_subject(tallies, tree, top=top), rules.by_quarter(tallies)
    context = {
        "person": person,
        "own": person == request.user,
        "filter": narrowed,
        "anything": bool(answered),
        "answered": sum(tally.answered for tally in tallies),
        "share": rules.share_of(sum(one.answered for one in tallies), sum(one.earned for one in tallies)),
        "bars": charts.bars(
            [(named(one), one.share) for one in in_chart(subjects)], title="Right, by subject", unit="%", maximum=100
        ),
        "line": line_of(quarters),
        "by_subject": rows_of(subjects),
        "by_quarter": rows_of(quarters[::-1]),
        "subject_header": ["Subject", *FIGURES],
        "quarter_header": ["Quarter", *FIGURES],
    }
    return render(request, "quizzes/progress.html", context)


def _wanted(chosen: dict[str, str]) -> dict[str, Any]:
    days = SINCE[chosen["since"]][1] if "since" in chosen else None
    return {
        "since": clock.now() - timedelta(days=days) if days else None,
        "subject": int(chosen["subject"]) if "subject" in chosen else None,
    }


def in_chart(subjects: list[rules.Progress]) -> list[rules.Progress]:
    """Return the subjects that get a bar: of many only those at the top. The table beside the chart has them all."""
    return subjects if len(subjects) <= MOST_BARS else [one for one in subjects if one.depth == 0]


def line_of(quarters: list[rules.Progress]) -> charts.Line | None:
    if len(quarters) < FEW:
        return None
    return charts.line(
        [(one.name, one.share) for one in quarters], title="Right, in each quarter with answers", unit="%", maximum=100
    )


def rows_of(progress: list[rules.Progress]) -> list[list[Any]]:
    """Return the rows of a table: what, how many questions, the share that was right."""
    return [
        [named(one), {"value": one.answered, "num": True}, {"value": f"{one.share}%", "num": True}] for one in progress
    ]


def named(one: rules.Progress) -> str:
    """Return a subject's name, after a dash for each subject that it stands below."""
    return "– " * one.depth + one.name
