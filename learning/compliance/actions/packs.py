"""Asking for an inspection pack, making it, and letting it go after a week."""

import logging
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from core import audit
from core.models import PartnershipSettings
from core.pdf import NoPdf, pdf_of
from learning.compliance.models import InspectionPack, PackState
from learning.compliance.queries.pack import pack_of
from people.models import Agency

logger = logging.getLogger(__name__)
STYLESHEET = Path(__file__).resolve().parents[1] / "print/inspection_pack.css"
KEPT_FOR = timedelta(days=7)
# A worker that was stopped half-way leaves the pack in its hands: after this long another may take it.
GIVEN_UP_AFTER = timedelta(minutes=30)
FAULT = "Something went wrong on our side. Ask for it again, and tell the workforce development team if that fails too."


@transaction.atomic
def ask_for_pack(*, agency: Agency, as_at: date, by: Any) -> InspectionPack:
    """Put a pack on the worker's list. Raises ValueError for no day or agency."""
    pack = InspectionPack.objects.create(agency=agency, as_at=as_at, asked_by=by)
    audit.record("inspection pack asked for", pack, by=by, after={"agency": agency.code, "as_at": as_at})
    return pack


def make_pack(*, key: int, at: datetime) -> bool:
    """Make a pack that waits, and return whether it was made here. What two workers are given, one makes."""
    if not _claim(key, at):
        return False
    pack = InspectionPack.objects.select_related("agency", "asked_by").get(pk=key)
    try:
        file = _bind(pack)
    except NoPdf as error:
        _finish(pack, state=PackState.FAILED, problem=str(error))
        return False
    except Exception:
        logger.exception("An inspection pack could not be made: %s", key)
        _finish(pack, state=PackState.FAILED, problem=FAULT)
        return False
    return _finish(pack, state=PackState.READY, file=file)


def _claim(key: int, at: datetime) -> bool:
    waiting = InspectionPack.objects.filter(pk=key, state=PackState.WAITING)
    given_up = InspectionPack.objects.filter(pk=key, state=PackState.MAKING, begun_at__lt=at - GIVEN_UP_AFTER)
    begin = {"state": PackState.MAKING, "begun_at": at, "done": 0}
    return bool(waiting.update(**begin) or given_up.update(**begin))


def _bind(pack: InspectionPack) -> bytes:
    said = pack_of(pack.agency, on=pack.as_at)
    common = {"pack": said, "partnership": PartnershipSettings.objects.first(), "asked": pack}
    parts = [render_to_string("print/inspection_pack_summary.html", common)]
    parts += [render_to_string("print/inspection_pack_people.html", {**common, "holders": h}) for h in said.chapters]
    _ours(pack).update(chapters=len(parts))
    file = b""
    for step in pdf_of(parts, stylesheet=STYLESHEET):
        if isinstance(step, bytes):
            file = step
        else:
            _ours(pack).update(done=step)
    return file


def _ours(pack: InspectionPack) -> QuerySet[InspectionPack]:
    """Return a pack as a query that finds it only while nobody else has taken it up since we did: we were slow, and not
    gone, and what they made of it stands."""
    return InspectionPack.objects.filter(pk=pack.pk, state=PackState.MAKING, begun_at=pack.begun_at)


def _finish(pack: InspectionPack, **fields: Any) -> bool:
    return bool(_ours(pack).update(finished_at=timezone.now(), **fields))


@transaction.atomic
def hand_out_pack(*, pack: InspectionPack, by: Any) -> bytes:
    """Return a finished pack's file, and log who took it."""
    audit.record("inspection pack downloaded", pack, by=by, after={"agency": pack.agency.code, "as_at": pack.as_at})
    return bytes(pack.file or b"")


def make_waiting_packs(*, at: datetime) -> None:
    """Make one pack that no worker has taken for a minute, and let go of those of more than a week ago."""
    InspectionPack.objects.filter(asked_at__lt=at - KEPT_FOR).delete()
    left = InspectionPack.objects.filter(state=PackState.WAITING, asked_at__lt=at - timedelta(minutes=1))
    given_up = InspectionPack.objects.filter(state=PackState.MAKING, begun_at__lt=at - GIVEN_UP_AFTER)
    key = (left | given_up).order_by("asked_at").values_list("pk", flat=True).first()
    if key is not None:
        make_pack(key=key, at=at)
