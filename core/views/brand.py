"""The partnership's colours as a style sheet, so that a change of brand needs no build."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.brand import brand_css
from core.context import partnership_at
from core.middleware import for_nobody
from core.public_pages import read_stamp

A_YEAR = 365 * 24 * 60 * 60


@for_nobody
@require_safe
def brand_styles(request: HttpRequest) -> HttpResponse:
    """Answer /brand.css. With ?v= (the public stamp) it may be kept for good; without, it must be asked for again."""
    css = brand_css(partnership_at(read_stamp(), request).colour)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    kept = f"public, max-age={A_YEAR}, immutable" if request.GET.get("v") else "no-cache"
    response["Cache-Control"] = kept
    return response
