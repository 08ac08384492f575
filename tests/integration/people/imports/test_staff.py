"""What a staff file does: joins, moves, changes, leavers, and the same file again nothing."""

from datetime import date

import pytest
import time_machine
from django.core import mail

from core.models import AuditEntry, EarlyAccess
from people.imports.taking_back import undo
from people.models import AgencyLead, ImportBatch, ImportedRow, Person, Post, PostOffer, StaffNumber
from tests import factories as make
from tests.integration.briefings.making import from_now, make_review
from tests.integration.people.imports.files import TODAY, row, table

pytestmark = pytest.mark.django_db
ABENA = {"staff_number": "0042", "email": "abena.osei@mere.example"}


def posts() -> list[tuple]:
    return list(Post.objects.order_by("start", "pk").values_list("role__code", "agency__code", "kind", "start", "end"))


def test_somebody_new_joins_with_their_number_post_and_no_password(run) -> None:
    assert run(table(row(**ABENA))) == "Done: 1 join; 0 unchanged, 0 with errors."
    abena = Person.objects.get(email="abena.osei@mere.example")
    assert (abena.first_name, abena.last_name, abena.has_usable_password()) == ("Abena", "Osei", False)
    assert abena.staff_numbers.get().number == "0042"
    assert posts() == [("teacher", "MERE", "paid", date(2024, 9, 2), None)]


def test_the_same_file_again_changes_nothing_and_writes_no_row(run) -> None:
    head = {"staff_number": "1", "first_name": "Hana", "last_name": "Reid", "job_role": "head"}
    file = table(
        row(**ABENA, manager="1"), row(**head), row(staff_number="7", kind="volunteer", end_date="31/12/2026"),
    )  # fmt: skip
    run(file)
    before = AuditEntry.objects.count()
    assert run(file) == "Done: no changes; 3 unchanged, 0 with errors."
    assert Post.objects.count() == 3
    assert ImportedRow.objects.filter(batch=ImportBatch.objects.order_by("at").last()).count() == 0
    assert AuditEntry.objects.count() == before + 1


def test_every_change_is_in_the_audit_log_and_in_a_row_of_the_batch(run, team_member) -> None:
    run(table(row(**ABENA)), "--by", team_member.email)
    batch = ImportBatch.objects.get()
    assert (batch.by, batch.file_name, batch.kind) == (team_member, "staff.csv", "staff")
    [imported] = batch.rows.all()
    assert [change["model"] for change in imported.changes] == ["people.Person", "people.StaffNumber", "people.Post"]
    acts = set(AuditEntry.objects.filter(reason=f"import {batch.pk}").values_list("act", flat=True))
    assert acts == {"person added", "staff number added", "post added"}


def test_a_later_role_is_a_move_that_ends_the_post_before_it(run) -> None:
    run(table(row(**ABENA)))
    moved = table(row(**ABENA, job_role="head", start_date="2026-09-01"))
    assert run(moved).startswith("Done: 1 move;")
    assert posts() == [
        ("teacher", "MERE", "paid", date(2024, 9, 2), date(2026, 8, 31)),
        ("head", "MERE", "paid", date(2026, 9, 1), None),
    ]
    assert "no changes" in run(moved)


def test_a_new_role_with_the_day_they_were_employed_counts_from_today_and_only_once(run) -> None:
    run(table(row(**ABENA)))
    file = table(row(**ABENA, job_role="head"))
    assert run(file).startswith("Done: 1 move;")
    assert posts()[0][4] == date(2026, 11, 20)
    assert posts()[1][3] == TODAY
    assert "no changes" in run(file, on=date(2026, 12, 1))


def test_a_second_post_of_another_kind_is_no_move(run) -> None:
    run(table(row(**ABENA)))
    run(table(row(**ABENA, job_role="governor", kind="governor", start_date="2026-01-05")))
    assert [(post[0], post[4]) for post in posts()] == [("teacher", None), ("governor", None)]


def test_a_post_in_an_agency_that_the_file_does_not_have_is_left_alone(run) -> None:
    make.make_agency(code="LAKE", name="Lake School")
    run(table(row(**ABENA)))
    run(table(row(**ABENA, agency="LAKE", start_date="2026-01-05")))
    assert [(post[1], post[4]) for post in posts()] == [("MERE", None), ("LAKE", None)]


