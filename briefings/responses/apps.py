from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "briefings.responses"
    label = "responses"
    verbose_name = "Responses"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from briefings.library.models import BriefingPage
        from briefings.procedures.models import ProcedurePage
        from briefings.responses import merging
        from briefings.responses.forms import ReadingRequestPanel
        from briefings.responses.models import ReadingRequest
        from briefings.responses.queries import asks_to_confirm
        from briefings.responses.views import page_ending
        from briefings.reviews.models import ReviewPage
        from core import slots
        from core.signals import changed

        # What readers can be asked to confirm: the panel stands with the page's own settings.
        for model in (BriefingPage, ProcedurePage, ReviewPage):
            model.settings_panels = [*model.settings_panels, ReadingRequestPanel()]
        # A page that asks offers a way to sign in to whoever isn't.
        for signal in (post_save, post_delete):
            signal.connect(changed, sender=ReadingRequest, dispatch_uid=f"stamp ReadingRequest {id(signal)}")
        slots.page_endings.append(page_ending)
        slots.asks_to_confirm.append(asks_to_confirm)
        slots.merging.append((merging.carry, merging.effects, merging.undo))
