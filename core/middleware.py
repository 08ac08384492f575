"""What stands between the web server and the views."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control

from core import clock, public_pages
from core.admin_doors import is_shut

GetResponse = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])


class PublicPageMiddleware:
    """Gives anonymous readers a kept copy of a public page, before anything else runs.

    While a page is read, rather than a form sent, the public stamp is asked for once.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with public_pages.stamp_read_once():
            return self.read(request)

    def read(self, request: HttpRequest) -> HttpResponse:
        if not public_pages.may_be_kept(request):
            return self.get_response(request)
        # The stamp is read before the page is made: a change while it is being made leaves the copy old.
        at = clock.now()
        key = public_pages.key_for(request, public_pages.read_stamp())
        copy = public_pages.find(key)
        if copy:
            return public_pages.response_from(copy)
        response = self.get_response(request)
        public_pages.keep(key, response, at=at)
        return response


class AddressMiddleware:
    """Answers 404 for an address with a NUL character in it, which PostgreSQL fails on rather than not find."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404("No address has a NUL character in it.")
        return self.get_response(request)


class AdminDoorMiddleware:
    """Shuts the doors of Wagtail's admin that it leaves open to every account. See core.admin_doors."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        if not request.path_info.startswith("/admin/") or not request.user.is_authenticated:
            return
        if request.resolver_match and is_shut(request.user, request.resolver_match.view_name):
            raise PermissionDenied("A chooser, or a history, of what this account has nothing to do with.")


class AnonymousReaderMiddleware:
    """A request without a session cookie is nobody's: say so without opening a session, which would set a cookie
    header that keeps the page from being shared.

    A request with one is somebody's: what answers it is kept by nobody on the way, unless its view says otherwise.
    Not every cache in between heeds `Vary`. Who they are is settled before the view, which asks them a hundred things:
    Django's stand-in passes on each by several calls. A view that is `for_nobody` is left without.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            request.user = AnonymousUser()
            return self.get_response(request)
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(self, request: HttpRequest, view: Any, *given: Any) -> None:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not getattr(view, "for_nobody", False):
            request.user = get_user(request)


def for_nobody(view: View) -> View:
    """Mark a view that answers everybody alike: nobody's session is opened for it, and none is ended."""
    view.for_nobody = True  # type: ignore[attr-defined]
    return view


RELAXED = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
}


class PolicyMiddleware(CSPMiddleware):
    """The Content-Security-Policy. Strict everywhere; Wagtail's admin has inline scripts, so it alone is relaxed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        own = hasattr(request, "_csp_nonce") or any(name.startswith("_csp_") for name in vars(response))
        if own or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, whole_policy(relaxed=is_relaxed(request)))
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if is_relaxed(request):
            parts.replace = {**RELAXED, **(parts.replace or {})}
        return parts


def is_relaxed(request: HttpRequest) -> bool:
    return request.path_info.startswith(("/admin/", "/django-admin/"))


@cache
def whole_policy(*, relaxed: bool) -> str:
    """Return the policy of a page that asks for nothing of its own: put together once, and not for each response."""
    return str(build_policy(replace=RELAXED if relaxed else None))
