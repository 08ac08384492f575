from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from core import slots
        from people import signals  # noqa: F401
        from people.groups import make_groups
        from people.imports.absences import AbsenceImport
        from people.imports.kinds import register
        from people.imports.lifecycle import forget_old_files
        from people.imports.staff import StaffImport
        from people.imports.taking_back import forget_undoings
        from people.imports.tasks import do_what_is_left
        from people.team_rights import FILES, KEEPING, OWN, giver_of

        register(StaffImport())
        register(AbsenceImport())
        slots.due += [forget_old_files, forget_undoings]
        slots.due_in_steps.append(do_what_is_left)
        post_migrate.connect(make_groups, dispatch_uid="make groups")
        post_migrate.connect(giver_of("people", KEEPING), weak=False, dispatch_uid="team rights to keep people")
        post_migrate.connect(giver_of("people", OWN), weak=False, dispatch_uid="team rights on people")
        post_migrate.connect(
            giver_of("people", FILES), weak=False, dispatch_uid="team rights on files that are brought"
        )
