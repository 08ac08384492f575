"""Looks of bringing files in, as an agency's lead: each page in the states that differ."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from core import clock
from people.imports.kinds import KINDS
from people.imports.lifecycle import check, receive, take_in
from people.imports.steering import keep_mapping
from people.imports.taking_back import ask_to_undo, undo, work_out
from people.models import Agency, ImportBatch, Person, Undoing, Upload, UploadState
from tests.journeys.looks import Look
from tests.journeys.looks_signed_in import press, refused

AGENCY = "HM-CSC"
HEADINGS = ("staff_number", "email", "first_name", "last_name", "job_role", "kind", "start_date", "end_date", "manager")


def staff_file(*, joining: int = 3, wrong: bool = True, role: str = "social-worker") -> bytes:
    """Return a staff file of new people at AGENCY, a few rows of it wrong."""
    mark = uuid4().hex[:6]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for number in range(joining):
        writer.writerow([f"{mark}-{number}", "", "Nia", f"Fern{mark}{number}", role, "paid", "2024-09-02", "", ""])
    if wrong:
        writer.writerow([f"{mark}-x", "", "Olu", f"Marsh{mark}", "Wizard of the north", "paid", "2024-09-02", "", ""])
        writer.writerow([f"{mark}-y", "", "Pat", f"Mere{mark}", role, "paid", "02/09/24", "", ""])
        writer.writerow([f"{mark}-z", "", "Quin", f"Holt{mark}", role, "paid", "2024-09-02", "", f"{mark}-none"])
    return out.getvalue().encode()


def brought(by: Person, content: bytes | None = None, *, everybody: tuple[str, ...] = ()) -> Upload:
    file = ContentFile(content or staff_file(), name="staff-november.csv")
    upload = receive(
        kind=KINDS["staff"], agency=Agency.objects.get(code=AGENCY), file=file, name=str(file.name), by=by,
        everybody=everybody,
    )  # fmt: skip
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.MAPPING)
    upload.refresh_from_db()
    return upload


def checked(by: Person, **said: Any) -> Upload:
    upload = brought(by, **said)
    upload.state = UploadState.CHECKING
    upload.save(update_fields=["state"])
    keep_mapping(upload=upload, by=by)
    check(upload=upload, today=clock.today())
    upload.refresh_from_db()
    return upload


def taken_in(by: Person) -> ImportBatch:
    upload = checked(by)
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.APPLYING, uploaded_by=by)
    batch = take_in(upload=Upload.objects.get(pk=upload.pk), today=clock.today())
    assert batch
    return batch


def at(state: str, **fields: Any) -> Callable[[Person], str]:
    def make(person: Person) -> str:
        upload = brought(person)
        Upload.objects.filter(pk=upload.pk).update(state=state, **fields)
        return upload.get_absolute_url()

    return make


def looked_over(path: str = "", **said: Any) -> Callable[[Person], str]:
    return lambda person: f"{checked(person, **said).get_absolute_url()}{path}"


def of_batch(person: Person) -> str:
    return f"/imports/done/{taken_in(person).pk}/"


def undone(person: Person) -> str:
    batch = taken_in(person)
    undo(batch=batch, by=person)
    return f"/imports/done/{ImportBatch.objects.get(undoes=batch).pk}/"


def listed(person: Person) -> str:
    undone(person)
    taken_in(person)
    checked(person)
    return "/imports/"


def to_undo(state: str = "") -> Callable[[Person], str]:
    def make(person: Person) -> str:
        batch = taken_in(person)
        someone = batch.rows.first()
        assert someone
        Person.objects.filter(pk=someone.changes[0]["pk"]).update(first_name="Mended")
        work_out(asked=ask_to_undo(batch=batch, by=person))
        if state:
            Undoing.objects.filter(batch=batch).update(state=state)
        return f"/imports/done/{batch.pk}/undo/"

    return make


LOOKS = [
    Look("files, none yet or some", "imports/index.html", "/imports/", "lead"),
    Look("files, as the team", "imports/index.html", listed, "team"),
    Look("files, none found", "imports/index.html", "/imports/?kind=absences&agency=NLT", "lead"),
    Look("bring a staff list", "imports/new.html", "/imports/new/staff/", "lead"),
    Look("bring training history, refused", "imports/new.html", "/imports/new/completions/", "lead",
         refused("Continue")),
    Look("columns of a file", "imports/columns.html", at("mapping"), "lead"),
    Look("columns of a file, refused", "imports/columns.html", at("mapping", columns={}), "lead", refused("Continue")),
    Look("words of a file", "imports/words.html", looked_over("words/"), "lead"),
    Look("file being checked", "imports/under_way.html", at("checking", step="Reading the file"), "lead"),
    Look("file being taken in", "imports/under_way.html", at("applying"), "lead"),
    Look("file that couldn't be read", "imports/under_way.html", at("unreadable", problem="It is empty."), "lead"),
    Look("preview", "imports/preview.html", looked_over(), "lead"),
    Look("preview, what can't be taken", "imports/preview.html", looked_over("?act=error"), "lead"),
    Look("preview, too many leave", "imports/preview.html", looked_over(everybody=("paid",)), "lead",
         refused("Take it in")),
    Look("what a file did", "imports/batch.html", of_batch, "lead"),
    Look("what undoing put back", "imports/batch.html", undone, "lead"),
    Look("what undoing would put back", "imports/undo.html", to_undo(), "lead"),
    Look("being undone", "imports/undo.html", to_undo("undoing"), "lead"),
    Look("couldn't be undone", "imports/undo.html", to_undo("failed"), "lead"),
    Look("ask what undoing would put back", "imports/undo.html", of_batch, "lead",
         press("See what undoing would put back")),
]  # fmt: skip
