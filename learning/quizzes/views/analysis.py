"""How well the questions do their work, in Wagtail's admin: all that were asked, and one of them. Nobody is named."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from core import charts
from core.csv_export import csv_response
from core.xlsx_export import xlsx_response
from learning.quizzes.forms import CategoryField
from learning.quizzes.models import Category, QuestionVersion, Quiz
from learning.quizzes.queries.analysis import Analysed, analysed, analysis_of, quizzes_asking, versions_to_analyse
from learning.quizzes.queries.tallies import finished_attempts, uncounted
from learning.quizzes.rules.analysis import LEAST_PEOPLE
from learning.quizzes.rules.flagging import REASONS
from learning.quizzes.rules.picturing import LEAST_ALIKE
from learning.quizzes.views.analysis_tables import LINES_HEADER, ROWS_HEADER, line_cells, lines_heading, row_cells

A_PAGE = 50
FLAGGED = "any"
# What the list can be sorted by, and whether the most of it comes first.
SORTS: dict[str, tuple[Callable[[Analysed], Any], bool]] = {
    "question": (lambda one: (one.version.code, -one.version.number), False),  # type: ignore[attr-defined]
    "people": (lambda one: one.people, True),
    "facility": (lambda one: one.figures and one.figures.facility, False),
    "discrimination": (lambda one: one.figures and one.figures.discrimination, False),
    "seconds": (lambda one: one.figures and one.figures.seconds, True),
    "look": (lambda one: one.flags and -list(REASONS).index(one.flags[0].reason) - 1, True),
}
FIFTHS = [("0 to 20%", 20), ("20 to 40%", 40), ("40 to 60%", 60), ("60 to 80%", 80), ("80 to 100%", 100)]


class AnalysisFilter(forms.Form):
    """Which versions are listed, and whose attempts are counted."""

    quiz = forms.ModelChoiceField(
        Quiz.objects.order_by("title"), required=False, empty_label="All quizzes",
        help_text="Counts the attempts at this quiz alone.",
    )  # fmt: skip
    category = CategoryField(
        Category.objects.all(), required=False, empty_label="All categories", help_text="And all below it."
    )
    look = forms.ChoiceField(
        label="Worth a look", required=False,
        choices=[("", "All questions"), (FLAGGED, "Those worth a look"), *REASONS.items()],
    )  # fmt: skip
    older = forms.BooleanField(label="Older versions too", required=False)


@permission_required("quizzes.analyse_questions")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """List the versions that were asked with their figures, or give them out as a file."""
    form = AnalysisFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    finished = finished_attempts()
    every = analysed(quiz=chosen.get("quiz"), category=chosen.get("category"), finished=finished)
    rows = [one for one in every if is_listed(one, chosen)]
    sort = request.GET.get("sort", "")
    rows = in_order(rows, sort if sort.lstrip("-") in SORTS else "look")
    if request.GET.get("format") in ("csv", "xlsx"):
        return as_file(request.GET["format"], "questions-analysed", "Questions", ROWS_HEADER, map(row_cells, rows))
    judged = [one for one in rows if one.figures]
    context = {
        "form": form, "page": Paginator(rows, A_PAGE).get_page(request.GET.get("p")), "chart": chart_of(judged),
        "judged": len(judged), "flagged": sum(1 for one in judged if one.flags), "least": LEAST_PEOPLE,
        "uncounted": uncounted(finished), "alike": LEAST_ALIKE,
        "sort": sort or "look", "kept": kept_query(request), "headings": headings(request, sort),
    }  # fmt: skip
    return render(request, "quizzes/admin/analysis.html", context)


@permission_required("quizzes.analyse_questions")
@require_safe
def version(request: HttpRequest, key: int) -> HttpResponse:
    """Show what people answered to one version, in all its attempts or in one quiz's, or give it out as a file."""
    found = get_object_or_404(versions_to_analyse(), pk=key)
    quizzes = list(quizzes_asking(found))
    quiz = next((one for one in quizzes if str(one.pk) == request.GET.get("quiz")), None)
    one, lines = analysis_of(found, quiz=quiz)
    if request.GET.get("format") in ("csv", "xlsx"):
        name = f"question-{found.code}-version-{found.number}"  # type: ignore[attr-defined]
        cells = [line_cells(line, one.people) for line in lines]
        return as_file(request.GET["format"], name, "Answers", LINES_HEADER, cells)
    context = {
        "one": one, "version": found, "lines": [line_cells(line, one.people) for line in lines],
        "charts": pictures(one, lines), "heading": lines_heading(found.type), "quizzes": quizzes, "quiz": quiz,
        "least": LEAST_PEOPLE, "alike": LEAST_ALIKE, "kept": kept_query(request),
        "others": others(found),
    }  # fmt: skip
    return render(request, "quizzes/admin/analysis_version.html", context)