def test_a_move_between_agencies_that_the_file_has_both_of_ends_the_first_post(run) -> None:
    make.make_agency(code="LAKE", name="Lake School")
    other = row(email="zoe@mere.example", first_name="Zoe", last_name="Hart")
    run(table(row(**ABENA), other))
    run(table(row(**ABENA, agency="Lake School", start_date="2026-01-05"), other))
    assert ("teacher", "MERE", "paid", date(2024, 9, 2), date(2026, 1, 4)) in posts()
    assert ("teacher", "LAKE", "paid", date(2026, 1, 5), None) in posts()


def test_an_end_date_is_a_leaver_and_a_later_start_a_return(run) -> None:
    run(table(row(**ABENA), *colleagues()))
    assert "1 leave" in run(table(row(**ABENA, end_date="31/10/2026"), *colleagues()))
    back = table(row(**ABENA, start_date="2026-11-16"), *colleagues())
    assert "1 join" in run(back)
    assert posts()[0][4] == date(2026, 10, 31)
    assert "no changes" in run(back)


def colleagues(count: int = 24) -> list[dict[str, str]]:
    return [row(staff_number=f"9{n}", first_name=f"Person{n}", last_name=f"Other{n}") for n in range(count)]


def test_somebody_who_is_not_in_the_file_is_left_alone(run) -> None:
    run(table(row(**ABENA), *colleagues()))
    assert run(table(*colleagues())).startswith("Done: no changes")
    assert not Post.objects.exclude(end=None).exists()


def test_a_file_of_everybody_ends_the_posts_of_those_it_leaves_out(run) -> None:
    run(table(row(**ABENA), row(staff_number="77", kind="volunteer", first_name="Vi", last_name="Lo"), *colleagues()))
    assert "1 leave" in run(table(*colleagues()), "--everybody", "paid")
    assert Post.objects.exclude(end=None).get().person.email == ABENA["email"]
    assert Post.objects.exclude(end=None).get().end == TODAY
    assert "no changes" in run(table(*colleagues()), "--everybody", "paid")


def test_a_file_cut_short_stops_above_five_per_cent_and_changes_nothing(run) -> None:
    run(table(*colleagues(40)))
    cut = table(*colleagues(30))
    assert "10 of 40 posts would end" in run.refused(cut, "--everybody")
    assert not Post.objects.exclude(end=None).exists()
    assert ImportBatch.objects.count() == 1
    run(cut, "--everybody", "--allow-leavers")
    assert Post.objects.exclude(end=None).count() == 10


def test_five_per_cent_exactly_goes_through(run) -> None:
    run(table(*colleagues(40)))
    assert "2 leave" in run(table(*colleagues(38)), "--everybody")


def test_somebody_whose_row_cannot_be_taken_has_not_left(run) -> None:
    run(table(row(**ABENA), *colleagues(40)))
    spoilt = row(**ABENA, start_date="2/9/24")
    assert "1 with errors" in run(table(spoilt, *colleagues(40)), "--everybody")
    assert not Post.objects.exclude(end=None).exists()


def test_a_dry_run_does_nothing(run) -> None:
    assert run(table(row(**ABENA)), "--dry-run").startswith("Would be done: 1 join")
    assert not Post.objects.exists()
    assert not ImportBatch.objects.exists()


# -- Managers -----------------------------------------------------------------------------------------------------


def manager_of(email: str) -> str | None:
    manager = Post.objects.get(person__email=email).line_manager
    return manager.email if manager else None


def person(name: str, **said) -> dict[str, str]:
    return row(email=f"{name}@mere.example", first_name=name.title(), last_name="Lane", **said)


def test_managers_are_named_by_email_or_number_before_or_after_them(run) -> None:
    run(table(person("ann", manager="b7"), person("ben", staff_number="B7", manager="Cat@mere.example"), person("cat")))
    assert manager_of("ann@mere.example") == "ben@mere.example"
    assert manager_of("ben@mere.example") == "cat@mere.example"


def test_a_loop_of_managers_is_refused_with_words_and_the_rest_is_taken(run) -> None:
    run(table(
        person("ann", manager="ben@mere.example"), person("ben", manager="cat@mere.example"),
        person("cat", manager="ann@mere.example"), person("dan", manager="dan@mere.example"),
    ))  # fmt: skip
    assert Post.objects.count() == 4
    assert manager_of("cat@mere.example") is None
    assert manager_of("dan@mere.example") is None
    assert "can't also be their manager" in run.err
    assert "their own line manager" in run.err


