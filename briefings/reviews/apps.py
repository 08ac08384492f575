from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class ReviewsConfig(AppConfig):
    name = "briefings.reviews"
    label = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from briefings.reviews.kinds import first_kinds
        from briefings.reviews.models import ReviewKind
        from core.after_migrating import after_migrating
        from core.signals import changed

        after_migrating(first_kinds, uid="first kinds of review")
        post_save.connect(changed, sender=ReviewKind, dispatch_uid="stamp review kind saved")
        post_delete.connect(changed, sender=ReviewKind, dispatch_uid="stamp review kind deleted")
