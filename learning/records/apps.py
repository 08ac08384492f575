from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "learning.records"
    label = "records"
    verbose_name = "Training records"

    # By name of model, what the team may do that the catalogue's and the record's own rights don't say.
    acts = {"externalreport": ("verify",)}
    group_acts = {"groupsession": ("record",)}

    def ready(self) -> None:
        from core import slots
        from core.after_migrating import after_migrating
        from learning.records import merging, reading, tasks
        from learning.records.actions import let_go_of_old_drafts, let_go_of_unused_evidence
        from learning.records.importing import CompletionImport
        from learning.records.team_rights import give_team_rights
        from people.imports.kinds import register
        from people.team_rights import giver_of

        register(CompletionImport())
        reading.listen()
        slots.merging.append((merging.carry, merging.effects, merging.undo))
        slots.due.append(let_go_of_old_drafts)
        slots.due.append(let_go_of_unused_evidence)
        slots.due_in_steps.append(tasks.send_some_letters)
        rights = "rights of the workforce team over"
        after_migrating(giver_of("records", self.acts), uid=f"{rights} what is reported")
        after_migrating(giver_of("records", self.group_acts), uid=f"{rights} group training")
        after_migrating(give_team_rights, uid=f"{rights} the record")
