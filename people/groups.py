"""The groups that roles rest on. Made after every migration; what an administrator changes in them is kept."""

from typing import Any

from django.apps import apps as live_apps

WORKFORCE_TEAM = "Workforce development team"
BOARD = "Board"

# Made once with these permissions; "app.codename".
GROUPS = {
    WORKFORCE_TEAM: ["people.view_everyone", "people.view_board", "wagtailadmin.access_admin"],
    BOARD: ["people.view_board"],
}


def make_groups(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: make the groups that are missing, and give new ones their permissions."""
    if not live_apps.is_installed("wagtail.admin"):
        return
    from django.contrib.auth.models import Group, Permission

    for name, codes in GROUPS.items():
        group, created = Group.objects.using(using).get_or_create(name=name)
        if not (created or not group.permissions.exists()):
            continue
        for code in codes:
            label, codename = code.split(".")
            found = Permission.objects.using(using).filter(content_type__app_label=label, codename=codename)
            group.permissions.add(*found)
