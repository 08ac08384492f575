"""Looks of what is done for others: reminders, absences, what a role needs, and joining."""

from collections.abc import Callable
from urllib.parse import quote

from django.core import signing
from playwright.sync_api import Page

from core import clock
from learning.compliance.models import ReminderLetter
from people.actions.joining import SALT
from people.models import Agency, JobRole, JoinRequest, Person
from tests.journeys.looks import Look
from tests.journeys.looks_signed_in import press, refused
from tests.journeys.staff import demo_person

AGENCY = "HM-CSC"


def reminded(person: Person) -> str:
    words = {"subject": "Your safeguarding training", "text": "Hello,\n\n- Due by 30 June 2027: Sharing information"}
    sent = {"state": "sent", "sent_at": clock.now(), "email": person.email}
    ReminderLetter.objects.get_or_create(person=person, kind="daily", day=clock.today(), defaults=words | sent)
    return "/my-learning/reminders/"


def as_they_see_it(person: Person) -> str:
    return f"/my-learning/of/{demo_person('learner').pk}/"


def of_the_team_to(act: str) -> Callable[[Person], str]:
    return lambda person: f"/team/{demo_person('learner').posts.get().pk}/{act}/"


def open_to_joiners() -> Agency:
    Agency.objects.filter(code=AGENCY).update(join_domains="demo.example")
    return Agency.objects.get(code=AGENCY)


def joinable(path: str) -> Callable[[Person], str]:
    def make(person: Person) -> str:
        open_to_joiners()
        return path

    return make


def fill_in(page: Page) -> None:
    page.get_by_label("First name").fill("Joy")
    page.get_by_label("Last name").fill("Newly")
    page.get_by_label("Work email").fill("joy@demo.example")
    page.get_by_label("Where do you work?").select_option(AGENCY)
    page.get_by_label("What do you do there?").select_option("social-worker")
    press("Continue")(page)


def fill_in_and_send(page: Page) -> None:
    fill_in(page)
    press("That’s right")(page)


def confirm_link(person: Person) -> str:
    said = {"first_name": "Joy", "last_name": "Newly", "email": "joy@demo.example", "agency": open_to_joiners().pk}
    said["role"] = JobRole.objects.get(code="social-worker").pk
    return f"/join/confirm/?key={quote(signing.dumps(said, salt=SALT))}"


def somebody_asks(person: Person) -> str:
    role = JobRole.objects.get(code="social-worker")
    names = {"first_name": "Joy", "last_name": "Newly", "role": role}
    JoinRequest.objects.get_or_create(email="joy@demo.example", agency=open_to_joiners(), defaults=names)
    return f"/agencies/{AGENCY}/joining/"


LOOKS = [
    Look("reminders sent", "compliance/reminders.html", reminded, "learner"),
    Look("no reminders sent", "compliance/reminders.html", "/my-learning/reminders/", "manager"),
    Look("absence of one of the team", "compliance/absence.html", of_the_team_to("absence"), "manager"),
    Look("absence, refused", "compliance/absence.html", of_the_team_to("absence"), "manager", refused("Save")),
    Look("course for one of the team", "compliance/enrol.html", of_the_team_to("enrol"), "manager"),
    Look("somebody's learning as they see it", "home/my_learning.html", as_they_see_it, "team"),
    Look("what do I need", "compliance/needs.html", "/what-do-i-need/"),
    Look("what a role needs", "compliance/needs.html", "/what-do-i-need/?role=social-worker"),
    Look("ask to join", "compliance/join.html", joinable("/join/")),
    Look("ask to join, refused", "compliance/join.html", joinable("/join/"), then=refused("Continue")),
    Look("what joining brings", "compliance/join_check.html", joinable("/join/"), then=fill_in),
    Look("joining, link sent", "compliance/join_sent.html", joinable("/join/"), then=fill_in_and_send),
    Look("joining, the link", "compliance/join_confirm.html", confirm_link),
    Look("joining, asked", "compliance/join_confirm.html", confirm_link, then=press("Yes, ask to join")),
    Look("joining, a link that is no more", "compliance/join_confirm.html", joinable("/join/confirm/?key=x"),
         then=press("Yes, ask to join")),
    Look("who asks to join", "compliance/joining.html", somebody_asks, "lead"),
]  # fmt: skip
