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
        group, _ = Group.objects.using(using).get_or_create(name=name)
        # Permissions are made app by app. Give all at once, when the last is there; what is changed later is kept.
        wanted = [
            permission
            for label, codename in (code.split(".") for code in codes)
            for permission in Permission.objects.using(using).filter(content_type__app_label=label, codename=codename)
        ]
        own = [permission.pk for permission in wanted if permission.content_type.app_label == "people"]
        if len(wanted) == len(codes) and not group.permissions.filter(pk__in=own).exists():
            group.permissions.add(*wanted)
