"""The workforce development team keeps the catalogue and corrects the record. Given once; changes to it are kept."""

from typing import Any

from django.apps import apps as live_apps

WANTED = {
    *(("catalogue", f"{act}_{name}") for act in ("add", "change", "delete") for name in ("course", "framework")),
    ("records", "view_completion"),
    ("records", "correct_completion"),
}


def give_team_rights(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: waits until the last of these permissions is there."""
    if not live_apps.is_installed("wagtail.admin"):
        return
    from django.contrib.auth.models import Group, Permission

    from people.groups import WORKFORCE_TEAM, make_groups

    ours = Permission.objects.using(using).filter(content_type__app_label__in=["catalogue", "records"])
    found = [one for one in ours.select_related("content_type") if (one.content_type.app_label, one.codename) in WANTED]
    if len(found) < len(WANTED):
        return
    make_groups(using=using)
    team = Group.objects.using(using).filter(name=WORKFORCE_TEAM).first()
    if team and not team.permissions.filter(pk__in=[one.pk for one in found]).exists():
        team.permissions.add(*found)
