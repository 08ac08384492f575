from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "learning.catalogue"
    label = "catalogue"
    verbose_name = "Course catalogue"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from core.signals import changed
        from learning.catalogue.models import AskedFirst, Course, CourseLevel, Framework

        # Public course pages show title, levels and hours, and what is asked for first.
        for model in (AskedFirst, Course, CourseLevel, Framework):
            post_save.connect(changed, sender=model, dispatch_uid=f"stamp {model.__name__} saved")
            post_delete.connect(changed, sender=model, dispatch_uid=f"stamp {model.__name__} deleted")
