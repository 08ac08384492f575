"""Pages that say the same to everybody but in a few places: drawn once, and each reader's own put in afterwards.

For what a whole service opens at once. Source: docs/decisions/0028; bench/ measures it.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from secrets import token_hex
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from core.kept import Kept

# Stands round the name of a place while a page is drawn: nobody can have written it into a text.
MARK = token_hex(16)
PLACE = re.compile(f"{MARK}([a-z_]+){MARK}")
TOKEN, READER = "csrf_token", "reader"

_kept: Kept[list[str]] = Kept(most=5000)  # a few kB each: among them each order of each question's options


def place_of(name: str) -> str:
    return f"{MARK}{name}{MARK}"


class SomeReader:
    """Stands for whoever is signed in while a page is drawn for all of them."""

    is_authenticated = True

    def get_full_name(self) -> str:
        return place_of(READER)


def draw_part(
    known: Any, name: str, key: Hashable, given: Callable[[], dict[str, Any]], own: Mapping[str, str] | None = None
) -> SafeString:
    """Draw a component that is the same for everybody until the public stamp rises, but for what is in `own`, and keep
    what was drawn.

    `known` is a context, for its `partnership` and `stamp`. The component is given those, what `given` makes, which
    `key` must tell apart, and `own`, which it can only print: no `if`, no filter. A page that knows no partnership (an
    error's) has it drawn each time; so has whoever gives None for a key, since it is nobody else's or may change.
    """
    at, stamp, put = known.get("partnership"), known.get("stamp"), own or {}

    def draw() -> list[str]:
        context = {"partnership": at, "stamp": stamp, **given(), **{one: place_of(one) for one in put}}
        return PLACE.split(render_to_string(name, context))

    shared = not (at is None or stamp is None or key is None)
    kept = _kept.get((name, at.site_id, key, *put), draw, stamp=stamp) if shared else None
    parts = [*(kept or draw())]
    parts[1::2] = [conditional_escape(put[one]) for one in parts[1::2]]
    return mark_safe("".join(parts))


def render_kept(
    request: HttpRequest, template: str, *, same: dict[str, Any], own: Mapping[str, str], known: dict[str, Any]
) -> HttpResponse:
    """Answer with a page that is kept as drawn until the public stamp rises, with this reader's name, token and `own`
    put into their places.

    `same` must be hashable, of few kinds, and nobody's own; `own` is as for `draw_part`. `known` is what
    `core.context.partnership` gives. No request is there to be drawn from, and no message: a reader who has one has the
    page drawn for them alone.
    """
    user: Any = request.user
    if user.is_authenticated and get_messages(request):
        return render(request, template, {**same, **own})
    put = {TOKEN: get_token(request), **own}
    if user.is_authenticated:
        put[READER] = user.get_full_name() or user.email
    key = (user.is_authenticated, known["navigation"], *same.items())
    reader = SomeReader() if user.is_authenticated else AnonymousUser()
    return HttpResponse(draw_part(known, template, key, lambda: {**known, **same, "user": reader}, put))
