"""The way of a file: received, checked, looked over, taken in, perhaps undone."""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.core.files import File
from django.db import IntegrityError, OperationalError, transaction

from core import audit
from core.many_rows import add_rows
from core.models import AuditEntry
from core.tables import LARGEST_FILE, Table, UnreadableFile, is_nothing, open_table
from core.tables.reading import FORMULA, MERGED
from people.imports import kinds
from people.imports.kinds import CHUNK, KINDS, Asked, Change, Done, ImportKind, Overtaken, Plan, Scope, chunks
from people.imports.mapping import (
    Meanings,
    guess_columns,
    guess_values,
    is_heading,
    kept_mapping,
    missing_columns,
    said_in,
)  # fmt: skip
from people.imports.rules import too_many
from people.imports.turns import OutOfHand, locked, move, tell
from people.imports.visible import uploads_for
from people.models import Agency, ImportBatch, ImportedRow, Upload, UploadLine, UploadState

logger = logging.getLogger(__name__)
SMALL = 150_000  # bytes: a file up to this is checked and taken in at once, a larger one by the worker
EXAMPLES, EXAMPLES_FROM = 3, 8  # values of a column that are shown, and the rows they are looked for in
WORKED_ON = (UploadState.CHECKING, UploadState.APPLYING)
KEPT_DAYS = 30  # how long a file that was brought is kept, with its preview; what it did is kept for good


MOST_WORDS = 2000  # of one column that are counted one by one
Words = dict[str, dict[str, int]]  # by column: each word, and how many rows have it


NO_LONGER = "Whoever confirmed this file may not bring it any more, so nothing was changed. Bring it again yourself."


def hash_of(file: Any) -> str:
    """Return the SHA-256 of a file, read a block at a time; the file is left at its beginning."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 16):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def receive(
    *, kind: ImportKind, agency: Agency | None, file: Any, name: str, by: Any, everybody: Sequence[str] = ()
) -> Upload:
    """Store a file, guess its columns, and return it as an upload; if they were said before, it is to be checked.

    Raises UnreadableFile for what is no table.
    """
    if file.size > LARGEST_FILE:
        raise UnreadableFile(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it.")
    if not file.size:
        raise UnreadableFile("The file is empty.")
    table = open_table(file, name, is_heading=is_heading(kind.columns))
    kept = kept_mapping(kind.code, agency)
    upload = Upload(kind=kind.code, agency=agency, file_name=name[:200], size=file.size, uploaded_by=by)
    upload.sha256 = hash_of(file)
    upload.columns = guess_columns(kind.columns, table.headings, kept.columns)
    upload.values, upload.everybody = kept.values, list(everybody)
    upload.counts = {"headings": table.headings, "examples": examples_of(table)}
    if kept.pk and not lacking(kind, upload.columns):
        upload.state = UploadState.CHECKING  # the columns were said once, and that will do
    upload.file.save("table", File(file), save=False)
    upload.save()
    return upload


def examples_of(table: Table) -> dict[str, list[str]]:
    """Return the first few values of each column, which remind whoever names it what stands there."""
    found: dict[str, list[str]] = {heading: [] for heading in table.headings}
    for row in islice(table.rows, EXAMPLES_FROM):
        for heading, cell in zip(table.headings, row.cells, strict=False):
            if cell and cell not in {FORMULA, *found[heading]} and len(found[heading]) < EXAMPLES:
                found[heading].append(cell.replace(MERGED, "")[:40])
    return found


def lacking(kind: ImportKind, columns: Mapping[str, str]) -> list[str]:
    """Return, in words, what a file of this kind needs and these columns don't give."""
    lack = [column.title for column in missing_columns(kind.columns, columns)]
    titles = {column.name: column.title for column in kind.columns}
    groups = [group for group in kind.one_of if not any(columns.get(name) for name in group)]
    return lack + [" or ".join(titles[name].lower() for name in group).capitalize() for group in groups]


def asked_of(upload: Upload, today: date, tell: Any = None) -> Asked:
    return Asked(Scope.of(upload.agency), today, frozenset(upload.everybody), tell or (lambda words: None))


