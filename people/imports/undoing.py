"""Changing back what taking in a file changed, as long as nothing has touched it since."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import IntegrityError, models, transaction

from people.actions.keeping import tell_old_addresses
from people.imports.kinds import CHUNK, Change, Reversal, Scope, chunks
from people.models import Person, Post, StaffNumber
from people.queries import RIGHTS_REST, resting_among

OTHERS = "Others know this person too by now, or they hold rights on this site. Ask the team to change it."
ELSEWHERE = "The post is of another agency by now."
# What rests on others goes first. A person goes last: anything may rest on one.
ORDER = ("people.Absence", "people.PostOffer", "people.Post", "people.StaffNumber", "people.Person")


def reverse(changes: Sequence[Change], *, scope: Scope, today: date) -> Reversal:
    """Change back each change whose row is as it was left, the latest first. Call it inside a transaction.

    Posts of those who left with rights stay as they are, since to change one back may bring the rights back. So do the
    names and addresses of those whom a file of this `scope` may not change now, as when they work for others too since.
    Old addresses that people sign in with no more are told.
    """
    result = Reversal()
    for model in ORDER:
        of_model = [(place, change) for place, change in enumerate(changes) if change.model == model]
        for chunk in chunks(reversed(of_model), CHUNK):
            reverse_chunk(apps.get_model(model), chunk, result, scope=scope, today=today)
    moved = [change for change in result.undone.values() if moves_address(change)]
    # What allauth keeps of them was of the address that they have no more.
    EmailAddress.objects.filter(user__in=[change.pk for change in moved]).delete()
    former = [change.before["email"] for change in moved if change.before and change.before["email"]]
    if former:
        transaction.on_commit(lambda: tell_old_addresses(former))
    return result


def moves_address(change: Change) -> bool:
    """Return whether the undoing of a change gave somebody who stays another address to sign in with."""
    if change.model != "people.Person" or change.after is None or change.before is None:
        return False
    return bool(change.before.get("email") != change.after.get("email"))


def reverse_chunk(
    model: type[models.Model], chunk: Sequence[tuple[int, Change]], result: Reversal, *, scope: Scope, today: date
) -> None:
    rows: Any = model._base_manager.in_bulk([change.pk for _, change in chunk])
    resting = resting_among({row.person_id for row in rows.values()}, on=today) if model is Post else set()
    known = known_to_others(rows, scope) if model is Person else set()
    inside = scope.keys
    made = []
    for place, change in chunk:
        row = rows.get(change.pk)
        if row is None:
            result.kept[place] = f"The {model._meta.verbose_name} is gone since."
        elif not stands(row, change.after or {}):
            result.kept[place] = f"The {model._meta.verbose_name} was changed since."
        elif model is Post and row.person_id in resting:
            result.kept[place] = RIGHTS_REST
        elif model is Post and row.agency_id not in inside:
            result.kept[place] = ELSEWHERE
        elif change.pk in known and change.before is not None:
            result.kept[place] = OTHERS
        elif change.before is None:
            made.append((place, change))
        else:
            put_back(row, place, change, result)
    hanging = what_rests_on(model, [change.pk for _, change in made])
    gone = [(place, change) for place, change in made if change.pk not in hanging]
    for place, change in made:
        if change.pk in hanging:
            result.kept[place] = f"Since then there is {hanging[change.pk]} that rests on it."
    queryset = model._base_manager.filter(pk__in=[change.pk for _, change in gone])
    queryset._raw_delete(queryset.db)  # type: ignore[attr-defined]
    for place, change in gone:
        result.undone[place] = Change(change.model, change.pk, change.after, None)


def known_to_others(keys: Iterable[int], scope: Scope) -> set[int]:
    """Return the people whose names and addresses no file of this scope may change: as the planning of one has it."""
    people = list(keys)
    known = set(Person.objects.with_beyond().filter(pk__in=people, beyond=True).order_by().values_list("pk", flat=True))
    if scope.everybody:
        return known
    for places in (Post.objects.all(), StaffNumber.objects.all()):
        elsewhere = places.filter(person__in=people).exclude(agency__in=scope.keys)
        known |= set(elsewhere.order_by().values_list("person", flat=True))
    return known


def put_back(row: models.Model, place: int, change: Change, result: Reversal) -> None:
    before = change.before or {}
    for name, value in before.items():
        setattr(row, name, clean(row, name, value))
    try:
        with transaction.atomic():
            row.save(update_fields=[row._meta.get_field(name).name for name in before])
            for name, value in before.items():
                check_is_there(row, name, value)
    except IntegrityError:
        result.kept[place] = f"What the {row._meta.verbose_name} was before is taken by something else since."
        return
    result.undone[place] = Change(change.model, change.pk, change.after, before)


def check_is_there(row: models.Model, name: str, value: Any) -> None:
    """Raise IntegrityError if what a field pointed at is gone: some databases only say so when all is done."""
    field = row._meta.get_field(name)
    if not isinstance(field, models.ForeignKey) or value is None:
        return
    if not field.related_model._base_manager.filter(pk=value).exists():  # type: ignore[union-attr]
        raise IntegrityError("It is gone.")


def stands(row: models.Model, after: dict[str, Any]) -> bool:
    """Return whether a row still has what it was left with."""
    return all(getattr(row, name) == clean(row, name, value) for name, value in after.items())


def clean(row: models.Model, name: str, value: Any) -> Any:
    """Return a value as its field holds it: what was kept as JSON has its days as text."""
    field = row._meta.get_field(name)
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return None if value is None else target.to_python(value)  # type: ignore[union-attr]


def what_rests_on(model: type[models.Model], keys: Sequence[int]) -> dict[int, str]:
    """Return what points at each of these rows, in a word; a row that nothing points at isn't in it."""
    found: dict[int, str] = {}
    if not keys:
        return found
    if hasattr(model, "last_login"):
        signed_in = model._base_manager.filter(pk__in=keys, last_login__isnull=False)
        found |= dict.fromkeys(signed_in.values_list("pk", flat=True), "a sign-in")
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        other, name = relation.related_model, relation.field.attname  # type: ignore[union-attr]
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": keys})  # type: ignore[union-attr]
        for key in rows.order_by().values_list(name, flat=True).distinct():
            found.setdefault(key, f"something else ({other._meta.verbose_name})")  # type: ignore[union-attr]
    return found
