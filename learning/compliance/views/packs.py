"""The inspection pack of an agency: asked for, made by the worker, downloaded by its lead and the team alone."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from learning.compliance import tasks
from learning.compliance.actions.packs import ask_for_pack, hand_out_pack
from learning.compliance.forms import PackForm
from learning.compliance.models import InspectionPack, PackState
from learning.compliance.queries import agencies_of
from people.models import Agency

SHOWN = 10


def led_agency(request: HttpRequest, code: str) -> Agency:
    """Return an agency whose training the reader checks. Raises Http404 for any other."""
    return get_object_or_404(agencies_of(request.user, on=clock.today()), code=code)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def packs(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a pack as at a day; see those of the last week."""
    agency, today = led_agency(request, code), clock.today()
    form = PackForm(request.POST or None, today=today, initial={"as_at": today})
    if request.method == "POST" and form.is_valid():
        pack = ask_for_pack(agency=agency, as_at=form.cleaned_data["as_at"], by=request.user)
        tasks.make_inspection_pack.enqueue(pack.pk)
        return redirect("agency_packs", code=agency.code)
    listed = InspectionPack.objects.filter(agency=agency).select_related("asked_by").defer("file")[:SHOWN]
    return render(request, "compliance/packs.html", {"agency": agency, "form": form, "packs": listed})


@login_required
@never_cache
@require_safe
def pack_file(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A finished pack. Each download is in the audit log."""
    agency = led_agency(request, code)
    pack = get_object_or_404(InspectionPack.objects.select_related("agency"), agency=agency, pk=key)
    if pack.state != PackState.READY:
        raise Http404("It isn't made yet.")
    name = f"inspection-pack-{agency.code.lower()}-{pack.as_at.isoformat()}.pdf"
    response = HttpResponse(hand_out_pack(pack=pack, by=request.user), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