def is_listed(one: Analysed, chosen: dict[str, Any]) -> bool:
    look = chosen.get("look") or ""
    if not (one.is_newest or chosen.get("older")):
        return False
    return not look or any(look in (FLAGGED, flag.reason) for flag in one.flags)


def in_order(rows: Sequence[Analysed], sort: str) -> list[Analysed]:
    """Return rows by what `sort` names, the other way round with a "-"; those that have none of it come last."""
    key, most_first = SORTS[sort.lstrip("-")]
    having = [one for one in rows if key(one) not in (None, [])]
    rest = [one for one in rows if key(one) in (None, [])]
    return sorted(having, key=key, reverse=most_first != sort.startswith("-")) + rest


def headings(request: HttpRequest, sort: str) -> dict[str, dict[str, str]]:
    """Return for each sort the query that asks for it (the other way round if it is the one), and its aria-sort."""
    now = sort or "look"
    found = {}
    for name, (_, most_first) in SORTS.items():
        downward = most_first != now.startswith("-")
        found[name] = {
            "query": kept_query(request, sort=f"-{name}" if now == name else name),
            "aria": ("descending" if downward else "ascending") if now.lstrip("-") == name else "none",
        }
    return found


def kept_query(request: HttpRequest, **changed: str) -> str:
    """Return this page's query without its page number and format, with what is changed."""
    query = request.GET.copy()
    for name in ("p", "format"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()


def as_file(kind: str, name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    if kind == "csv":
        return csv_response(f"{name}.csv", header, rows)
    return xlsx_response(f"{name}.xlsx", [(title, header, rows)])


def chart_of(judged: Sequence[Analysed]) -> charts.Bars:
    """Return how many questions lie in each fifth of facility; the table below the chart has them one by one."""
    counts = [0] * len(FIFTHS)
    for one in judged:
        share = float(one.figures.facility) * 100 if one.figures else 0
        counts[next(place for place, (_, top) in enumerate(FIFTHS) if share <= top)] += 1
    rows = [(words, float(count)) for (words, _), count in zip(FIFTHS, counts, strict=True)]
    return charts.bars(rows, title="Questions by the share of their marks that people earn")


def pictures(one: Analysed, lines: Sequence[Any]) -> list[charts.Bars]:
    """Return what the upper and the lower third answered, as a chart each; the table beside them has the numbers."""
    if not one.figures:
        return []
    third = one.figures.third

    def chart(title: str, count: Callable[[Any], int]) -> charts.Bars:
        rows = [(line.label, 100 * count(line) / third, "right" if line.right else "") for line in lines]
        return charts.bars(rows, title=title, unit="%", maximum=100)

    return [
        chart(f"The {third:,} who did best", lambda line: line.count.upper),
        chart(f"The {third:,} who did worst", lambda line: line.count.lower),
    ]


def others(version: QuestionVersion) -> Sequence[QuestionVersion]:
    """Return the other versions of the same question that were asked, the newest first."""
    return list(versions_to_analyse().filter(question=version.question_id).exclude(pk=version.pk).order_by("-number"))
