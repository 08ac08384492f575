"""The pages of what was taken in: what it did, and undoing it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from people.imports import kinds
from people.imports.kinds import KINDS
from people.imports.lifecycle import AlreadyUndone
from people.imports.tasks import start_undoing
from people.imports.views import LINES_A_PAGE, acts_of
from people.imports.visible import batches_for
from people.models import ImportBatch

UNDONE_WORDS = {"undone": "Put back", "kept": "Stays"}


def batch_or_404(request: HttpRequest, key: UUID) -> ImportBatch:
    visible = batches_for(request.user, on=clock.today()).select_related("agency", "by", "undoes", "undone_by")
    return get_object_or_404(visible, pk=key)


@login_required
@never_cache
@require_safe
def batch(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a file did, row by row; or what undoing it put back, and what stays and why."""
    shown = batch_or_404(request, key)
    words = UNDONE_WORDS if shown.undoes_id else acts_of(shown.kind)
    rows, act = shown.rows.all(), request.GET.get("act", "")
    if act in words:
        rows = rows.filter(act=act)
    undone = getattr(shown, "undone_by", None)
    upload = getattr(shown, "upload", None)
    refused = upload.lines.filter(act=kinds.ERROR) if upload else None
    context = {
        "batch": shown,
        "kind": KINDS[shown.kind],
        "undone": undone,
        "upload": upload,
        "refused": refused.count() if refused is not None else 0,
        "words": words,
        "tabs": [
            {"label": label, "count": shown.counts.get(name, 0), "url": f"?act={name}#lines", "current": act == name}
            for name, label in words.items()
            if shown.counts.get(name)
        ],
        "page": Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page")),
        "may_undo": not shown.undoes_id and undone is None and shown.rows.exists(),
    }
    return render(request, "imports/batch.html", context)


@login_required
@require_POST
def undo_batch(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put back what a file changed, as far as nothing has touched it since."""
    shown = batch_or_404(request, key)
    try:
        if start_undoing(shown, by=request.user):
            shown = ImportBatch.objects.get(undoes=shown)
        else:
            messages.success(request, "It is being undone. That takes a few minutes; look at this page again then.")
    except AlreadyUndone as error:
        messages.warning(request, str(error))
    return redirect("imports:batch", key=shown.pk)
