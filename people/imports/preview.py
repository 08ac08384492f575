"""What the page of a preview shows: figures, the lists that they lead to, and what to look at before confirming."""

from typing import Any

from django.db.models import QuerySet

from people.imports import kinds
from people.imports.rules import too_many
from people.imports.wording import NOTES, TONES, acts_of, changes_in
from people.models import ImportBatch, Upload, UploadLine

LINES_A_PAGE = 50


def lines_of(upload: Upload, act: str) -> QuerySet[UploadLine]:
    """Return an upload's lines, or those of one sort: an act, or NOTES."""
    lines = upload.lines.all()
    if act == NOTES:
        return lines.exclude(note="").exclude(act=kinds.ERROR)
    return lines.filter(act=act) if act in acts_of(upload.kind) else lines


def shown_preview(upload: Upload, act: str) -> dict[str, Any]:
    counts, words = upload.counts, acts_of(upload.kind)
    used = {heading for heading in upload.columns.values() if heading}
    return {
        "upload": upload,
        "figures": [(words[name], counts.get(name, 0), TONES.get(name, "")) for name in words if counts.get(name)],
        "errors": counts.get(kinds.ERROR, 0),
        "warning": leavers_warning(counts.get("leaving", 0), counts.get("held", 0)),
        "tabs": tabs_of(upload, act),
        "act": act,
        "unknown": sum(len(found) for found in counts.get("unknown", {}).values()),
        "given": sum(len(found) for found in counts.get("given", {}).values()),
        "changes": changes_in(counts),
        "unused": [heading for heading in counts.get("headings", []) if heading not in used],
        "before": same_file_before(upload),
        "everybody": len(upload.everybody),
    }


def leavers_warning(leaving: int, held: int) -> str:
    """Return what to say where so many would leave that somebody should say that it is meant."""
    if not too_many(leaving, held):
        return ""
    share = f"{leaving:,} of {held:,} posts would end, {100 * leaving / max(held, leaving):.0f}%."
    return f"{share} Perhaps the file was cut short, or is of one site only."


def tabs_of(upload: Upload, act: str) -> list[dict[str, Any]]:
    """Return what there is of each kind of line, each a way to narrow the list down."""
    counts, words = upload.counts, acts_of(upload.kind)
    # Rows that change nothing are counted, and not kept: there is no list of them.
    found = [(name, label, counts.get(name, 0)) for name, label in words.items() if name != kinds.UNCHANGED]
    found.insert(1, (NOTES, "Something to put right", lines_of(upload, NOTES).count()))
    rows = [
        {"act": name, "label": label, "count": count, "url": f"?act={name}#lines", "current": act == name}
        for name, label, count in found
        if count
    ]
    if len(rows) < 2:
        return []
    return [{"act": "", "label": "All", "count": None, "url": "?#lines", "current": not act}, *rows]


def same_file_before(upload: Upload) -> ImportBatch | None:
    """Return when this very file was taken in for this agency before, if it was and stands."""
    batches = ImportBatch.objects.filter(kind=upload.kind, agency=upload.agency, sha256=upload.sha256)
    return batches.filter(undoes=None, undone_by=None).first()
