from typing import Any

from django.apps import AppConfig

# Requirements and what was decided under them are never deleted: see docs/decisions/0005.
ACTS = {
    "requirement": ("add", "change"),
    "requirementversion": ("add", "change", "delete"),
    "exemption": ("add", "change"),
}
REMINDER_ACTS = {
    "remindersettings": ("change",),
    "reminderwording": ("change",),
    "reminderletter": ("view", "change"),
}


class ComplianceConfig(AppConfig):
    name = "learning.compliance"
    label = "compliance"
    verbose_name = "Compliance"

    def ready(self) -> None:
        from core import slots
        from core.after_migrating import after_migrating
        from learning.compliance import tasks
        from learning.compliance.queries.effects import effects_of_correction
        from learning.compliance.queries.reading import worth_confirming
        from learning.compliance.views.ways import links
        from people.team_rights import giver_of

        slots.navigation.append(links)
        slots.correction_effects.append(effects_of_correction)
        slots.confirming.append(worth_confirming)
        slots.due.append(tasks.count_past_quarters)
        slots.due.append(tasks.write_reminders)
        slots.due_in_steps.append(tasks.send_some_reminders)
        slots.due_in_steps.append(tasks.make_packs_left)
        after_migrating(giver_of("compliance", ACTS), uid="team rights on compliance")
        after_migrating(giver_of("compliance", REMINDER_ACTS), uid="team rights on reminders")
        after_migrating(make_wordings, uid="make reminders' wordings")


def make_wordings(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: make the wordings that are missing, once there is a table for them."""
    from django.db import connections

    from learning.compliance.actions.reminder_rounds import make_wordings as make
    from learning.compliance.models import ReminderWording

    if ReminderWording._meta.db_table in connections[using].introspection.table_names():
        make(using)
