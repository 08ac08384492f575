"""Tags for the site's components. docs/frontend.md lists them; /components/ shows them."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from core import slots
from core.field_display import display, error_texts, first_id
from core.icons import ICONS, STATUS_SHAPES
from core.kept_pages import draw_part
from core.statuses import STATUSES

register = template.Library()

BODY_COMPONENTS = {
    "content_note", "contact_panel", "details", "filter_panel", "inset", "notification_banner", "sheet",
}  # fmt: skip


@register.simple_tag(takes_context=True)
def kept_part(context: Context, name: str, **given: Any) -> SafeString:
    """Draw a component that is the same for everybody until the public stamp rises, and keep what was drawn.

    It is given `partnership`, `stamp` and what is named here, which must be hashable and of few kinds: no form, no
    token, nobody's name, and no rich text that names a page (core.rich_text.names_pages). A page that knows no
    partnership (an error's) has it drawn each time.
    """
    return draw_part(context, name, tuple(given.items()), lambda: given)


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon from core.icons; `size` "large" doubles it. Raises KeyError for a name it doesn't know."""
    size_class = f" gt-icon--{size}" if size else ""
    return format_html(
        '<svg class="gt-icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        size_class,
        mark_safe(ICONS[name]),
    )


@register.simple_tag
@cache
def status_shape(shape: str) -> SafeString:
    """Draw the shape of a status without its word, for a legend that writes the word itself."""
    return format_html(
        '<svg class="gt-status__shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(STATUS_SHAPES[shape]),
    )


@register.simple_tag
def status_tag(status: str, text: str = "") -> SafeString:
    """Show a status by word, shape and colour; `text` changes the word. Raises KeyError for an unknown status."""
    shown = STATUSES[str(status)]
    return format_html(
        '<span class="gt-status gt-status--{}">{}{}</span>', shown.tone, status_shape(shown.shape), text or shown.word
    )


@register.filter
def rich(html: str) -> SafeString:
    """Return rich text as HTML, as Wagtail's `richtext` does that draws a template round each: for pages of many."""
    # Only links and embedded things are kept in another form than they are shown in.
    return mark_safe(expand_db_html(html) if "<a" in html or "<embed" in html else html)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, width: int | None = None, **options: Any) -> dict[str, Any]:
    """Draw a bound field with label, hint, error and control. Options: see docs/frontend.md."""
    return {**options, **display(bound, width)}


@register.simple_tag
def error_summary(form: BaseForm | None, title: str = "") -> SafeString:
    """List a form's errors at its top, each leading to its field; nothing if there are none."""
    if form is None or not form.errors:
        return SafeString("")
    return render_to_string("components/error_summary.html", {"form": form, "title": title})


@register.simple_tag
def form_errors(form: BaseForm | None) -> list[dict[str, str]]:
    """Return a form's errors as {text, target}; target is the id of the control to go to, empty for the whole form."""
    if form is None or not form.errors:
        return []
    whole = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    fields = [
        {"text": text, "target": first_id(form[name])} for name in form.fields for text in error_texts(form[name])
    ]
    return whole + fields


@register.simple_tag
def page_links(page: Page, request: HttpRequest | None = None, param: str = "page") -> dict[str, Any]:
    """Return the links of a pagination: `previous`, `next` and `numbers`, keeping the rest of the query string."""

    def address(number: int) -> str:
        query = request.GET.copy() if request else None
        if query is None:
            return f"?{param}={number}"
        query[param] = str(number)
        return f"?{query.urlencode()}"

    gap = page.paginator.ELLIPSIS
    numbers = [
        {"gap": True}
        if number == gap
        else {"number": number, "url": address(int(number)), "current": number == page.number}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "numbers": numbers,
    }


@register.simple_block_tag(takes_context=True)
def component(context: Context, content: SafeString, name: str, **options: Any) -> str:
    """Draw a component round what the tag encloses, which the component gets as `html`."""
    if name not in BODY_COMPONENTS:
        raise template.TemplateSyntaxError(f"{name!r} takes no body; those that do: {sorted(BODY_COMPONENTS)}")
    given = {**options, "html": mark_safe(content), "request": context.get("request")}
    return render_to_string(f"components/{name}.html", given)


@register.simple_tag(takes_context=True)
def page_endings(context: Context) -> SafeString:
    """Draw what rooms put at the end of a page: see core.slots. Nothing in a preview, which nobody reads."""
    request, page = context.get("request"), context.get("page")
    if request is None or page is None or getattr(request, "is_preview", False):
        return mark_safe("")
    return mark_safe("".join(ending(request, page) for ending in slots.page_endings))


@register.filter
def as_cell(value: Any) -> dict[str, Any]:
    """Return a table cell as a dict: a plain value becomes {value}."""
    return value if isinstance(value, dict) else {"value": value}


@register.filter
def named(value: Any) -> str:
    """Return what to call a theme, tag or page: its title, its name or itself."""
    return str(getattr(value, "title", None) if not isinstance(value, str) and getattr(value, "title", None)
               else getattr(value, "name", value))  # fmt: skip


@register.filter
def percent_of(part: float, whole: float) -> int:
    """Return `part` as a whole per cent of `whole`, rounded down so that only all of it is 100; 0 of nothing."""
    return int(100 * part / whole) if whole else 0


@register.filter
def cell_label(header: list[Any], index: int) -> str:
    """Return the heading of column `index`, or an empty text where there is none."""
    return str(as_cell(header[index])["value"]) if header and index < len(header) else ""


@register.filter
def with_levels(blocks: Iterable[Any]) -> Iterator[tuple[Any, bool]]:
    """Yield a body's blocks, each with whether its headings move up a level, as those before a heading block do."""
    up = True
    for block in blocks:
        up = up and block.block_type != "heading"
        yield block, up


@register.filter
def headings_up(html: Any) -> SafeString:
    """Return HTML with its h3 and h4 headings a level up, for where nothing stands between them and the h1."""
    raised = str(html)
    for level in (3, 4):
        raised = raised.replace(f"<h{level}", f"<h{level - 1}").replace(f"</h{level}>", f"</h{level - 1}>")
    return mark_safe(raised)


@register.filter
def column_heading(columns: list[Any], index: int) -> str:
    """Return the heading of a typed table's column `index`."""
    return str(columns[index]["heading"])
