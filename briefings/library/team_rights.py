"""What the workforce development team may do in Wagtail's admin. Given once; what an administrator changes is kept."""

from typing import Any

from django.apps import apps as live_apps

# On the root of the page tree, and so on every page.
PAGES = ["add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"]
# On the root of the collections. Wagtail asks for the permissions of its own two models, whatever models a site has.
FILES = [
    (label, f"{act}_{name}")
    for label, name in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for act in ("add", "change", "choose", "delete")
]
# Kinds of thing that the team adds, changes and deletes.
THINGS = [
    ("core", "theme"),
    ("core", "audience"),
    ("core", "guidanceedition"),
    ("reviews", "reviewkind"),
    ("procedures", "procedurepart"),
    ("wagtailredirects", "redirect"),
    ("wagtailsearchpromotions", "searchpromotion"),
    ("wagtailsearchpromotions", "query"),
]
OTHERS = [
    ("core", "add_earlyaccess"),
    ("core", "delete_earlyaccess"),
    ("core", "change_partnershipsettings"),
    ("wagtailadmin", "access_admin"),
]


def give_team_rights(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: let the team edit, publish and approve, if it never could.

    Runs after each app's own receivers; it waits until the last of the permissions that it gives is there.
    """
    if not live_apps.is_installed("wagtail.admin"):
        return
    from wagtail.models import GroupPagePermission, Page

    from people.groups import WORKFORCE_TEAM, make_groups

    root = Page.objects.using(using).filter(depth=1).first()
    wanted = permissions(using)
    if root is None or wanted is None:
        return
    make_groups(using=using)
    team = group(using, WORKFORCE_TEAM)
    rights = GroupPagePermission.objects.using(using)
    if team is None or rights.filter(group=team).exists():
        return
    pages, files, things = wanted
    rights.bulk_create(GroupPagePermission(group=team, page=root, permission=permission) for permission in pages)
    let_into_collections(using, team, files)
    team.permissions.add(*things)
    let_approve(using, team)


def group(using: str, name: str) -> Any:
    from django.contrib.auth.models import Group

    return Group.objects.using(using).filter(name=name).first()


def permissions(using: str) -> tuple[list[Any], list[Any], list[Any]] | None:
    """Return the permissions for pages, for files and for the rest, or None while some aren't made yet."""
    from django.contrib.auth.models import Permission

    found = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    pages = [("wagtailcore", name) for name in PAGES]
    things = [(label, f"{act}_{name}") for label, name in THINGS for act in ("add", "change", "delete")] + OTHERS
    if not all(key in found for key in (*pages, *FILES, *things)):
        return None
    return [found[key] for key in pages], [found[key] for key in FILES], [found[key] for key in things]


def let_into_collections(using: str, team: Any, files: list[Any]) -> None:
    from wagtail.models import Collection, GroupCollectionPermission

    root = Collection.objects.using(using).filter(depth=1).first()
    GroupCollectionPermission.objects.using(using).bulk_create(
        GroupCollectionPermission(group=team, collection=root, permission=permission) for permission in files if root
    )


def let_approve(using: str, team: Any) -> None:
    """Let the team approve what Wagtail's own workflow asks the Moderators to approve."""
    from wagtail.models import GroupApprovalTask

    for task in GroupApprovalTask.objects.using(using).filter(groups__name="Moderators"):
        task.groups.add(team)
