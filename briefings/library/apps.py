from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "briefings.library"
    label = "library"
    verbose_name = "Library"

    def ready(self) -> None:
        from briefings.library.team_rights import give_team_rights
        from core.after_migrating import after_migrating

        after_migrating(give_team_rights, uid="rights of the workforce team")
