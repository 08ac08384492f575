"""Components as a browser gets them."""

import re
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from core.field_display import display
from core.forms import ChoiceLabel, DateField


def rendered(source: str, **context: Any) -> str:
    return Template("{% load components %}" + source).render(Context(context))


class SampleForm(forms.Form):
    name = forms.CharField(label="Full name", help_text="As on your certificate.")
    role = forms.ChoiceField(
        label="Which are you?", widget=forms.RadioSelect, choices=[("a", ChoiceLabel("Teacher", hint="In a school"))]
    )
    agree = forms.BooleanField(label="I have read this")
    started = DateField(required=False)


def test_a_status_is_shown_by_word_and_shape() -> None:
    html = rendered("{% status_tag 'due_soon' %}")
    assert "Due soon" in html
    assert "<svg" in html
    assert 'aria-hidden="true"' in html


def test_a_status_can_be_put_in_other_words_but_must_be_known() -> None:
    assert "Overdue by 3 days" in rendered("{% status_tag 'overdue' text='Overdue by 3 days' %}")
    with pytest.raises(KeyError):
        rendered("{% status_tag 'lapsed' %}")


def test_what_a_component_is_given_is_escaped() -> None:
    html = render_to_string("components/card.html", {"title": "<script>", "url": "/x/", "summary": "<b>"})
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_component_tag_draws_its_body_inside_and_refuses_one_that_takes_none() -> None:
    assert "<em>hello</em>" in rendered("{% component 'inset' %}<em>hello</em>{% endcomponent %}")
    with pytest.raises(TemplateSyntaxError):
        rendered("{% component 'card' %}x{% endcomponent %}")


def test_a_field_ties_its_hint_and_error_to_its_control() -> None:
    html = rendered("{% field form.name %}", form=SampleForm({"name": ""}))
    described = re.search(r'<input[^>]*aria-describedby="([^"]*)"', html)
    assert described
    for part in described[1].split():
        assert f'id="{part}"' in html
    assert 'for="id_name"' in html


def test_an_error_names_its_field_and_the_summary_leads_to_its_first_control() -> None:
    html = rendered("{% error_summary form %}", form=SampleForm({}))
    assert '<a href="#id_name">Fill in “Full name”</a>' in html
    assert '<a href="#id_role_0">Answer the question “Which are you?”</a>' in html
    assert '<a href="#id_agree">Tick “I have read this”</a>' in html


def test_an_error_of_the_forms_own_words_is_kept() -> None:
    form = SampleForm({})
    form.fields["name"].error_messages["required"] = "Enter your name as it should stand"
    assert "Enter your name as it should stand" in rendered("{% error_summary form %}", form=form)


def test_a_form_without_errors_has_no_summary() -> None:
    assert rendered("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_a_whole_form_draws_every_field_with_choices_and_their_hints() -> None:
    html = str(SampleForm())
    for wanted in ("govuk-input", "govuk-radios__input", "In a school", "govuk-checkboxes__input", "govuk-date-input"):
        assert wanted in html


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (("31", "2", "2026"), "real date"),
        (("1", "", "2026"), "must include"),
        (("x", "2", "2026"), "real date"),
        (("1", "2", "26"), "real date"),
        (("1", "2", "2201"), "real date"),
        (("1", "2", "99999999999999"), "real date"),
    ],
)
def test_a_date_that_is_not_one_is_refused(parts: tuple[str, str, str], error: str) -> None:
    form = SampleForm(dict(zip(("started_day", "started_month", "started_year"), parts, strict=True)))
    assert error in form.errors["started"][0]


def test_a_date_is_cleaned_kept_and_may_be_left_out() -> None:
    data = {"started_day": " 7", "started_month": "3", "started_year": "2026"}
    assert SampleForm(data).fields["started"].clean(["7", "3", "2026"]).isoformat() == "2026-03-07"
    assert [part["value"] for part in display(SampleForm(data)["started"])["parts"]] == [" 7", "3", "2026"]
    assert "started" not in SampleForm({"started_day": ""}).errors


def test_pages_of_a_list_keep_the_rest_of_the_query() -> None:
    request = RequestFactory().get("/?theme=neglect&theme=voice&page=2")
    html = render_to_string(
        "components/pagination.html", {"page": Paginator(range(90), 10).page(2), "request": request}
    )
    assert 'href="?theme=neglect&amp;theme=voice&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1


def test_one_page_of_a_list_needs_no_links() -> None:
    html = render_to_string("components/pagination.html", {"page": Paginator(range(3), 10).page(1)})
    assert html.strip() == ""


def test_a_table_names_every_cell_by_its_column_for_narrow_screens() -> None:
    html = render_to_string(
        "components/table.html",
        {"header": ["Name", {"value": "Hours", "num": True}], "rows": [["Amira", 3]], "row_header": True},
    )
    assert '<th scope="row">Amira</th>' in html
    assert 'data-label="Hours">3</td>' in html


def test_headings_move_up_only_before_the_first_heading_block() -> None:
    class Block:
        def __init__(self, kind: str) -> None:
            self.block_type = kind

    shown = "{% for block, up in body|with_levels %}{{ block.block_type }} {{ up }} {% endfor %}"
    assert (
        rendered(shown, body=[Block("text"), Block("heading"), Block("text")]) == "text True heading False text False "
    )
    assert rendered("{{ text|headings_up }}", text="<h3 id='a'>x</h3><h4>y</h4>") == "<h2 id='a'>x</h2><h3>y</h3>"


def test_an_error_page_stands_without_any_context() -> None:
    for name in ("404.html", "500.html", "503.html"):
        assert "Goldthread" in render_to_string(name)


def test_the_gallery_is_for_the_team(client: Client, person: Any, team_member: Any, site_tree: Any) -> None:
    client.force_login(person)
    assert client.get("/components/").status_code == 403
    client.force_login(team_member)
    html = client.get("/components/").content.decode()
    assert html.count("gt-status--") > 20
    # The policy refuses both, so what they would do would not happen.
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\son[a-z]+=", html)


def test_an_anonymous_page_has_no_token_and_a_signed_in_one_signs_out_by_post(
    client: Client, signed_in: Client, site_tree: Any
) -> None:
    anonymous = Client().get("/").content.decode()
    assert "csrfmiddlewaretoken" not in anonymous
    assert 'href="/account/login/"' in anonymous
    assert '<form method="post" action="/account/logout/">' in signed_in.get("/").content.decode()


def test_brand_css_may_be_kept_for_good_only_under_its_stamp(client: Client, site_tree: Any) -> None:
    assert "--brand:#0f3d3e" in client.get("/brand.css").content.decode()
    assert client.get("/brand.css")["Cache-Control"] == "no-cache"
    assert "immutable" in client.get("/brand.css?v=7")["Cache-Control"]


def test_brand_css_is_shared_by_all_and_ends_nobodys_session(client: Client, site_tree: Any) -> None:
    client.cookies["sessionid"] = "of-long-ago"
    response = client.get("/brand.css?v=7")
    assert "Vary" not in response
    assert not response.cookies
    assert "sessionid" in client.get("/courses/").cookies  # elsewhere what has run out is taken back
