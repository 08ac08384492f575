from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "briefings.library"
    label = "library"
    verbose_name = "Library"

    def ready(self) -> None:
        from briefings.library.team_rights import give_team_rights

        post_migrate.connect(give_team_rights, dispatch_uid="rights of the workforce team")
