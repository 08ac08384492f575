from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "learning.records"
    label = "records"
    verbose_name = "Training records"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from core import slots
        from learning.records import merging
        from learning.records.importing import CompletionImport
        from learning.records.team_rights import give_team_rights
        from people.imports.kinds import register

        register(CompletionImport())
        slots.merging.append((merging.carry, merging.effects, merging.undo))
        post_migrate.connect(give_team_rights, dispatch_uid="rights of the workforce team over the record")
