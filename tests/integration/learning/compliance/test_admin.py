"""Requirements, exemptions, agencies, roles and posts in Wagtail's admin: forms, sentences, and the audit log."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.models import AuditEntry
from learning.compliance.actions import grant_exemption
from learning.compliance.models import Exemption, Requirement, RequirementVersion
from learning.compliance.viewsets.exemptions import ExemptionCreateView, ExemptionEditView
from people.models import Absence, Agency, Pathway, Person, Post
from tests.factories import make_agency, make_person, make_post, make_role, make_team_member
from tests.integration.learning.compliance.making import add_version, make_course, make_pathway, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]


@pytest.fixture
def team_member(client: Client) -> Person:
    """A member of the workforce team, signed in."""
    person = make_team_member()
    client.force_login(person)
    return person


def address(model: Any, view: str, *keys: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=keys)


def version_data(requirement: Requirement, courses: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    given = {
        "requirement": requirement.pk,
        "in_force_from": "2026-12-01",
        "first_months": "6",
        "renewal": "months",
        "renewal_months": "36",
        "window_months": "0",
        "warning_days": "90",
        "grace_days": "30",
        "listings": inline_formset([{"if_completed_by": "", **course} for course in courses]),
    } | fields
    pathways = given.pop("pathways") if "pathways" in given else [make_pathway().pk]
    return {**nested_form_data(given), "pathways": pathways}


def errors(response: Any) -> str:
    form = response.context["form"]
    return str(form.errors) + str(
        [str(formset.errors) + str(formset.non_form_errors()) for formset in form.formsets.values()]
    )


BOTH = {"first": "on", "renewing": "on"}


@pytest.fixture
def requirement() -> Requirement:
    return Requirement.objects.create(code="NEW", title="Something new")


def test_a_version_is_added_logged_and_said_in_words(
    client: Client, team_member: Person, requirement: Requirement
) -> None:
    course = make_course(title="The course")
    data = version_data(requirement, [{"course": course.pk, "first": "on", "renewing": "on"}])

    response = client.post(address(RequirementVersion, "add"), data, follow=True)

    version = RequirementVersion.objects.get()
    entry = AuditEntry.objects.get(act="requirement version added")
    assert entry.by == team_member
    assert entry.after["courses"] == [{"course": course.code, "first": True, "renewing": True, "if_completed_by": None}]
    said = response.content.decode()
    assert "The course within 6 months of starting, renewed every 36 months." in said
    assert version.listings.count() == 1


@pytest.mark.parametrize(
    ("fields", "listed", "words"),
    [
        ({"first_days": "90"}, {"first": "on"}, "in months or in days: one of the two"),
        ({"first_months": ""}, {"first": "on"}, "in months or in days: one of the two"),
        ({"renewal_months": ""}, BOTH, "or choose “Never”"),
        ({"renewal": "fixed-day", "fixed_day": "31", "fixed_month": "4"}, BOTH, "a day that the month has"),
        ({"in_force_to": "2026-12-01"}, BOTH, "later than the first day in force"),
        ({"pathways": []}, BOTH, "required"),
        ({}, {"renewing": "on"}, "nobody could ever meet this"),
        ({}, {"first": "on"}, "at least one course that renews"),
        ({}, {}, "first, as one that renews, or as both"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_plain_words(
    client: Client, team_member: Person, requirement: Requirement,
    fields: dict[str, Any], listed: dict[str, str], words: str,
) -> None:  # fmt: skip
    data = version_data(requirement, [{"course": make_course().pk, **listed}], **fields)

    response = client.post(address(RequirementVersion, "add"), data)

    assert response.status_code == 200
    assert words in errors(response)
    assert "is violated" not in errors(response)
    assert not RequirementVersion.objects.exists()


def test_a_version_that_overlaps_another_is_refused(client: Client, team_member: Person) -> None:
    requirement = make_requirement(make_role())
    data = version_data(requirement, [{"course": make_course().pk, "first": "on", "renewing": "on"}])

    assert "End that one first" in errors(client.post(address(RequirementVersion, "add"), data))


def test_an_edit_keeps_before_and_after(client: Client, team_member: Person) -> None:
    role, course = make_role(), make_course()
    requirement = make_requirement(role, first=course)
    version = requirement.versions.get()
    listing = version.listings.get()
    data = version_data(
        requirement, [], in_force_from="2015-01-01", in_force_to="2026-12-01", renewal_months="24",
        pathways=[p.pk for p in version.pathways.all()],
        listings=inline_formset(
            [{"id": listing.pk, "course": course.pk, "first": "on", "renewing": "on", "if_completed_by": ""}], initial=1
        ),
    )  # fmt: skip

    response = client.post(address(RequirementVersion, "edit", version.pk), data)

    assert response.status_code == 302, errors(response)
    entry = AuditEntry.objects.get(act="requirement version changed")
    assert (entry.before["renewal_months"], entry.after["renewal_months"]) == (36, 24)
    assert (entry.before["in_force_to"], entry.after["in_force_to"]) == (None, "2026-12-01")


@pytest.mark.indexed
def test_a_version_that_has_been_in_force_stays_and_one_to_come_may_go(client: Client, team_member: Person) -> None:
    role = make_role()
    requirement = make_requirement(role, in_force_to=date(2026, 12, 1))
    coming = add_version(requirement, role, in_force_from=date(2026, 12, 1))
    been = requirement.versions.exclude(pk=coming.pk).get()

    client.post(address(RequirementVersion, "delete", been.pk))
    client.post(address(RequirementVersion, "delete", coming.pk))

    assert list(RequirementVersion.objects.all()) == [been]
    assert AuditEntry.objects.filter(act="requirement version deleted").count() == 1


def test_an_exemption_is_granted_in_the_name_of_whoever_is_signed_in(client: Client, team_member: Person) -> None:
    post = make_post()
    requirement = make_requirement(post.role)
    data = {
        "post": post.pk, "requirement": requirement.pk, "exempt_from": "2026-11-01", "exempt_to": "", "then_due_by": "",
        "reason": "On loan to the region", "seen": "yes",
    }  # fmt: skip

    response = client.post(address(Exemption, "add"), data)
    again = client.post(address(Exemption, "add"), data)

    assert response.status_code == 302
    assert Exemption.objects.get().approved_by == team_member
    assert AuditEntry.objects.get(act="exemption granted").by == team_member
    assert "already" in errors(again)


@pytest.mark.indexed
@pytest.mark.parametrize("changing", [False, True])
def test_days_that_somebody_else_has_exempted_since_the_form_was_checked_are_refused_with_a_sentence(
    client: Client, team_member: Person, monkeypatch: pytest.MonkeyPatch, changing: bool
) -> None:
    post = make_post()
    requirement = make_requirement(post.role)
    given = {"post": post, "requirement": requirement, "reason": "On loan", "by": team_member}
    days = {"exempt_from": date(2026, 11, 1), "exempt_to": date(2026, 11, 9)}
    mine = grant_exemption(**given, **days) if changing else None
    view = ExemptionEditView if changing else ExemptionCreateView
    save = view.save_instance

    def save_too_late(self: Any) -> Any:
        grant_exemption(**given, exempt_from=date(2026, 11, 20), exempt_to=None)
        return save(self)

    monkeypatch.setattr(view, "save_instance", save_too_late)
    data = {
        "post": post.pk, "requirement": requirement.pk, "exempt_from": "2026-11-01", "exempt_to": "", "then_due_by": "",
        "reason": "On loan", "seen": "yes",
    }  # fmt: skip
    response = client.post(address(Exemption, "edit", mine.pk) if mine else address(Exemption, "add"), data)

    assert response.status_code == 200
    assert "exempt from 20 November 2026 already" in errors(response)
    assert not Exemption.objects.filter(exempt_from="2026-11-01", exempt_to=None).exists()


def test_nobody_deletes_an_exemption_or_a_requirement(client: Client, team_member: Person) -> None:
    post = make_post()
    requirement = make_requirement(post.role)
    client.post(address(Exemption, "add"), {
        "post": post.pk, "requirement": requirement.pk, "exempt_from": "2026-11-01", "reason": "On loan",
        "seen": "yes",
    })  # fmt: skip

    client.post(address(Exemption, "delete", Exemption.objects.get().pk))
    client.post(address(Requirement, "delete", requirement.pk))

    assert Exemption.objects.exists()
    assert Requirement.objects.exists()


# -- Agencies, pathways, posts, absences --------------------------------------------------------------------------


def test_agencies_are_added_and_moved_within_the_tree(client: Client, team_member: Person) -> None:
    trust, other = make_agency(name="Trust"), make_agency(name="Another trust")
    data = {"name": "School", "code": "SCHOOL", "sector": "education", "parent": trust.pk}

    client.post(address(Agency, "add"), data)
    school = Agency.objects.get(code="SCHOOL")
    assert school.get_parent() == trust

    make_agency(parent=school, code="UNIT")
    for parent in (other, None, trust):
        response = client.post(
            address(Agency, "edit", school.pk), data | {"parent": parent.pk if parent else "", "name": "The School"}
        )
        assert response.status_code == 302, errors(response)
        school.refresh_from_db()
        assert school.get_parent(update=True) == parent
        assert [child.code for child in school.get_children()] == ["UNIT"]
    assert school.name == "The School"
    assert Agency.find_problems() == ([], [], [], [], [])
    assert AuditEntry.objects.filter(act="agency changed").count() == 3


@pytest.mark.indexed
def test_an_agency_is_not_offered_itself_or_what_is_below_it_to_be_part_of(client: Client, team_member: Person) -> None:
    trust = make_agency()
    school = make_agency(parent=trust)
    trust.refresh_from_db()

    response = client.post(
        address(Agency, "edit", trust.pk),
        {"name": "Round", "code": trust.code, "sector": "other", "parent": school.pk},
    )

    assert "valid choice" in errors(response)


def test_a_pathways_roles_are_dated_and_logged(client: Client, team_member: Person) -> None:
    role = make_role()
    data = nested_form_data({
        "title": "Leads", "code": "leads", "summary": "",
        "memberships": inline_formset([{"role": role.pk, "since": "2026-01-01", "until": ""}]),
    })  # fmt: skip

    response = client.post(address(Pathway, "add"), data)

    assert response.status_code == 302, errors(response)
    assert Pathway.objects.get().memberships.get().since == date(2026, 1, 1)
    entry = AuditEntry.objects.get(act="pathway added")
    assert entry.after["memberships"][0]["role"] == role.pk


def test_a_post_and_an_absence_are_added_with_an_audit_entry_each(client: Client, team_member: Person) -> None:
    person, agency, role = make_person(), make_agency(), make_role()
    client.post(address(Post, "add"), {
        "person": person.pk, "agency": agency.pk, "role": role.pk, "kind": "paid", "start": "2026-01-01", "end": "",
        "line_manager": "",
    })  # fmt: skip
    post = Post.objects.get(person=person)
    client.post(address(Absence, "add"), {"post": post.pk, "away_from": "2026-10-01", "back_on": "", "kind": "other"})

    assert post.absences.count() == 1
    acts = set(AuditEntry.objects.filter(by=team_member).values_list("act", flat=True))
    assert {"post added", "absence added"} <= acts


def test_posts_are_found_by_the_words_of_a_name(client: Client, team_member: Person) -> None:
    make_post(make_person(first_name="Gwen", last_name="Pritchard"))
    make_post(make_person(first_name="Gwen", last_name="Other"))

    content = client.get(address(Post, "list"), {"q": "pritch gwen"}).content.decode()

    assert "Gwen Pritchard" in content
    assert "Gwen Other" not in content


CHOOSERS = [
    "/admin/person_chooser/",
    "/admin/person_chooser/results/?q=canary",
    "/admin/snippets/choose/people/post/results/?q=canary",
    "/admin/snippets/choose/people/absence/results/",
    "/admin/snippets/choose/compliance/exemption/results/",
]


@pytest.mark.parametrize("path", CHOOSERS)
def test_choosing_people_is_for_those_who_may_see_them(client: Client, path: str) -> None:
    from django.contrib.auth.models import Group

    make_post(make_person(first_name="Canary", last_name="Bird"))
    editor = make_person()
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    refused = client.get(path)
    assert b"Canary" not in refused.content
    assert refused.status_code in (302, 403)

    client.force_login(make_team_member())
    assert client.get(path).status_code == 200


def test_an_editor_opens_none_of_these_lists(client: Client) -> None:
    from django.contrib.auth.models import Group

    make_post(make_person(first_name="Canary", last_name="Bird"))
    editor = make_person()
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)

    for model in (Post, Absence, Agency, Pathway, Exemption, RequirementVersion, Requirement):
        assert client.get(address(model, "list")).status_code == 302
