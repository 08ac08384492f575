"""What somebody says of a file on its way: how it is to be read, and that it is put away after all."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.db import transaction

from core import audit
from people.imports.kinds import KINDS
from people.imports.turns import move
from people.models import ImportMapping, Upload, UploadState

Words = Mapping[str, Mapping[str, str]]  # what words mean, by column


@transaction.atomic
def read_as_said(*, upload: Upload, by: Any, words: Words | None = None) -> bool:
    """Keep how a file is to be read, and have it checked; False, and nothing kept, if somebody else was quicker."""
    mine = move(upload, UploadState.CHECKING, columns=upload.columns, step="", restarts=0)
    if mine:
        keep_mapping(upload=upload, by=by, words=words)
        Upload.objects.filter(pk=upload.pk).update(values=upload.values)
    return mine


def name_again(*, upload: Upload) -> bool:
    """Have the columns of a file named anew that is to be looked over, or couldn't be read; False if somebody else was
    quicker."""
    return move(upload, UploadState.MAPPING, problem="")


def confirm_preview(*, upload: Upload, leavers_agreed: bool, by: Any) -> bool:
    """Note that somebody has looked over what a file would do, and wants it done: they answer for it. False if that
    preview is there no more, or was confirmed before."""
    return move(upload, UploadState.APPLYING, leavers_agreed=leavers_agreed, uploaded_by=by, step="", restarts=0)


@transaction.atomic
def keep_mapping(*, upload: Upload, by: Any, words: Words | None = None) -> None:
    """Keep how a file is to be read, for it and the next of the same agency. `words` are what was said of its words;
    an empty meaning takes back what was said before. The audit log has it if that is anything new."""
    mapping, _ = ImportMapping.objects.select_for_update().get_or_create(kind=upload.kind, agency=upload.agency)
    before = deepcopy({"columns": mapping.columns, "values": mapping.values})
    headings = set(upload.counts.get("headings", []))
    named = {column.name: upload.columns.get(column.name, "") for column in KINDS[upload.kind].columns}
    # A heading of another file of theirs is kept while this one hasn't got the column.
    others = {name: heading for name, heading in mapping.columns.items() if heading and heading not in headings}
    mapping.columns = {**named, **{name: heading for name, heading in others.items() if not named.get(name)}}
    for values in (mapping.values, upload.values):
        say(values, words or {})
    mapping.saved_by = by
    mapping.save()
    after = {"columns": mapping.columns, "values": mapping.values}
    if after != before:
        reason = f"{upload.kind} file of {upload.agency or 'everybody'}: {upload.file_name}"
        audit.record("import mapping kept", mapping, by=by, before=before, after=after, reason=reason)


def say(values: dict[str, dict[str, str]], words: Words) -> None:
    """Change what words are kept to mean, however they are written."""
    for name, said in words.items():
        low = {word.casefold() for word in said}
        kept = {word: code for word, code in values.get(name, {}).items() if word.casefold() not in low}
        values[name] = {**kept, **{word: code for word, code in said.items() if code}}


@transaction.atomic
def put_away(*, upload: Upload, by: Any) -> bool:
    """Leave a file be: nothing of it is taken in, and it is deleted with its preview. False if it is being taken in, or
    was; or is put away already."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)  # wherever it has come to since it was shown
    if upload.state in {UploadState.APPLIED, UploadState.APPLYING, UploadState.DROPPED}:
        return False
    move(upload, UploadState.DROPPED, counts={})
    upload.lines.all().delete()
    what = {"kind": upload.kind, "agency": upload.agency.code if upload.agency else "", "sha256": upload.sha256}
    audit.record(
        "import file put away", upload, by=by, before={"state": upload.state, **what, "file": upload.file_name}
    )
    storage, name = upload.file.storage, upload.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
    return True
