"""What the workforce development team may add, change and delete in the admin, a room at a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.apps import apps as live_apps

OWN = {
    "agency": ("add", "change", "delete"),
    "agencylead": ("add", "change", "delete"),
    "jobrole": ("add", "change", "delete"),
    "pathway": ("add", "change", "delete"),
    "post": ("add", "change", "delete"),
    "absence": ("add", "change", "delete"),
}
# Bringing files for every agency. Given apart, since the others were given before there was this.
FILES = {"upload": ("add",)}

KEEPING = {"people": ("keep",)}


def giver_of(label: str, acts: Mapping[str, Sequence[str]]) -> Callable[..., None]:
    """Return a receiver of post_migrate that gives the team permissions on models of app `label`.

    `acts` are by model name. They are given once, when the last of them is there; what an administrator
    changes is kept.
    """

    def give(using: str = "default", **kwargs: Any) -> None:
        if not live_apps.is_installed("wagtail.admin"):
            return
        from django.contrib.auth.models import Group, Permission

        from people.groups import WORKFORCE_TEAM, make_groups

        wanted = {f"{act}_{model}" for model, names in acts.items() for act in names}
        found = Permission.objects.using(using).filter(content_type__app_label=label, codename__in=wanted)
        if found.count() < len(wanted):
            return
        make_groups(using=using)
        team = Group.objects.using(using).filter(name=WORKFORCE_TEAM).first()
        if team and not team.permissions.filter(pk__in=found.values("pk")).exists():
            team.permissions.add(*found)

    return give
