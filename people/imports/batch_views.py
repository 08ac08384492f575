"""The pages of what was taken in: what it did, and undoing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from people.imports import kinds
from people.imports.kinds import KINDS
from people.imports.preview import LINES_A_PAGE
from people.imports.taking_back import AlreadyUndone
from people.imports.tasks import start_undoing, start_working_out
from people.imports.visible import batches_for
from people.imports.wording import TONES, UNDONE, done_of, in_words, words_of
from people.models import AgencyState, ImportBatch, ImportedRow, UndoingState


def batch_or_404(request: HttpRequest, key: UUID) -> ImportBatch:
    visible = batches_for(request.user, on=clock.today())
    near = ("agency", "by", "undoes", "undone_by", "undone_by__by", "upload", "undoing")
    return get_object_or_404(visible.select_related(*near), pk=key)


@login_required
@never_cache
@require_safe
def batch(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a file did, row by row; or what undoing it put back, and what stays and why."""
    shown = batch_or_404(request, key)
    words = UNDONE if shown.undoes_id else done_of(shown.kind)
    act = request.GET.get("act", "")
    rows = shown.rows.filter(act=act) if act in words else shown.rows.all()
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    undone = getattr(shown, "undone_by", None)
    context = {
        "batch": shown,
        "kind": KINDS[shown.kind],
        "undone": undone,
        "upload": getattr(shown, "upload", None),
        "figures": figures_of(shown, words),
        "refused": shown.counts.get(kinds.ERROR, 0),
        "tabs": tabs_of(shown, words, act),
        "page": page,
        "rows": [(row, *in_words(row.act, words), row.what or told(row)) for row in page],
        "may_undo": not shown.undoes_id and undone is None and page.paginator.count > 0,
        "getting_ready": shown.kind == "staff" and shown.agency and shown.agency.state != AgencyState.LIVE,
    }
    return render(request, "imports/batch.html", context)


def told(row: ImportedRow) -> str:
    """Return what was changed, for a row that says nothing of it in words, as an undoing's does."""
    return "\n".join(words_of(change) for change in row.changes)


def figures_of(shown: ImportBatch, words: dict[str, str]) -> list[tuple[str, int, str]]:
    counts = shown.counts
    found = [(label, counts.get(act, 0), TONES.get(act, "")) for act, label in words.items() if counts.get(act)]
    if not shown.undoes_id:
        found.append(("Unchanged", counts.get(kinds.UNCHANGED, 0), ""))
    return found


def tabs_of(shown: ImportBatch, words: dict[str, str], act: str) -> list[dict[str, Any]]:
    rows = [
        {"label": label, "count": shown.counts[name], "url": f"?act={name}#lines", "current": act == name}
        for name, label in words.items()
        if shown.counts.get(name)
    ]
    return [{"label": "All", "count": None, "url": "?#lines", "current": not act}, *rows] if len(rows) > 1 else []


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """What undoing would put back, and what would stay and why. Asking for it, by POST, has it worked out."""
    shown = batch_or_404(request, key)
    if request.method == "POST":
        try:
            start_working_out(shown, by=request.user)
        except AlreadyUndone as error:
            messages.warning(request, str(error))
            return redirect("imports:batch", key=key)
        return redirect("imports:undo", key=key)
    asked = getattr(shown, "undoing", None)
    if asked is None:
        # Done in the meantime, or nobody has asked.
        undone = getattr(shown, "undone_by", None)
        return redirect("imports:batch", key=undone.pk if undone else key)
    works = asked.state in {UndoingState.CHECKING, UndoingState.UNDOING}
    context = {"batch": shown, "kind": KINDS[shown.kind], "asked": asked, "works": works}
    return render(request, "imports/undo.html", context)


@login_required
@require_POST
def confirm_undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Undo as was looked over. A second press does nothing more."""
    shown = batch_or_404(request, key)
    asked = getattr(shown, "undoing", None)
    if asked is not None:
        start_undoing(asked, seen=request.POST.get("seen", ""), by=request.user)
    return redirect("imports:undo", key=key)
