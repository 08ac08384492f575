"""The workforce development team writes questions and quizzes, marks them, and mends what was wrong.

Given once; what an administrator changes is kept.
"""

from typing import Any

from django.apps import apps as live_apps

# Question and Quiz have drafts, so publishing them is a right of its own.
ACTS = {
    "category": ("add", "change", "delete"),
    "scenario": ("add", "change", "delete"),
    "question": ("add", "change", "delete", "publish"),
    "quiz": ("add", "change", "delete", "publish"),
}
# What is more than keeping a table.
# Given apart, since the others were given before there was this.
ENDING = {"attempt": ("end",)}
MORE = {"mark_attempt", "analyse_questions", "regrade"}


def give_team_rights(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: waits until the last of these permissions is there."""
    if not live_apps.is_installed("wagtail.admin"):
        return
    from django.contrib.auth.models import Group, Permission

    from people.groups import WORKFORCE_TEAM, make_groups

    wanted = {f"{act}_{name}" for name, acts in ACTS.items() for act in acts} | MORE
    found = list(Permission.objects.using(using).filter(content_type__app_label="quizzes", codename__in=wanted))
    if len(found) < len(wanted):
        return
    make_groups(using=using)
    team = Group.objects.using(using).filter(name=WORKFORCE_TEAM).first()
    if team and not team.permissions.filter(pk__in=[one.pk for one in found]).exists():
        team.permissions.add(*found)
