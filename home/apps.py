from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.http import HttpRequest


class HomeConfig(AppConfig):
    name = "home"
    label = "home"
    verbose_name = "Front door"

    def ready(self) -> None:
        from core import slots

        slots.navigation.append(own_links)


def own_links(request: "HttpRequest") -> list[tuple[int, str, str]]:
    """What everybody who is signed in has in the header, and the way into the admin for those who edit."""
    links = [(10, "My learning", "/my-learning/")]
    if request.user.has_perm("wagtailadmin.access_admin"):  # type: ignore[union-attr]
        links.append((90, "Edit the site", "/admin/"))
    return links
