"""Raises the public stamp whenever something that a public page may show is saved or deleted; and shows a developer at
once what a changed template draws."""

from typing import Any

from django.core.cache import caches
from django.db.models.signals import post_delete, post_save
from django.utils.autoreload import file_changed
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from core import models
from core.after_migrating import after_migrating
from core.kept import forget_everything
from core.public_pages import raise_stamp

PUBLIC = (
    models.Audience,
    models.Embargo,
    models.GuidanceEdition,
    models.PageAttachment,
    models.PartnershipContact,
    models.PartnershipSettings,
    models.RelatedPage,
    models.SiteDocument,
    models.SiteImage,
    models.Theme,
    CollectionViewRestriction,
    PageViewRestriction,
    Redirect,
    Site,
)


def changed(**kwargs: Any) -> None:
    if not kwargs.get("raw"):
        raise_stamp()


def page_changed(sender: type, **kwargs: Any) -> None:
    if issubclass(sender, Page):
        changed(**kwargs)


for model in PUBLIC:
    post_save.connect(changed, sender=model, dispatch_uid=f"stamp {model.__name__} saved")
    post_delete.connect(changed, sender=model, dispatch_uid=f"stamp {model.__name__} deleted")
post_save.connect(page_changed, dispatch_uid="stamp page saved")
post_delete.connect(page_changed, dispatch_uid="stamp page deleted")
for signal in (page_published, page_unpublished, post_page_move):
    signal.connect(changed, dispatch_uid="stamp page event")


def first_stamp(using: str, **kwargs: Any) -> None:
    models.PublicStamp.objects.using(using).get_or_create(pk=1)


after_migrating(first_stamp, uid="first public stamp")


def forget_what_was_drawn(**kwargs: Any) -> None:
    forget_everything()
    caches["pages"].clear()


file_changed.connect(forget_what_was_drawn, dispatch_uid="forget what was drawn")  # sent under `make dev` alone