def test_two_who_change_places_make_no_loop(run) -> None:
    run(table(person("ann"), person("ben", manager="ann@mere.example")))
    run(table(person("ann", manager="ben@mere.example"), person("ben")))
    assert manager_of("ann@mere.example") == "ben@mere.example"
    assert manager_of("ben@mere.example") is None


def test_an_unknown_manager_is_said_and_the_person_still_joins(run) -> None:
    run(table(person("ann", manager="nobody@mere.example")))
    assert manager_of("ann@mere.example") is None
    assert "“nobody@mere.example” isn't in the file or known here" in run.err


def test_a_file_without_a_column_of_managers_leaves_them(run) -> None:
    run(table(person("ann", manager="ben@mere.example"), person("ben")))
    few = tuple(name for name in person("ann") if name != "manager")
    assert "no changes" in run(table(person("ann"), person("ben"), headings=few))
    assert manager_of("ann@mere.example") == "ben@mere.example"


# -- Who is who -----------------------------------------------------------------------------------------------------


def test_a_changed_name_and_email_follow_the_staff_number(run) -> None:
    run(table(row(**ABENA)))
    run(table(row(staff_number="0042", email="abena.reid@mere.example", last_name="Reid")))
    [abena] = Person.objects.filter(posts__isnull=False)
    assert (abena.last_name, abena.email) == ("Reid", "abena.reid@mere.example")


def test_a_number_given_to_somebody_else_renames_nobody(run) -> None:
    run(table(row(**ABENA)))
    run(table(row(staff_number="0042", first_name="Noor", last_name="Aziz")))
    assert "is Abena Osei's here, and nothing else agrees" in run.err
    assert Person.objects.get(email=ABENA["email"]).last_name == "Osei"


def test_two_people_of_one_name_stay_two(run) -> None:
    run(table(row(staff_number="1"), row(staff_number="2")))
    assert Person.objects.filter(first_name="Abena", last_name="Osei").count() == 2


def test_an_address_that_two_share_is_refused_for_the_second(run) -> None:
    run(table(row(email="office@mere.example"), row(email="office@mere.example", first_name="Cy", last_name="Dean")))
    assert "Everybody needs an address of their own" in run.err
    assert Person.objects.filter(email="office@mere.example").count() == 1


def test_kitchen_staff_without_email_are_told_apart_by_number_in_their_agency(run) -> None:
    make.make_agency(code="LAKE", name="Lake School")
    run(table(
        row(staff_number="1", job_role="Cook"),
        row(staff_number="1", job_role="Cook", agency="LAKE", first_name="Di", last_name="Fox"),
    ))  # fmt: skip
    assert StaffNumber.objects.filter(number="1").count() == 2
    assert Person.objects.filter(email=None).count() == 2


def test_an_address_of_somebody_with_rights_is_not_changed_by_a_file(run, team_member) -> None:
    StaffNumber.objects.create(person=team_member, agency=make.Agency.objects.get(code="MERE"), number="T1")
    run(table(row(staff_number="T1", email="thief@mere.example", first_name=team_member.first_name)))
    team_member.refresh_from_db()
    assert team_member.email.endswith("@example.org")
    assert "Email differs here, and stays" in run.err


# -- An agency's own file ---------------------------------------------------------------------------------------------


def test_rows_of_another_agency_are_refused_alike_whether_it_is_there_or_not(run) -> None:
    make.make_agency(code="LAKE", name="Lake School")
    run(table(row(**ABENA, agency="LAKE")), "--agency", "MERE")
    there = run.err.replace("LAKE", "X")
    run(table(row(**ABENA, agency="NOWHERE")), "--agency", "MERE")
    assert there == run.err.replace("NOWHERE", "X")
    assert "isn't one of the agencies that you import for" in run.err
    assert not Person.objects.filter(email=ABENA["email"]).exists()


def test_an_email_known_elsewhere_is_not_taken_over_but_asks_the_person(run) -> None:
    lake = make.make_agency(code="LAKE", name="Lake School")
    known = make.make_post(
        make.make_person(email=ABENA["email"], first_name="A", last_name="Canary"), agency=lake
    ).person
    assert "1 wait for the person" in run(table(row(**ABENA)), "--agency", "MERE")
    assert "Canary" not in run.out + run.err
    known.refresh_from_db()
    assert (known.first_name, known.posts.count(), known.staff_numbers.count()) == ("A", 1, 0)
    assert PostOffer.objects.get().person == known
    assert "no changes" in run(table(row(**ABENA)), "--agency", "MERE")


