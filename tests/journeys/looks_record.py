"""Looks of the training record: learning done elsewhere, and checking it."""

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Page

from core import clock
from learning.catalogue.models import Course
from learning.records.actions import keep_evidence, report_course
from learning.records.demo import FILES
from learning.records.models import ExternalReport, GroupDraft, GroupSession, Verdict
from learning.records.queries import who_may_have_been_there
from people.models import Agency, Person
from tests.journeys.looks import SOMEONE, Look
from tests.journeys.looks_signed_in import press, refused
from tests.journeys.staff import colleague_of, demo_person

ELSEWHERE, QUEUE = "/my-learning/elsewhere/", "/external-learning/"
# The smallest picture that there is.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def report_of(person: Person, *, picture: bool = False) -> ExternalReport:
    content = PNG if picture else (FILES / "certificate.pdf").read_bytes()
    return report_course(
        person=person, course=Course.objects.get(code="OUTSIDE-HOME"), on=clock.today(), provider="Mereside University",
        hours=Decimal(3), reference="", file=keep_evidence(name="certificate", content=content, by=person), by=person,
        today=clock.today(),
    )  # fmt: skip


def to_withdraw(person: Person) -> str:
    return f"{ELSEWHERE}{report_of(person).pk}/withdraw/"


def waiting(person: Person) -> str:
    """Return the address of a report with a photograph, which a colleague of the learner's made."""
    return report_of(colleague_of("learner"), picture=True).get_absolute_url()


def answered(person: Person) -> str:
    return ExternalReport.objects.filter(answer__verdict=Verdict.REJECTED)[0].get_absolute_url()


def send_all_but_the_day(page: Page) -> None:
    page.get_by_label("Which course does it stand for?").select_option(label="Harm outside the home (OUTSIDE-HOME)")
    page.get_by_label("Who taught it?").fill("Mereside University")
    page.get_by_label("Your certificate").set_input_files(FILES / "certificate.pdf")
    press("Report it")(page)


def own(person: Person) -> str:
    assert demo_person("learner").external_reports.exists()
    return ELSEWHERE


GROUPS = "/agencies/HM-CSC/group-training/"


def draft_of(lead: Person, *, ticked: int) -> GroupDraft:
    agency = Agency.objects.get(code="HM-CSC")
    people = who_may_have_been_there(agency, held_on=clock.today(), by=lead, today=clock.today())
    return GroupDraft.objects.create(
        agency=agency, course=Course.objects.get(code="SG-AWARE"), held_on=clock.today(), hours=Decimal(2), by=lead,
        reference="In the office", people=list(people.values_list("pk", flat=True)[:ticked]),
    )  # fmt: skip


def drafted(end: str = "", *, ticked: int = 12) -> Callable[[Person], str]:
    return lambda person: f"{draft_of(demo_person('lead'), ticked=ticked).get_absolute_url()}{end}"


def begun(person: Person) -> str:
    draft_of(demo_person("lead"), ticked=3)
    return GROUPS


def recorded(person: Person) -> str:
    return GroupSession.objects.filter(agency__code="HM-COUNCIL")[0].get_absolute_url()


def place_to_withdraw(person: Person) -> str:
    session = GroupSession.objects.filter(agency__code="HM-COUNCIL")[0]
    place = session.places.filter(completion__correction=None)[0]
    return f"{session.get_absolute_url()}withdraw/{place.pk}/"


LOOKS = [
    Look("learning elsewhere", "records/elsewhere.html", own, "learner"),
    Look("learning elsewhere, none", "records/elsewhere.html", ELSEWHERE, SOMEONE),
    Look("learning elsewhere to report", "records/report.html", f"{ELSEWHERE}new/", SOMEONE),
    Look("learning elsewhere, refused", "records/report.html", f"{ELSEWHERE}new/", SOMEONE, refused("Report it")),
    Look("learning elsewhere, its file kept", "records/report.html", f"{ELSEWHERE}new/", SOMEONE, send_all_but_the_day),
    Look("report to withdraw", "records/withdraw_report.html", to_withdraw, SOMEONE),
    Look("reports to check", "records/reports_to_check.html", QUEUE, "lead"),
    Look("reports answered", "records/reports_to_check.html", f"{QUEUE}?show=answered", "team"),
    Look("report to check", "records/check_report.html", waiting, "lead"),
    Look("report to check, refused", "records/check_report.html", waiting, "lead", refused("Save and go to the next")),
    Look("report answered", "records/check_report.html", answered, "lead"),
    Look("group sessions", "compliance/group_sessions.html", "/agencies/HM-COUNCIL/group-training/", "lead"),
    Look(
        "group sessions, one begun",
        "compliance/group_sessions.html",
        lambda person: drafted()(person) and GROUPS,
        "lead",
    ),
    Look("group session to describe", "compliance/group_details.html", f"{GROUPS}new/", "lead"),
    Look("group session, refused", "compliance/group_details.html", f"{GROUPS}new/", "lead", refused("Save and go on")),
    Look("who was there", "compliance/group_people.html", drafted(), "lead"),
    Look("who was there, nobody found", "compliance/group_people.html", drafted("?q=zzzz"), "lead"),
    Look("group session to look over", "compliance/group_check.html", drafted("check/"), "lead"),
    Look("group session of nobody", "compliance/group_check.html", drafted("check/", ticked=0), "lead"),
    Look("group session", "compliance/group_session.html", recorded, "lead"),
    Look("place to withdraw", "compliance/group_withdraw.html", place_to_withdraw, "lead"),
]