class Reading:
    """What the rows of a file mean, with the words in it that nobody has said the meaning of."""

    def __init__(
        self, kind: ImportKind, file: Any, name: str, columns: Mapping[str, str],
        values: Mapping[str, Mapping[str, str]], asked: Asked,
    ) -> None:  # fmt: skip
        table = open_table(file, name, is_heading=is_heading(kind.columns))
        self.has = [column for column, heading in columns.items() if heading]
        meant = {
            column.name: Meanings(column, asked.scope, values.get(column.name, {}))
            for column in kind.columns
            if column.choices
        }
        self.unknown: Words = {name: {} for name in meant if name in self.has}
        self.given: Words = {name: {} for name in meant if name in self.has}
        said = said_in(table, {name: heading for name, heading in columns.items() if heading})
        self.rows = kind.read(self.noting(said, meant), asked, meant)

    def noting(self, said: Iterable[kinds.Said], meant: Mapping[str, Meanings]) -> Iterable[kinds.Said]:
        for one in said:
            for name in self.unknown:
                word = one.cells.get(name, "")
                if not is_nothing(word):
                    self.note(word, meant[name], self.unknown[name], self.given[name])
            yield one

    def note(self, word: str, meant: Meanings, unknown: dict[str, int], given: dict[str, int]) -> None:
        """Count a word that nobody has said the meaning of, or one whose meaning somebody gave."""
        for counted in (unknown, given):
            if word in counted:
                counted[word] += 1
                return
        if meant.of(word) is None:
            counted = unknown
        elif meant.is_given(word):
            counted = given
        else:
            return
        if len(counted) < MOST_WORDS:
            counted[word] = 1


def read_upload(upload: Upload, asked: Asked) -> Reading:
    """Return what an upload's rows mean. Raises UnreadableFile, also if the stored file isn't the one received."""
    try:
        stored = upload.file.open("rb")
    except (OSError, ValueError) as error:
        raise UnreadableFile("The stored file is gone. Bring it again.") from error
    with stored as file:
        if hash_of(file) != upload.sha256:
            raise UnreadableFile("The stored file isn’t the one that was brought. Bring it again.")
        return Reading(KINDS[upload.kind], file, upload.file_name, upload.columns, upload.values, asked)


def fingerprint(plan: Plan) -> str:
    """Return a hash of everything that a plan says it would do."""
    digest = hashlib.sha256()
    for line in plan.lines:
        digest.update(repr((line.number, line.act, line.who, line.what, line.notes)).encode())
    return digest.hexdigest()


def check(*, upload: Upload, today: date) -> None:
    """Work out what taking a file in would do, and keep it to be looked over. `upload` says where it stands: if that is
    so no more, before or when all is worked out, nothing is kept."""
    kind, asked = KINDS[upload.kind], asked_of(upload, today, lambda words: tell(upload, words))
    if upload.state != UploadState.CHECKING:
        return
    try:
        tell(upload, "Reading the file")
        reading = read_upload(upload, asked)
        plan = kind.plan(reading.rows, asked, reading.has)
        tell(upload, "Writing down what it would do")
    except OutOfHand:
        return
    except UnreadableFile as error:
        fail(upload, str(error))
        return
    except Exception:
        fail(upload, "Something went wrong here, and nothing was changed. Tell whoever runs this site.")
        raise
    show(upload, plan, reading)


@transaction.atomic
def show(upload: Upload, plan: Plan, reading: Reading, *, again: bool = False) -> None:
    """Keep a plan as the preview of an upload, unless it was put away, confirmed or moved on in any other way since it
    was read to be planned."""
    mine = locked(upload)
    if mine is None:
        return
    mine.lines.all().delete()
    told = [line for line in plan.lines if line.act != kinds.UNCHANGED or line.notes]
    for start in range(0, len(told), CHUNK):
        UploadLine.objects.bulk_create(
            UploadLine(
                upload=mine, place=place, number=line.number, act=line.act, who=line.who[:200],
                what="\n".join(line.what), note="\n".join(line.notes),
            )
            for place, line in enumerate(told[start : start + CHUNK], start=start)
        )  # fmt: skip
    of_file = {name: mine.counts[name] for name in ("headings", "examples") if name in mine.counts}
    counts = {**of_file, **plan.counts, "unknown": met(reading.unknown), "given": met(reading.given)}
    move(
        mine, UploadState.PREVIEWED, counts=counts, fingerprint=fingerprint(plan), step="", problem="",
        changed_since=again, leavers_agreed=False, restarts=0,
    )  # fmt: skip


def met(words: Words) -> Words:
    return {name: dict(sorted(found.items())) for name, found in words.items() if found}


def fail(upload: Upload, problem: str) -> None:
    move(upload, UploadState.UNREADABLE, problem=problem, step="")


