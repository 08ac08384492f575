"""Evidence: what an upload leaves behind, and handing it to those who may have it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.csv_export import attachment
from learning.records.actions import hand_out_evidence, keep_evidence
from learning.records.forms import EvidenceForm
from learning.records.models import EvidenceFile
from learning.records.queries import evidence_for


def file_of(form: EvidenceForm, *, by: Any) -> EvidenceFile | None:
    """Return the file that a form came with, now or before, whatever else is wrong with it. None if there is none."""
    upload = form.cleaned_data.get("file")
    if upload:
        return keep_evidence(name=upload.name or "", content=upload.read(), by=by)
    kept: EvidenceFile | None = form.cleaned_data.get("kept")
    return kept


@login_required
@never_cache
@require_safe
def evidence(request: HttpRequest, key: UUID) -> HttpResponse:
    """A file to download, for the person and for those who may check it; to anybody else there is no such file.

    Whatever somebody uploaded runs nothing here: it is served as the kind that its bytes say, and never opened in a
    page of this site.
    """
    file = evidence_for(request.user, key, on=clock.today())
    if file is None:
        raise Http404("No such file of anybody's whom the reader may see.")
    response = HttpResponse(hand_out_evidence(file=file, by=request.user), content_type=file.content_type)
    response["Content-Disposition"] = attachment(file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
