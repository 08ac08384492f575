"""The pages of a file on its way in. Each asks anew whether its agency is the reader's to bring files for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.csv_export import csv_response
from core.xlsx_export import xlsx_response
from people.imports.forms import ColumnsForm, ConfirmForm, WordsForm
from people.imports.kinds import ERROR, KINDS
from people.imports.lifecycle import asked_of, guess_meanings
from people.imports.preview import LINES_A_PAGE, lines_of, shown_preview
from people.imports.rules import too_many
from people.imports.steering import confirm_preview, name_again, put_away, read_as_said
from people.imports.tasks import start_again, start_check, start_taking_in
from people.imports.visible import uploads_for
from people.imports.wording import acts_of, in_words
from people.models import Upload, UploadState

STALE = 15  # minutes without a sign of life after which a file is offered to be started again
HEADER = ["row", "what happens", "who", "details", "to put right"]
STEPS = {UploadState.MAPPING: 2, UploadState.CHECKING: 3, UploadState.APPLYING: 4}


def upload_or_404(request: HttpRequest, key: UUID) -> Upload:
    visible = uploads_for(request.user, on=clock.today()).select_related("agency", "uploaded_by", "batch")
    return get_object_or_404(visible, pk=key)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """A file where it stands: its columns to be named, being worked on, to be looked over, or done."""
    shown = upload_or_404(request, key)
    if shown.state == UploadState.MAPPING:
        return columns(request, shown)
    if request.method == "POST":
        return redirect(shown)
    if shown.state == UploadState.APPLIED and shown.batch:
        return redirect("imports:batch", key=shown.batch.pk)
    if shown.state == UploadState.PREVIEWED:
        return preview(request, shown)
    if shown.state == UploadState.DROPPED:
        raise Http404("It was put away.")
    context = {
        "upload": shown,
        "kind": KINDS[shown.kind],
        "works": shown.state != UploadState.UNREADABLE,
        "taking_in": shown.state == UploadState.APPLYING,
        "step": STEPS.get(UploadState(shown.state), 2),
        "stale": is_stale(shown),
    }
    return render(request, "imports/under_way.html", context)


def posted(request: HttpRequest) -> Any:
    """Return what was sent, even if that is nothing; None if the page was only asked for."""
    return request.POST if request.method == "POST" else None


def is_stale(shown: Upload) -> bool:
    return (clock.now() - shown.touched_at).total_seconds() > STALE * 60


def columns(request: HttpRequest, shown: Upload) -> HttpResponse:
    kind = KINDS[shown.kind]
    form = ColumnsForm(posted(request), upload=shown, kind=kind)
    if request.method == "POST" and form.is_valid():
        shown.columns = form.columns
        check_as_said(shown, by=request.user)
        return redirect(shown)
    fields = [(form[column.name], column.needed) for column in kind.columns]
    return render(request, "imports/columns.html", {"upload": shown, "kind": kind, "form": form, "fields": fields})


def check_as_said(shown: Upload, *, by: Any, words: dict[str, dict[str, str]] | None = None) -> None:
    """Keep how a file is to be read, and work out what it would do, unless somebody else was quicker."""
    if read_as_said(upload=shown, by=by, words=words):
        start_check(Upload.objects.get(pk=shown.pk))


def preview(request: HttpRequest, shown: Upload, form: ConfirmForm | None = None) -> HttpResponse:
    """What the file would do, line by line, and the button that does it."""
    act = request.GET.get("act", "")
    ask = too_many(shown.counts.get("leaving", 0), shown.counts.get("held", 0))
    page = Paginator(lines_of(shown, act), LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **shown_preview(shown, act),
        "kind": KINDS[shown.kind],
        "form": form or ConfirmForm(upload=shown, ask=ask),
        "page": page,
        "rows": [(line, *in_words(line.act, acts_of(shown.kind))) for line in page],
    }
    return render(request, "imports/preview.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say once what the words of a file mean that aren't known here."""
    shown = upload_or_404(request, key)
    if shown.state != UploadState.PREVIEWED or not (shown.counts.get("unknown") or shown.counts.get("given")):
        return redirect(shown)
    kind, asked = KINDS[shown.kind], asked_of(shown, clock.today())
    form = WordsForm(posted(request), upload=shown, kind=kind, scope=asked.scope, guesses=guess_meanings(shown, asked))
    if request.method == "POST" and form.is_valid():
        check_as_said(shown, by=request.user, words=form.meanings)
        return redirect(shown)
    return render(request, "imports/words.html", {"upload": shown, "kind": kind, "form": form})


@login_required
@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name the columns again, or start again what seems to have stopped."""
    shown = upload_or_404(request, key)
    if shown.state in {UploadState.PREVIEWED, UploadState.UNREADABLE} and shown.file:
        name_again(upload=shown)
    elif is_stale(shown):
        start_again(shown)
    return redirect(shown)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """Do what was looked over. A second press does nothing more."""
    shown = upload_or_404(request, key)
    if request.method != "POST" or shown.state != UploadState.PREVIEWED:
        return redirect(shown)
    ask = too_many(shown.counts.get("leaving", 0), shown.counts.get("held", 0))
    form = ConfirmForm(request.POST, upload=shown, ask=ask)
    if not form.is_valid():
        return preview(request, shown, form)
    if confirm_preview(upload=shown, leavers_agreed=ask, by=request.user):
        start_taking_in(Upload.objects.get(pk=shown.pk))
    return redirect(shown)


@login_required
@require_POST
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leave a file be: nothing of it is taken in."""
    shown = upload_or_404(request, key)
    if put_away(upload=shown, by=request.user):
        messages.success(request, f"“{shown.file_name}” is put away, and nothing of it was taken in.")
    return redirect("imports:index")


@login_required
@never_cache
@require_safe
def download(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The preview as a file, for those who put right what is wrong with the rows."""
    shown = upload_or_404(request, key)
    named, act = acts_of(shown.kind), request.GET.get("act", "")
    rows: list[list[Any]] = [
        [line.number, named.get(line.act, line.act), line.who, line.what, line.note]
        for line in lines_of(shown, act).iterator()
    ]
    part = "errors" if act == ERROR else "preview"
    name = f"{shown.kind}-{part}-{timezone.localdate(shown.uploaded_at).isoformat()}"
    if form == "xlsx":
        return xlsx_response(f"{name}.xlsx", [(part.capitalize(), HEADER, rows)])
    return csv_response(f"{name}.csv", HEADER, rows)
