"""Bringing files of questions in and out, in Wagtail's admin: upload, look over, take; choose, download."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from core import clock
from core.csv_export import attachment
from learning.quizzes.actions.question_files import (
    FileChanged,
    OutOfHand,
    file_under,
    fingerprint,
    keep_file,
    weigh_file,
)
from learning.quizzes.formats import rich
from learning.quizzes.formats.drafts import LARGEST_FILE, DraftOption, DraftQuestion, Problem, UnreadableFile
from learning.quizzes.formats.registry import FORMATS, Format, format_of
from learning.quizzes.forms import CategoryField
from learning.quizzes.models import Category, Question, QuestionFile
from learning.quizzes.models.versions import QuestionType
from learning.quizzes.queries.exporting import drafts_of, questions_to_export
from learning.quizzes.queries.files import files_in_the_background
from learning.quizzes.queries.weighing import categories_made
from learning.quizzes.tasks import start_taking

FORMAT_CHOICES = [(one.name, one.label) for one in FORMATS.values()]
# What the template shows: a row to write over.
EXAMPLE = DraftQuestion(
    place="", type="single", code="AW-01", category=("Safeguarding", "Telling somebody"), explanation="<p>Why.</p>",
    stem="<p>What somebody reads first.</p><p>The question itself?</p>",
    options=(DraftOption("The right one", True, "Said to who chose it"), DraftOption("A wrong one")),
)  # fmt: skip


class UploadForm(forms.Form):
    file = forms.FileField(help_text="GIFT, Moodle XML, CSV or XLSX, up to 10 MB.")
    format = forms.ChoiceField(choices=[("", "As the file's ending says"), *FORMAT_CHOICES], required=False)
    category = CategoryField(
        Category.objects.all(),
        required=False,
        empty_label="None yet",
        help_text="For questions for which the file names no category.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("The file is larger than 10 MB. Split it, or make its pictures smaller.")
        return file


class FilingForm(forms.Form):
    category = CategoryField(Category.objects.all(), empty_label="Choose a category")


class ExportForm(forms.Form):
    category = CategoryField(
        Category.objects.all(),
        required=False,
        empty_label="All",
        help_text="With all categories below it. Retired questions are left out.",
    )
    format = forms.ChoiceField(
        choices=FORMAT_CHOICES,
        help_text="Moodle XML holds everything, pictures too. A guidance edition goes out by its name, in the source.",
    )


@permission_required("quizzes.add_question")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file to look over."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            chosen = format_of(sent.name, form.cleaned_data["format"])
            file = keep_file(
                name=sent.name, format=chosen.name, content=sent.read(), category=form.cleaned_data["category"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("question_file", file.pk)
    context = {"form": form, "formats": FORMATS.values(), "files": files_in_the_background(request.user)}
    return render(request, "quizzes/admin/upload_questions.html", context)


@permission_required("quizzes.add_question")
@require_http_methods(["GET", "HEAD", "POST"])
def look_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what of a file can be taken and what can't, and take it when told to."""
    # Up to 10 MB that a page which waits for the worker has no need of.
    file = get_object_or_404(QuestionFile.objects.defer("content"), pk=key, uploaded_by=request.user)
    if file.taken is not None:
        return _taken(request, file.taken)
    if file.asked_at:
        return render(request, "quizzes/admin/taking_questions.html", {"file": file})
    filing = FilingForm(request.POST if "file_under" in request.POST else None)
    if filing.is_valid():
        file_under(file=file, category=filing.cleaned_data["category"])
        return redirect("question_file", key)
    changed = untaken = False
    if request.method == "POST" and not filing.is_bound:
        publish = "publish" in request.POST and request.user.has_perm("quizzes.publish_question")
        try:
            taken = start_taking(
                file=file, shown=request.POST.get("shown", ""), leave_out="leave_out" in request.POST, publish=publish,
                by=request.user,
            )  # fmt: skip
        except (FileChanged, ValidationError):
            # What can be mended by a tick is said as that, and not as a file that has changed.
            untaken = request.POST.get("shown") == fingerprint(weigh_file(file)) and "leave_out" not in request.POST
            changed = not untaken
        except OutOfHand:
            return redirect("question_file", key)
        else:
            return redirect("question_file", key) if taken is None else _taken(request, taken)
    weighed = weigh_file(file)
    context = {
        "file": file, "weighed": weighed, "shown": fingerprint(weighed), "changed": changed, "untaken": untaken,
        "new": [(draft, rich.words_of_clean(draft.stem), QuestionType(draft.type).label) for draft in weighed.new],
        "filing": filing, "made": categories_made(weighed.new),
        "ticked": {name for name in ("publish", "leave_out") if name in request.POST},
    }  # fmt: skip
    return render(request, "quizzes/admin/look_over_questions.html", context)


def _taken(request: HttpRequest, number: int) -> HttpResponse:
    messages.success(request, f"{number} question{'' if number == 1 else 's'} taken into the bank.")
    # The newest first: among hundreds in the order of their codes nobody would find them.
    return redirect(f"{reverse(Question.snippet_viewset.get_url_name('list'))}?ordering=-_updated_at")


@permission_required("quizzes.change_question")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give out questions as a file, after saying what the chosen format can't hold."""
    form = ExportForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        chosen = FORMATS[form.cleaned_data["format"]]
        category = form.cleaned_data["category"]
        questions = questions_to_export(category)
        written = chosen.write(drafts_of(questions))
        if not written.problems or "anyway" in request.GET:
            name = f"questions-{category.code}" if category else "questions"
            return _file(chosen, name, written.content)
        context |= {
            "losses": losses_in(written.problems), "chosen": chosen, "all": len(questions),
            "absent": sum(problem.whole for problem in written.problems),
        }  # fmt: skip
    return render(request, "quizzes/admin/export_questions.html", context)


def losses_in(problems: Sequence[Problem]) -> list[tuple[str, bool, list[str]]]:
    """Return what a file can't hold, each once: in words, whether it is whole questions, and of which, by their codes.

    Whole questions come first: among hundreds of lost sources nobody would see them.
    """
    found: dict[tuple[str, bool], list[str]] = {}
    for problem in problems:
        found.setdefault((problem.words, problem.whole), []).append(problem.place)
    return sorted(((words, whole, codes) for (words, whole), codes in found.items()), key=lambda loss: not loss[1])


@permission_required("quizzes.add_question")
@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """Give out a table with the columns that are read, and a row to write over."""
    if name not in {"csv", "xlsx"}:
        raise Http404("There is a template for CSV and for XLSX.")
    return _file(FORMATS[name], "questions-template", FORMATS[name].write([EXAMPLE]).content)


def _file(chosen: Format, name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=chosen.content_type)
    response["Content-Disposition"] = attachment(f"{name}{chosen.suffixes[0]}")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


urlpatterns = [
    path("question-files/", upload, name="question_files"),
    path("question-files/export/", export, name="question_export"),
    path("question-files/template/<str:name>/", template, name="question_template"),
    path("question-files/<uuid:key>/", look_over, name="question_file"),
]