def test_a_person_whom_others_know_too_keeps_name_and_email_whatever_one_agency_says(run) -> None:
    run(table(row(**ABENA)))
    abena = Person.objects.get(email=ABENA["email"])
    make.make_post(abena)
    run(table(row(staff_number="0042", email="mine@mere.example", last_name="Taken")), "--agency", "MERE")
    abena.refresh_from_db()
    assert (abena.last_name, abena.email) == ("Osei", ABENA["email"])


def test_a_manager_elsewhere_is_not_known_to_an_agencys_own_file(run) -> None:
    outsider = make.make_post().person
    run(table(row(**ABENA, manager=outsider.email)), "--agency", "MERE")
    there = run.err.replace(outsider.email, "X")
    run(table(row(**ABENA, manager="nobody@nowhere.example")), "--agency", "MERE")
    assert there == run.err.replace("nobody@nowhere.example", "X")
    assert manager_of(ABENA["email"]) is None


@pytest.mark.parametrize("hangs", ["reads early", "leads", "nothing"])
@pytest.mark.usefixtures("site_tree")
def test_a_file_changes_no_address_that_something_hangs_on_and_tells_the_old_one(
    run, hangs: str, django_capture_on_commit_callbacks
) -> None:
    run(table(row(**ABENA)))
    abena = Person.objects.get(email=ABENA["email"])
    if hangs == "reads early":
        page = make_review(until=from_now(hours=5))
        EarlyAccess.objects.create(page=page, person=abena, granted_by=make.make_superuser())
    elif hangs == "leads":
        AgencyLead.objects.create(person=abena, agency=abena.posts.get().agency, since=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        run(table(row(staff_number="0042", email="mine@mere.example")), "--agency", "MERE")
    abena.refresh_from_db()
    changed = hangs == "nothing"
    assert abena.email == ("mine@mere.example" if changed else ABENA["email"])
    assert [letter.to for letter in mail.outbox] == ([[ABENA["email"]]] if changed else [])


@pytest.mark.usefixtures("site_tree")
def test_a_file_gives_no_post_to_a_leaver_whose_rights_it_would_bring_back(run) -> None:
    leaver = make.make_team_member(email=ABENA["email"], first_name="Abena", last_name="Osei")
    make.make_post(leaver, end=date(2026, 1, 31))
    run(table(row(**ABENA)))
    assert "An administrator has to look at them first" in run.out + run.err
    assert leaver.posts.count() == 1


@pytest.mark.usefixtures("site_tree")
def test_undoing_a_file_brings_no_leaver_s_rights_back(run, team_member) -> None:
    leaver = make.make_team_member(email=ABENA["email"], first_name="Abena", last_name="Osei")
    run(table(row(**ABENA)))
    run(table(row(**ABENA, end_date="2026-11-20")), "--allow-leavers")

    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        undoing = undo(batch=ImportBatch.objects.order_by("at").last(), by=team_member)

    assert leaver.posts.get().end == date(2026, 11, 20)
    assert undoing.counts == {"undone": 0, "kept": 1}
    assert "An administrator has to look at them first" in undoing.rows.get().note


def test_undoing_a_file_tells_the_address_that_is_nobody_s_any_more(
    run, team_member, django_capture_on_commit_callbacks
) -> None:
    run(table(row(**ABENA)))
    run(table(row(**{**ABENA, "email": "abena.new@mere.example"})))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        undo(batch=ImportBatch.objects.order_by("at").last(), by=team_member)

    assert Person.objects.get(staff_numbers__number="0042").email == ABENA["email"]
    assert [letter.to for letter in mail.outbox] == [["abena.new@mere.example"]]
    assert "was changed to another" in mail.outbox[0].body


def test_undoing_a_file_that_changed_no_address_writes_to_nobody(
    run, team_member, django_capture_on_commit_callbacks
) -> None:
    run(table(row(**ABENA)))
    with django_capture_on_commit_callbacks(execute=True):
        undo(batch=ImportBatch.objects.get(), by=team_member)

    assert not Person.objects.filter(email=ABENA["email"]).exists()
    assert mail.outbox == []
