from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from core import slots
        from core.after_migrating import after_migrating
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
        after_migrating(make_groups, uid="make groups")
        after_migrating(giver_of("people", KEEPING), uid="team rights to keep people")
        after_migrating(giver_of("people", OWN), uid="team rights on people")
        after_migrating(giver_of("people", FILES), uid="team rights on files that are brought")
