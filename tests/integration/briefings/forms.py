"""What a browser sends when the team fills in the admin's forms."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from briefings.library.models import SECTIONS


def common(**fields: Any) -> dict[str, Any]:
    """Return what every page's form has, with an embargo if `until` is given ("2031-05-01 09:30")."""
    until = fields.pop("until", None)
    return {
        "title": "A new page",
        "slug": "a-new-page",
        "summary": "What it is about.",
        "content_note": "",
        "guidance": "",
        "seo_title": "",
        "search_description": "",
        "show_in_menus": "",
        "go_live_at": "",
        "expire_at": "",
        "embargoes": inline_formset([{"until": until}] if until else []),
        "related_links": inline_formset([]),
        "attachments": inline_formset([]),
        "comments": inline_formset([]),
        "reading_requests": inline_formset([{"ask_again": ""}] if fields.pop("asks", False) else []),
    } | fields


def words(text: str) -> Any:
    return streamfield([("text", rich_text(f"<p>{text}</p>"))])


def briefing_form(**fields: Any) -> dict[str, Any]:
    """Return a briefing's form with something in all seven sections."""
    sections = {name: words(f"Words of {name}.") for name, _, _ in SECTIONS}
    choices = {name: fields.pop(name, []) for name in ("themes", "audiences")}
    form = common(asks=fields.pop("asks", False), published_on="2026-11-02", minutes="7") | sections | fields
    return nested_form_data(form) | choices


def empty_sections() -> dict[str, Any]:
    return {name: streamfield([]) for name, _, _ in SECTIONS}


def review_form(**fields: Any) -> dict[str, Any]:
    form = common(
        until=fields.pop("until", None),
        reference="",
        published_on="2026-11-02",
        body=words("What happened."),
        lessons=inline_formset([]),
        recommendations=inline_formset([]),
    )
    return nested_form_data(form | fields)


def procedure_form(**fields: Any) -> dict[str, Any]:
    form = common(
        chapter="1.4",
        version="1.0",
        change_summary="",
        in_force_from="2026-01-01",
        last_reviewed_on="",
        next_review_on="",
        kept_by="",
        hosted_elsewhere="",
        body=words("What to do."),
        amendments=inline_formset([]),
        further_guidance=inline_formset([]),
    )
    return nested_form_data(form | fields)


def newsletter_form(*articles: dict[str, Any], **fields: Any) -> dict[str, Any]:
    blank = {"kind": "lead", "from_agency": "", "from_other": "", "signed": "", "body": words("News."), "page": ""}
    listed = streamfield([("article", blank | article) for article in articles])
    form = common(number="7", published_on="2026-11-02", strapline="", introduction=rich_text(""), articles=listed)
    return nested_form_data(form | fields)
