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
from django.utils.safestring import SafeString

from core.kept import Kept

# Stands round the name of a place while a page is drawn: nobody can have written it into a text.
MARK = token_hex(16)
PLACE = re.compile(f"{MARK}([a-z_]+){MARK}")
TOKEN, READER = "csrf_token", "reader"

parts: Kept[SafeString] = Kept(most=3000)  # a few kB each: among them each order of each question's options
_pages: Kept[list[str]] = Kept()  # some 10 kB each


def place_of(name: str) -> str:
    return f"{MARK}{name}{MARK}"


class SomeReader:
    """Stands for whoever is signed in while a page is drawn for all of them."""

    is_authenticated = True

    def get_full_name(self) -> str:
        return place_of(READER)


def draw_part(known: Any, name: str, key: Hashable, given: Callable[[], dict[str, Any]]) -> SafeString:
    """Draw a component that is the same for everybody until the public stamp rises, and keep what was drawn.

    `known` is a context, for its `partnership` and `stamp`. The component is given those and what `given` makes, which
    `key` must tell apart. A page that knows no partnership (an error's) has it drawn each time.
    """
    at, stamp = known.get("partnership"), known.get("stamp")

    def draw() -> SafeString:
        return render_to_string(name, {"partnership": at, "stamp": stamp, **given()})

    if at is None or stamp is None:
        return draw()
    return parts.get((name, at.site_id, key), draw, stamp=stamp) or draw()


def render_kept(
    request: HttpRequest, template: str, *, same: dict[str, Any], own: Mapping[str, str], known: dict[str, Any]
) -> HttpResponse:
    """Answer with a page that is kept as drawn until the public stamp rises, with this reader's name, token and `own`
    put into their places.

    `same` must be hashable, of few kinds, and nobody's own. What is in `own` the template can only print: no `if`, no
    filter. `known` is what `core.context.partnership` gives. No request is there to be drawn from, and no message: a
    reader who has one has the page drawn for them alone.
    """
    user: Any = request.user
    if user.is_authenticated and get_messages(request):
        return render(request, template, {**same, **own})
    reader = SomeReader() if user.is_authenticated else AnonymousUser()

    def draw() -> list[str]:
        places = {name: place_of(name) for name in (TOKEN, *own)}
        return PLACE.split(render_to_string(template, {**known, **same, **places, "user": reader}))

    key = (template, user.is_authenticated, known["partnership"].site_id, known["navigation"], *same.items())
    parts = [*(_pages.get(key, draw, stamp=known["stamp"]) or draw())]
    put = {TOKEN: get_token(request), **own}
    if user.is_authenticated:
        put[READER] = user.get_full_name() or user.email
    parts[1::2] = [conditional_escape(put[name]) for name in parts[1::2]]
    return HttpResponse("".join(parts))
