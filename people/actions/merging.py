"""Merging two records of one person, and undoing it. Source: docs/decisions/0018.

Nothing is lost: rows that can move do, each noted with what it was; completions, which never change, are recorded again
for the record that is kept; and the other stays, shut, with all that was done under it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from core import audit, slots
from core.models import AuditEntry
from people.actions.keeping import NotTheirs, refuse_the_powerful
from people.models import AgencyLead, Merge, Person, Post, PostOffer, StaffNumber

# What belongs to a person and goes along; what two of can't be is dropped, and noted.
GOES_ALONG: tuple[tuple[str, str], ...] = (
    (StaffNumber._meta.label, "person"),
    (AgencyLead._meta.label, "person"),
    (PostOffer._meta.label, "person"),
    ("core.EarlyAccess", "person"),
)
Entry = dict[str, Any]


class MergeRefused(ValueError):
    """Raised, with a sentence for the reader, for records that can't be merged."""


def why_not(kept: Person, gone: Person, *, by: Any) -> str:
    """Return a sentence that says why two records can't be merged, or nothing."""
    if kept.pk == gone.pk:
        return "Choose two different records."
    if kept.merged_into_id or gone.merged_into_id:
        return "One of these records was merged already."
    if by.pk in (kept.pk, gone.pk):
        return "One of these records is your own. Somebody else has to merge it."
    held = Person.objects.with_rights_held().filter(pk=gone.pk, is_staff=False).values_list("holds_rights", flat=True)
    if held.first() is not False:
        return f"{gone} has rights on this site. Take them away first, or keep this record and merge the other into it."
    try:
        for person in (kept, gone):
            refuse_the_powerful(person, by=by)
    except NotTheirs as refused:
        return str(refused)
    return next((words for waits in slots.merging_waits if (words := waits(kept, gone))), "")


@transaction.atomic
def merge_people(*, kept: Person, gone: Person, reason: str, by: Any, today: date) -> Merge:
    """Move everything of `gone` to `kept`, and shut `gone`.

    Raises MergeRefused without a reason, or as `why_not` says.
    """
    both = Person.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    locked = {one.pk: one for one in both}
    kept, gone = locked[kept.pk], locked[gone.pk]
    problem = "" if reason.strip() else "Say how you know that they are one person."
    problem = problem or why_not(kept, gone, by=by)
    if problem:
        raise MergeRefused(problem)
    merge = Merge.objects.create(kept=kept, gone=gone, reason=reason.strip(), by=by)
    moved: list[Entry] = []
    for post in Post.objects.filter(person=gone).order_by("pk"):
        moved += move_post(post, kept)
    for post in Post.objects.filter(line_manager=gone).order_by("pk"):
        moved.append(changed(post, line_manager_id=None if post.person_id == kept.pk else kept.pk))
    for label, field in GOES_ALONG:
        for row in apps.get_model(label)._base_manager.filter(**{field: gone}).order_by("pk"):
            moved.append(move(row, field, kept.pk))
    moved += move_address(kept, gone)
    for carry, _, _ in slots.merging:
        carry(merge, by, today)
    merge.moved = moved
    merge.save(update_fields=["moved"])
    write_down(moved, by=by, reason=f"merge {merge.pk}")
    audit.record("people merged", kept, by=by, after={"gone": gone.pk, "moved": len(moved)}, reason=merge.reason)
    return merge


def move_post(post: Post, kept: Person) -> list[Entry]:
    """Move a post; where `kept` holds the very same, move what hangs on it, and let the same stand for both."""
    same = Post.objects.filter(person=kept, agency=post.agency_id, role=post.role_id, start=post.start).first()
    if same is None:
        manager = None if post.line_manager_id == kept.pk else post.line_manager_id
        return [changed(post, person_id=kept.pk, line_manager_id=manager)]
    entries = []
    for relation in Post._meta.related_objects:
        hanging = relation.related_model._base_manager.filter(**{relation.field.name: post}).order_by("pk")
        entries += [move(row, relation.field.name, same.pk) for row in hanging]
    if same.end is not None and (post.end is None or post.end > same.end):
        entries.append(changed(same, end=post.end))
    return [*entries, deleted(post)]


def move_address(kept: Person, gone: Person) -> list[Entry]:
    """Shut the record that goes; its address is the other's, if that has none."""
    address = gone.email
    entries = [changed(gone, email=None, is_active=False, merged_into_id=kept.pk)]
    if address and not kept.email:
        entries.append(changed(kept, email=address))
    return entries


def move(row: models.Model, field: str, to: int) -> Entry:
    """Let a row belong to another, or drop it where the other has the same already."""
    try:
        with transaction.atomic():
            return changed(row, **{f"{field}_id": to})
    except IntegrityError:
        row.refresh_from_db()
        return deleted(row)


