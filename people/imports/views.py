"""The first pages of bringing files: what was brought, and bringing another."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.csv_export import csv_response
from core.filters import ListFilter
from core.tables import UnreadableFile
from core.xlsx_export import xlsx_response
from people.imports.forms import FileForm
from people.imports.kinds import KINDS, ImportKind, Scope, in_order, may_import_for_all
from people.imports.lifecycle import receive
from people.imports.samples import example_rows, headings, sheets_of
from people.imports.tasks import start_check
from people.imports.visible import agencies_for, batches_for, may_bring, uploads_for
from people.imports.wording import summary_of, undone_summary
from people.models import ImportBatch, UploadState

A_PAGE = 20
MOST_OPEN = 50


def kind_or_404(code: str) -> ImportKind:
    if code not in KINDS:
        raise Http404("There is no such kind of file.")
    return KINDS[code]


def refuse_others(request: HttpRequest) -> None:
    if not may_bring(request.user, on=clock.today()):
        raise Http404("Somebody who leads no agency brings no files.")


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What may be brought, what is on its way, and what was taken in."""
    refuse_others(request)
    today = clock.today()
    open_ = uploads_for(request.user, on=today).exclude(state__in=[UploadState.APPLIED, UploadState.DROPPED])
    done = batches_for(request.user, on=today).select_related("agency", "by", "undone_by", "undoes")
    filters = filter_of(request)
    for name, value in filters.chosen.items():
        done = done.filter(**{{"kind": "kind", "agency": "agency__code"}[name]: value})
    page = Paginator(done, A_PAGE).get_page(request.GET.get("page"))
    titles = {kind.code: kind.title for kind in in_order()}
    context = {
        "kinds": in_order(),
        "open": [(one, titles[one.kind]) for one in open_.select_related("agency", "uploaded_by")[:MOST_OPEN]],
        "page": page,
        "rows": [(batch, titles[batch.kind], did(batch)) for batch in page],
        "filter": filters,
        "filtered": page.has_other_pages() or filters.chosen,
    }
    return render(request, "imports/index.html", context)


def filter_of(request: HttpRequest) -> ListFilter:
    agencies = agencies_for(request.user, on=clock.today()).values_list("code", "name")
    kinds = [(kind.code, kind.title) for kind in in_order()]
    return ListFilter(request, {"kind": ("Kind of file", kinds), "agency": ("Agency", agencies)})


def did(batch: ImportBatch) -> str:
    return undone_summary(batch.counts) if batch.undoes_id else summary_of(batch.kind, batch.counts)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a file: whose it is, and the file itself."""
    kind = kind_or_404(code)
    refuse_others(request)
    agencies, posted = agencies_for(request.user, on=clock.today()), request.method == "POST"
    form = FileForm(
        request.POST if posted else None, request.FILES if posted else None, kind=kind, agencies=agencies,
        for_all=may_import_for_all(request.user), initial={"agency": request.GET.get("agency")},
    )  # fmt: skip
    if form.is_valid() and (upload := received(form, kind, request.user)):
        return redirect(upload)
    context = {"kind": kind, "form": form, "alone": len(agencies) == 1 and not may_import_for_all(request.user)}
    return render(request, "imports/new.html", context)


def received(form: FileForm, kind: ImportKind, by: Any) -> Any:
    """Store the file of a form, and begin to check it if its columns are known. None: the form says why not."""
    file = form.cleaned_data["file"]
    try:
        upload = receive(
            kind=kind, agency=form.cleaned_data["agency"], file=file, name=file.name, by=by,
            everybody=form.cleaned_data.get("everybody", []),
        )  # fmt: skip
    except UnreadableFile as error:
        form.add_error("file", str(error))
        return None
    if upload.state == UploadState.CHECKING:
        start_check(upload)
    return upload


@login_required
@never_cache
@require_safe
def sample(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A file to fill in: the headings, with what they may hold in the XLSX, and an example in the CSV."""
    kind = kind_or_404(code)
    refuse_others(request)
    agencies = list(agencies_for(request.user, on=clock.today()))
    scope = Scope(None, {agency.code.casefold(): agency for agency in agencies})
    if form == "xlsx":
        return xlsx_response(f"{code}-to-fill-in.xlsx", sheets_of(kind, scope))
    return csv_response(f"{code}-example.csv", headings(kind), example_rows(kind, scope))