def take_in(*, upload: Upload, today: date) -> ImportBatch | None:
    """Take in a file that somebody has confirmed, all of it or nothing. Safe to run twice, or twice at once: `upload`
    says which confirmation is meant, and nothing is done, or said, about a file that isn't waiting for it any more.

    The plan is made again inside the transaction. If it isn't the one that was looked over, nothing is done, and the
    new one is shown instead; so it is if somebody else saves the same while this is being saved. Returns what was done,
    or None.
    """
    kind, asked = KINDS[upload.kind], asked_of(upload, today)
    if upload.state != UploadState.APPLYING:
        return None
    try:
        tell(upload, "Reading the file again")
        reading = read_upload(upload, asked)
        tell(upload, "Saving, all at once")
        with transaction.atomic():
            mine = locked(upload)
            if mine is None:
                return None
            if not (mine.uploaded_by and uploads_for(mine.uploaded_by, on=today).filter(pk=mine.pk).exists()):
                fail(mine, NO_LONGER)
                return None
            plan = kind.plan(reading.rows, asked, reading.has, lock=True)
            stopped = too_many(plan.leaving, plan.held) and not mine.leavers_agreed
            if fingerprint(plan) != mine.fingerprint or stopped:
                show(mine, plan, reading, again=True)
                return None
            batch = carry_out(
                kind=kind, plan=plan, asked=asked, by=mine.uploaded_by, agency=mine.agency,
                file_name=mine.file_name, sha256=mine.sha256,
            )  # fmt: skip
            move(mine, UploadState.APPLIED, batch=batch, step="")
            return batch
    except OutOfHand:
        return None
    except UnreadableFile as error:
        fail(upload, str(error))
        return None
    except Exception as error:
        if is_by_others(error) and show_what_is_left(upload, asked, anyhow=isinstance(error, OperationalError)):
            return None
        fail(upload, "Something went wrong here, and nothing was changed. Tell whoever runs this site.")
        raise


def is_by_others(error: Exception) -> bool:
    """Return whether taking a file in may have failed since somebody else saved the same records at the same time."""
    deadlock = isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == "40P01"
    return deadlock or isinstance(error, IntegrityError | Overtaken)


def show_what_is_left(upload: Upload, asked: Asked, *, anyhow: bool) -> bool:
    """Show what a file that was overtaken would do now. False, and nothing shown, if that is just what it would have
    done: then nobody came between, and the fault is ours. `anyhow`: show it all the same."""
    reading = read_upload(upload, asked)
    with transaction.atomic():
        plan = KINDS[upload.kind].plan(reading.rows, asked, reading.has)
        if not anyhow and fingerprint(plan) == upload.fingerprint:
            return False
        show(upload, plan, reading, again=True)
    return True


@transaction.atomic
def carry_out(
    *, kind: ImportKind, plan: Plan, asked: Asked, by: Any, agency: Agency | None, file_name: str, sha256: str
) -> ImportBatch:
    """Do what a plan says, with a row for the batch, one for each line that changed anything, and audit entries."""
    batch = ImportBatch.objects.create(
        kind=kind.code, agency=agency, file_name=file_name, sha256=sha256, counts=plan.counts, by=by
    )
    for chunk in chunks(kind.carry_out(plan, asked, by=by, batch=batch)):
        write_rows(batch, chunk, by=by)
    audit.record(f"{kind.code} file taken in", batch, by=by, after={"file": file_name, **plan.counts})
    return batch


def write_rows(batch: ImportBatch, done: Sequence[Done], *, by: Any) -> None:
    """Write down what came of some lines: a row a line, and an audit entry for each row of the database it changed."""
    add_rows(
        ImportedRow(
            batch=batch, number=one.line.number, act=one.line.act, who=one.line.who[:200],
            what="\n".join(one.line.what), note="\n".join(one.line.notes),
            changes=[change.as_dict() for change in one.changes],
        )
        for one in done
        if one.changes
    )  # fmt: skip
    reason = f"import {batch.pk}"
    add_rows(
        AuditEntry(
            act=act_of(change), subject=f"{change.model}:{change.pk}", by=by, before=change.before or {},
            after=change.after or {}, reason=reason,
        )
        for one in done
        for change in one.changes
        if change.model in AUDITED
    )  # fmt: skip


# What each is called in the audit log. Completions speak for themselves: their rows say where they are from.
AUDITED = {
    "people.Person": "person",
    "people.Post": "post",
    "people.StaffNumber": "staff number",
    "people.Absence": "absence",
    "people.PostOffer": "post offer",
}


def act_of(change: Change) -> str:
    verb = "added" if change.before is None else "deleted" if change.after is None else "changed"
    return f"{AUDITED[change.model]} {verb}"


def guess_meanings(upload: Upload, asked: Asked) -> dict[str, dict[str, str]]:
    """Return, for the words that nobody has said the meaning of, what they may well mean."""
    unknown = upload.counts.get("unknown", {})
    columns = {column.name: column for column in KINDS[upload.kind].columns}
    return {
        name: guess_values(columns[name], words, asked.scope, upload.values.get(name, {}))
        for name, words in unknown.items()
    }


def forget_old_files(at: Any) -> None:
    """Delete uploads, with the file and the preview, that are older than KEPT_DAYS. What they did is kept; and what is
    being done is done first."""
    old = Upload.objects.filter(uploaded_at__lt=at - timedelta(days=KEPT_DAYS)).exclude(state__in=WORKED_ON)
    for upload in old.order_by("uploaded_at")[:50]:
        forget(upload)


@transaction.atomic
def forget(upload: Upload) -> None:
    """Delete a file with its preview, if nobody has moved it on since it was read."""
    mine = locked(upload)
    if mine is None:
        return
    storage, name = mine.file.storage, mine.file.name
    mine.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