def changed(row: models.Model, **after: Any) -> Entry:
    before = {name: getattr(row, name) for name in after}
    for name, value in after.items():
        setattr(row, name, value)
    row.save(update_fields=[row._meta.get_field(name.removesuffix("_id")).name for name in after])
    return {"did": "changed", "model": row._meta.label, "pk": row.pk, "before": before, "after": after}


def deleted(row: models.Model) -> Entry:
    before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    entry = {"did": "deleted", "model": row._meta.label, "pk": row.pk, "before": before}
    row.delete()
    return entry


def write_down(entries: Iterable[Entry], *, by: Any, reason: str) -> None:
    """Write an audit entry for each row that was changed, deleted or put back."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            act=f"{apps.get_model(entry['model'])._meta.verbose_name} {entry['did']}",
            subject=f"{entry['model']}:{entry['pk']}", by=by, before=entry["before"], after=entry.get("after", {}),
            reason=reason,
        )
        for entry in entries
    )  # fmt: skip


@transaction.atomic
def undo_merge(*, merge: Merge, by: Any, at: datetime) -> list[str]:
    """Put back what merging moved, and return in sentences what couldn't be: whatever was changed since stays.

    Raises MergeRefused if it was undone already.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise MergeRefused("This was undone already.")
    both = Person.objects.select_for_update().filter(pk__in=[merge.kept_id, merge.gone_id]).order_by("pk")
    if {one.pk: one for one in both}[merge.kept_id].merged_into_id:
        raise MergeRefused("The record that was kept was merged into another since. Undo the later merge first.")
    left, back = [], []
    for entry in reversed(merge.moved):
        if words := put_back(entry):
            left.append(words)
        else:
            back.append(turned(entry))
    write_down(back, by=by, reason=f"merge {merge.pk} undone")
    for _, _, undo in slots.merging:
        undo(merge, by)
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    audit.record("people parted again", merge.kept, by=by, after={"gone": merge.gone_id, "left": left})
    return left


def turned(entry: Entry) -> Entry:
    """Return the entry of undoing an entry."""
    did = {"changed": "changed", "deleted": "added"}[entry["did"]]
    return entry | {"did": did, "before": entry.get("after", {}), "after": entry["before"]}


def put_back(entry: Entry) -> str:
    """Put one row back as it was, and return nothing, or why not."""
    model = apps.get_model(entry["model"])
    name = model._meta.verbose_name
    if entry["did"] == "deleted":
        values = {field: cleaned(model, field, value) for field, value in entry["before"].items()}
        return "" if saved(model(**values), force_insert=True) else f"A {name} is there again already."
    row = model._base_manager.filter(pk=entry["pk"]).first()
    if row is None:
        return f"A {name} is gone since."
    if any(getattr(row, field) != cleaned(model, field, value) for field, value in entry["after"].items()):
        return f"A {name} was changed since, and stays as it is."
    for field, value in entry["before"].items():
        setattr(row, field, cleaned(model, field, value))
    return "" if saved(row) else f"What a {name} was before is taken by something else since."


def saved(row: models.Model, **how: Any) -> bool:
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError:
        return False
    return True


def cleaned(model: type[models.Model], field: str, value: Any) -> Any:
    """Return a value as its field has it: days and moments come back from the note as text."""
    found: Any = model._meta.get_field(field.removesuffix("_id") or field)
    return found.to_python(value)


def what_merging_does(kept: Person, gone: Person) -> list[str]:
    """Return in sentences what merging would do, before it is done."""
    return [*own_effects(kept, gone), *(words for _, says, _ in slots.merging for words in says(kept, gone))]


def own_effects(kept: Person, gone: Person) -> Iterable[str]:
    there = set(kept.posts.values_list("agency", "role", "start"))
    for post in gone.posts.select_related("agency", "role"):
        same = (post.agency_id, post.role_id, post.start) in there
        yield f"Post: {post}, {'which both have, becomes one' if same else 'moves'}."
    agencies = set(kept.staff_numbers.values_list("agency", flat=True))
    for number in gone.staff_numbers.select_related("agency"):
        if number.agency_id in agencies:
            goes = f"Staff number {number} in {number.agency} goes: {kept} has one there."
            yield f"{goes} If the staff file uses it, mend that."
        else:
            yield f"Staff number {number} in {number.agency} moves."
    count = gone.managed_posts.count()
    if count:
        yield f"{count} {'post' if count == 1 else 'posts'} of people who report to them: to the record that is kept."
    if gone.email and kept.email:
        yield f"{gone.email} signs nobody in any more."
    elif gone.email:
        yield f"{gone.email} becomes the email of the record that is kept; they choose a password again."
