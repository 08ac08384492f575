"""Wagtail's user screens, made for people who may have no email."""

from wagtail.users.apps import WagtailUsersAppConfig


class GoldthreadUsersConfig(WagtailUsersAppConfig):
    user_viewset = "people.viewsets.PersonViewSet"
