"""What somebody sent after their sign-in had run out: kept until they have signed in again, and shown to be saved."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from core.views.errors import csrf_failure

View = Callable[..., Any]
# Somebody may have as many pages open as they are signed out.
MOST_KEPT = 5


@dataclass(frozen=True)
class KeptSent:
    """One kind of thing that is kept so: the last few, one of each place that it was sent to, under `name` in the
    session, which a sign-in carries on.

    `of` is that place: the keys in its address. Only whoever may open it is shown what is kept of it.
    """

    name: str

    def keep(self, request: HttpRequest, of: list[Any], sent: Any) -> None:
        """Keep `sent`, as JSON can hold it. In a new session that is done only so often from one address."""
        if request.session.session_key or ratelimit.consume(request, action="kept_answer"):
            request.session[self.name] = [*self._others(request, of), {"of": of, "sent": sent}][-MOST_KEPT:]

    def sent(self, request: HttpRequest, of: list[Any]) -> Any:
        """Return what is kept of something, or None."""
        return next((one.get("sent") for one in self._all(request) if one.get("of") == of), None)

    def forget(self, request: HttpRequest, of: list[Any]) -> None:
        if self.sent(request, of) is not None:
            request.session[self.name] = self._others(request, of)

    def _all(self, request: HttpRequest) -> list[dict[str, Any]]:
        kept = request.session.get(self.name)
        return kept if isinstance(kept, list) else []  # a session of long ago has one alone, by itself

    def _others(self, request: HttpRequest, of: list[Any]) -> list[dict[str, Any]]:
        return [one for one in self._all(request) if one.get("of") != of]


def outlives_sign_in(
    kept: KeptSent, *, of: Callable[..., list[Any]], sent: Callable[[HttpRequest], Any], again: View
) -> Callable[[View], View]:
    """Decorate a view whose form takes long to fill in, so that nothing typed into it is lost. It sends whoever isn't
    signed in to sign in.

    What comes in signed out is kept, as `sent` reads it, for what `of` makes of the view's arguments. What comes in
    signed in, but from before the latest sign-in, has a token that is old: `again` shows it anew, and nothing is
    written. Source: docs/decisions/0010.
    """

    def decorate(view: View) -> View:
        @csrf_exempt  # looked at here instead
        @wraps(view)
        def looked_at(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method == "POST":
                signed_in = request.user.is_authenticated
                if not has_good_token(request):
                    return again(request, *args, **kwargs) if signed_in else csrf_failure(request)
                if not signed_in:
                    kept.keep(request, of(*args, **kwargs), sent(request))
            return view(request, *args, **kwargs)

        return looked_at

    return decorate


class TokenCheck(CsrfViewMiddleware):
    """Django's own check, telling what is wrong instead of answering the request."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def has_good_token(request: HttpRequest) -> bool:
    """Return whether a form comes from a page that this site drew for the session that sends it."""
    check = TokenCheck(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, HttpResponse, (), {}) is None
