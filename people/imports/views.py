"""The pages of a file's way in. Each asks anew whether its agency is the reader's to bring files for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.csv_export import csv_response
from core.tables import UnreadableFile
from core.xlsx_export import xlsx_response
from people.imports import kinds
from people.imports.forms import ColumnsForm, ConfirmForm, FileForm, WordsForm
from people.imports.kinds import KINDS, ImportKind, may_import_for_all
from people.imports.lifecycle import asked_of, guess_meanings, keep_mapping, lacking, receive
from people.imports.rules import too_many
from people.imports.tasks import start_check, start_taking_in
from people.imports.visible import agencies_for, batches_for, may_bring, uploads_for
from people.models import Upload, UploadState

LINES_A_PAGE = 50
SHOWN = 20
STALE = 15  # minutes without a sign of life after which a file is offered to be started again
PREVIEW_HEADER = ["row", "what happens", "who", "details", "to put right"]
ACTS = {
    kinds.ERROR: "Can’t be taken",
    kinds.JOINS: "Joins",
    kinds.MOVES: "Moves",
    kinds.CHANGES: "Changes",
    kinds.LEAVES: "Leaves",
    kinds.WAITS: "Waits for the person",
    kinds.UNCHANGED: "Unchanged",
}
ADDED = {**ACTS, kinds.JOINS: "Added"}


def acts_of(kind: str) -> dict[str, str]:
    return ACTS if kind == "staff" else ADDED


def kind_or_404(code: str) -> ImportKind:
    if code not in KINDS:
        raise Http404("There is no such kind of file.")
    return KINDS[code]


def upload_or_404(request: HttpRequest, key: UUID) -> Upload:
    visible = uploads_for(request.user, on=clock.today()).select_related("agency", "uploaded_by", "batch")
    return get_object_or_404(visible, pk=key)


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What may be brought, what is on its way, and what was taken in."""
    today = clock.today()
    if not may_bring(request.user, on=today):
        raise Http404("Somebody who leads no agency brings no files.")
    open_ = uploads_for(request.user, on=today).exclude(state__in=[UploadState.APPLIED, UploadState.DROPPED])
    done = batches_for(request.user, on=today).select_related("agency", "by", "undone_by")
    context = {
        "kinds": KINDS.values(),
        "titles": {kind.code: kind.title for kind in KINDS.values()},
        "open": open_.select_related("agency", "uploaded_by")[:SHOWN],
        "page": Paginator(done, SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "imports/index.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a file: whose it is, and the file itself."""
    today = clock.today()
    kind, agencies = kind_or_404(code), list(agencies_for(request.user, on=today))
    if not may_bring(request.user, on=today):
        raise Http404("Somebody who leads no agency brings no files.")
    form = FileForm(
        request.POST or None, request.FILES or None, kind=kind, agencies=agencies_for(request.user, on=today),
        for_all=may_import_for_all(request.user), initial={"agency": request.GET.get("agency")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = receive(
                kind=kind, agency=form.cleaned_data["agency"], file=file, name=file.name, by=request.user,
                everybody=form.cleaned_data.get("everybody", []),
            )  # fmt: skip
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            if upload.state == UploadState.CHECKING:
                start_check(upload)
            return redirect(upload)
    context = {"kind": kind, "form": form, "alone": len(agencies) == 1}
    return render(request, "imports/new.html", context)


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
    context = {"upload": shown, "kind": KINDS[shown.kind], "stale": is_stale(shown)}
    return render(request, "imports/under_way.html", context)


def is_stale(shown: Upload) -> bool:
    return (clock.now() - shown.touched_at).total_seconds() > STALE * 60


def columns(request: HttpRequest, shown: Upload) -> HttpResponse:
    kind = KINDS[shown.kind]
    form = ColumnsForm(request.POST or None, upload=shown, kind=kind)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            shown.columns, shown.state = form.columns, UploadState.CHECKING
            shown.save()
            keep_mapping(upload=shown, by=request.user)
        start_check(shown)
        return redirect(shown)
    context = {"upload": shown, "kind": kind, "form": form, "lack": lacking(kind, shown.columns)}
    return render(request, "imports/columns.html", context)


def preview(request: HttpRequest, shown: Upload, form: ConfirmForm | None = None) -> HttpResponse:
    """What the file would do, line by line, and the button that does it."""
    words = acts_of(shown.kind)
    act = request.GET.get("act", "")
    lines = shown.lines.all()
    if act == "notes":
        lines = lines.exclude(note="").exclude(act=kinds.ERROR)
    elif act in words:
        lines = lines.filter(act=act)
    counts = shown.counts
    ask = too_many(counts.get("leaving", 0), counts.get("held", 0))
    context = {
        "upload": shown,
        "kind": KINDS[shown.kind],
        "form": form or ConfirmForm(upload=shown, ask=ask),
        "ask": ask,
        "percent": round(100 * counts.get("leaving", 0) / counts["held"]) if counts.get("held") else 0,
        "tabs": tabs(shown, words, act),
        "act": act,
        "page": Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "unknown": sum(len(found) for found in counts.get("unknown", {}).values()),
        "changes": sum(counts.get(name, 0) for name in words if name not in {kinds.ERROR, kinds.UNCHANGED}),
        "has_errors": bool(form and form.errors),
    }
    return render(request, "imports/preview.html", context)


def tabs(shown: Upload, words: dict[str, str], act: str) -> list[dict[str, Any]]:
    """Return what there is of each kind of line, each a way to narrow the list down."""
    counts = shown.counts
    found = [
        {"act": name, "label": label, "count": counts.get(name, 0), "url": f"?act={name}#lines", "current": act == name}
        for name, label in words.items()
        if counts.get(name)
    ]
    notes = shown.lines.exclude(note="").exclude(act=kinds.ERROR).count()
    if notes:
        found.insert(1, {"act": "notes", "label": "Taken, with something to put right", "count": notes,
                         "url": "?act=notes#lines", "current": act == "notes"})  # fmt: skip
    return found


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say once what the words of a file mean that aren't known here."""
    shown = upload_or_404(request, key)
    if shown.state != UploadState.PREVIEWED or not shown.counts.get("unknown"):
        return redirect(shown)
    kind, asked = KINDS[shown.kind], asked_of(shown, clock.today())
    form = WordsForm(
        request.POST or None, upload=shown, kind=kind, scope=asked.scope, guesses=guess_meanings(shown, asked)
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for name, said in form.meanings.items():
                shown.values[name] = {**shown.values.get(name, {}), **said}
            shown.state = UploadState.CHECKING
            shown.save()
            keep_mapping(upload=shown, by=request.user)
        start_check(shown)
        return redirect(shown)
    return render(request, "imports/words.html", {"upload": shown, "kind": kind, "form": form})


@login_required
@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name the columns again, or start again what seems to have stopped."""
    shown = upload_or_404(request, key)
    if shown.state in {UploadState.PREVIEWED, UploadState.UNREADABLE} and shown.file:
        Upload.objects.filter(pk=shown.pk, state=shown.state).update(state=UploadState.MAPPING, problem="")
    elif is_stale(shown):
        Upload.objects.filter(pk=shown.pk).update(touched_at=timezone.now(), step="")
        {UploadState.CHECKING: start_check, UploadState.APPLYING: start_taking_in}.get(
            UploadState(shown.state), lambda upload: None
        )(shown)
    return redirect(shown)


@login_required
@require_POST
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """Do what was looked over. A second press does nothing more."""
    shown = upload_or_404(request, key)
    if shown.state != UploadState.PREVIEWED:
        return redirect(shown)
    ask = too_many(shown.counts.get("leaving", 0), shown.counts.get("held", 0))
    form = ConfirmForm(request.POST, upload=shown, ask=ask)
    if not form.is_valid():
        return preview(request, shown, form)
    # Whoever confirms it answers for it.
    mine = Upload.objects.filter(pk=shown.pk, state=UploadState.PREVIEWED, fingerprint=shown.fingerprint)
    if mine.update(
        state=UploadState.APPLYING, leavers_agreed=ask, uploaded_by=request.user, step="", touched_at=timezone.now()
    ):
        start_taking_in(Upload.objects.get(pk=shown.pk))
    return redirect(shown)


@login_required
@require_POST
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leave a file be: nothing of it is taken in."""
    shown = upload_or_404(request, key)
    gone = Upload.objects.filter(pk=shown.pk).exclude(state__in=[UploadState.APPLIED, UploadState.APPLYING])
    if gone.update(state=UploadState.DROPPED):
        shown.file.delete(save=False)
        shown.lines.all().delete()
        messages.success(request, f"“{shown.file_name}” is put away, and nothing of it was taken in.")
    return redirect("imports:index")


@login_required
@never_cache
@require_safe
def download(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The preview as a file, for those who put right what is wrong with the rows."""
    shown = upload_or_404(request, key)
    words = acts_of(shown.kind)
    lines = shown.lines.all()
    if request.GET.get("act") == "notes":
        lines = lines.exclude(note="")
    elif request.GET.get("act") in words:
        lines = lines.filter(act=request.GET["act"])
    rows = [
        [line.number, words.get(line.act, line.act), line.who, line.what, line.note] for line in lines.iterator()
    ]
    name = f"{shown.kind}-preview-{timezone.localdate(shown.uploaded_at).isoformat()}"
    if form == "xlsx":
        return xlsx_response(f"{name}.xlsx", [("Preview", PREVIEW_HEADER, rows)])
    return csv_response(f"{name}.csv", PREVIEW_HEADER, rows)


