"""Looks that need a sign-in: one's own learning, a course, the quiz, the team, the account."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Page

from core import clock
from learning.compliance.models import BoardReport
from learning.quizzes.actions import claim_attempt, save_answer, submit_attempt
from learning.quizzes.actions.ending import end_attempt
from learning.quizzes.models import Attempt, AttemptState, Question, Quiz
from learning.records.models import Certificate
from people.demo import PASSWORD
from people.models import Person
from tests.journeys.browsing import sign_in
from tests.journeys.looks import SOMEONE, Look
from tests.journeys.staff import (
    answer_all,
    answers_of,
    begin_alone,
    begin_course,
    begin_quiz,
    colleague_of,
    demo_person,
    finish_quiz,
    right,
    written_essay,
    wrong,
)

COURSE = "/courses/safeguarding-refresher/"
OPEN, WRITTEN = "reflecting-on-practice", "a-worry-you-werent-sure-about"
SHUT_LESSON = "/courses/safer-recruitment/before-you-advertise/"
LESSON = f"{COURSE}was-not-brought/"


# -- States, each made for the person who looks ---------------------------------------------------------------------


def own_certificate(person: Person) -> str:
    finish_quiz(person, rightly=True)
    return f"/certificates/{Certificate.objects.get(completion__person=person).pk}/print/"


def under_way(path: str) -> Callable[[Person], str]:
    def make(person: Person) -> str:
        begin_course(person, "SG-REFRESH")
        return path

    return make


def finished(person: Person) -> str:
    finish_quiz(person, rightly=True)
    return COURSE


def published(person: Person) -> str:
    return BoardReport.objects.latest("published_at").get_absolute_url()


def published_and_changed(person: Person) -> str:
    return f"{published(person)}changes/"


def waiting(person: Person) -> str:
    finish_quiz(person, rightly=False)
    return COURSE


def result(*, rightly: bool) -> Callable[[Person], str]:
    return lambda person: str(finish_quiz(person, rightly=rightly).get_absolute_url())


def first(attempt: Attempt, kind: str) -> str:
    """Return the address of the first question of a kind. A short quiz may draw none: then ask until one does."""
    for answer in answers_of(attempt):
        if answer.version.type == kind:
            return f"/attempts/{attempt.pk}/{answer.position}/"
    attempt.answers.all().delete()
    attempt.delete()
    return first(begin_quiz(attempt.person), kind)


def question_one(person: Person) -> str:
    return f"/attempts/{begin_quiz(person).pk}/1/"


def of_the_team(person: Person) -> str:
    return f"/team/{demo_person('learner').posts.get().pk}/"


def question(kind: str) -> Callable[[Person], str]:
    return lambda person: first(begin_quiz(person), kind)


def alone(kind: str) -> Callable[[Person], str]:
    slug = WRITTEN if kind == "essay" else OPEN
    return lambda person: first(begin_alone(person, slug), kind)


def alone_finished(person: Person) -> str:
    attempt = begin_alone(person, OPEN)
    answer_all(attempt, rightly=True)
    return str(submit_attempt(attempt=attempt, by=person, at=clock.now()).get_absolute_url())


def alone_begun(person: Person) -> str:
    return begin_alone(person, OPEN).return_to


def pending(person: Person) -> str:
    attempt = begin_quiz(person)
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.AWAITING_MARKING, submitted_at=clock.now())
    return str(attempt.get_absolute_url())


def to_mark(person: Person) -> str:
    person.groups.set(demo_person("team").groups.all())
    attempt = claim_attempt(attempt=written_essay(colleague_of("learner")), by=person, at=clock.now())
    return f"/admin/marking/{attempt.pk}/"


def lose_the_right_to_mark(page: Page) -> None:
    page.get_by_label("Comment").fill("You say plainly what you saw.")
    Attempt.objects.get(pk=page.url.rstrip("/").rsplit("/", 1)[1]).claimed_by.groups.clear()
    page.get_by_role("button", name="Save and finish marking").click()


def ended(person: Person) -> str:
    attempt = begin_quiz(person)
    end_attempt(
        attempt=attempt, reason="Two records of yours are merged.", by=demo_person("team"), at=clock.now()
    )  # fmt: skip
    return str(attempt.get_absolute_url())


def to_check(*, all_answered: bool) -> Callable[[Person], str]:
    def make(person: Person) -> str:
        attempt = begin_quiz(person)
        if all_answered:
            answer_all(attempt, rightly=True)
        return f"/attempts/{attempt.pk}/check/"

    return make


def quiz_with_feedback(person: Person) -> str:
    """Return a question whose answer has been given and explained at once."""
    attempt = begin_quiz(person)
    attempt.terms["feedback"] = "each"
    attempt.save(update_fields=["terms"])
    answer = answers_of(attempt)[0]
    save_answer(
        attempt=attempt, position=1, response=wrong(answer), revision=answer.revision, by=person, at=clock.now()
    )
    return f"/attempts/{attempt.pk}/1/"


def preview(code: str) -> Callable[[Person], str]:
    def make(person: Person) -> str:
        question = Question.objects.get(code=code)
        return reverse(
            "wagtailsnippets_quizzes_question:revisions_view", args=[question.pk, question.latest_revision_id]
        )

    return make


def quiz_preview(code: str) -> Callable[[Person], str]:
    def make(person: Person) -> str:
        quiz = Quiz.objects.get(code=code)
        revision = quiz.save_revision(user=person)
        return reverse("wagtailsnippets_quizzes_quiz:revisions_view", args=[quiz.pk, revision.pk])

    return make


def with_second_factor(path: str) -> Callable[[Person], str]:
    def make(person: Person) -> str:
        TOTP.activate(person, generate_totp_secret())
        RecoveryCodes.activate(person)
        return path

    return make


def second_step(person: Person) -> str:
    """Return the sign-in page to somebody new who has a second factor; their address is typed in already."""
    other = colleague_of("learner")
    TOTP.activate(other, generate_totp_secret())
    return f"/account/login/?next=/my-learning/&who={other.email}"


# -- Steps on from there ----------------------------------------------------------------------------------------------


def press(name: str) -> Callable[[Page], Any]:
    return lambda page: page.get_by_role("main").get_by_role("button", name=name).first.click()


def refused(name: str) -> Callable[[Page], Any]:
    def then(page: Page) -> None:
        press(name)(page)
        page.locator(".govuk-error-message").first.wait_for()

    return then


def answer_the_check(page: Page) -> None:
    page.get_by_role("main").locator("input[type=radio], input[type=checkbox]").first.check()
    press("Check my answer")(page)
    page.get_by_text("Your answer", exact=True).wait_for()


def answer_in_two_tabs(page: Page) -> None:
    """Save an answer from a page that another tab has made old."""
    attempt = Attempt.objects.get(pk=page.url.split("/")[-3])
    answer = answers_of(attempt)[0]
    save_answer(
        attempt=attempt, position=1, response=right(answer), revision=answer.revision, by=attempt.person, at=clock.now()
    )
    page.locator(f"input[value='{wrong(answer)[0]}']").check()
    press("Save and continue")(page)
    page.get_by_role("heading", name="This answer isn't saved").wait_for()


def confirm(page: Page) -> None:
    """Type the password again, as changes to how one signs in ask for."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").locator("form button:not([type=button])").first.click()
    page.wait_for_url(lambda url: "reauthenticate" not in url)


def to_second_step(page: Page) -> None:
    sign_in(page, page.url.rpartition("who=")[2])
    page.wait_for_url("**/2fa/authenticate/**")


def without_token(page: Page) -> None:
    page.context.clear_cookies(name="csrftoken")
    press("Start the course")(page)


LEARNING = [
    Look("my learning", "home/my_learning.html", "/my-learning/", "learner"),
    Look("my learning, under way", "home/my_learning.html", under_way("/my-learning/"), SOMEONE),
    Look("my learning of somebody with nothing", "home/my_learning.html", "/my-learning/", "nobody"),
    Look("courses, under way", "lessons/course_index_page.html", under_way("/courses/"), SOMEONE),
    Look("course not begun", "lessons/course_page.html", COURSE, SOMEONE),
    Look("course that asks for another first", "lessons/before_starting.html", "/courses/safer-recruitment/", "nobody"),
    Look("course that builds on another", "lessons/asked_first.html", "/courses/information-sharing/", "nobody"),
    Look("lesson of a course that isn’t open yet", "lessons/onward.html", SHUT_LESSON, "nobody"),
    Look("course under way", "lessons/course_page.html", under_way(COURSE), SOMEONE),
    Look("course completed", "lessons/course_page.html", finished, SOMEONE),
    Look("course, quiz not passed", "lessons/course_page.html", waiting, SOMEONE),
    Look(
        "lesson with a film", "lessons/lesson_page.html", "/courses/safeguarding-awareness/acting-on-a-worry/", SOMEONE
    ),
    Look("lesson with a quote", "lessons/lesson_page.html", under_way(f"{COURSE}when-you-disagree/"), SOMEONE),
    Look("knowledge check answered", "quizzes/question_feedback.html", LESSON, SOMEONE, answer_the_check),
    Look(
        "knowledge check without an answer", "lessons/knowledge_check.html", LESSON, SOMEONE, refused("Check my answer")
    ),
    Look("certificate to print", "records/certificate_print.html", own_certificate, SOMEONE),
]
QUIZ = [
    Look("question to put in order", "quizzes/question_items.html", alone("ordering"), SOMEONE),
    Look("question to match", "quizzes/question_items.html", alone("matching"), SOMEONE),
    Look("question to answer in a few words", "quizzes/question_written.html", alone("short_text"), SOMEONE),
    Look("essay to write", "quizzes/question_written.html", alone("essay"), SOMEONE),
    Look("essay left empty", "quizzes/question_written.html", alone("essay"), SOMEONE, refused("Save and continue")),
    Look(
        "items without a place", "quizzes/question_items.html", alone("ordering"), SOMEONE, refused("Save and continue")
    ),
    Look("quiz of every type explained", "quizzes/result.html", alone_finished, SOMEONE),
    Look("quiz on a page of its own, begun", "lessons/quiz_page.html", alone_begun, SOMEONE),
    Look("answers looked back on", "quizzes/progress.html", "/my-learning/answers/", "learner"),
    Look("answers looked back on, none", "quizzes/progress.html", "/my-learning/answers/", "nobody"),
    Look("question with one answer", "quizzes/question.html", question("single"), SOMEONE),
    Look("question with several answers", "quizzes/question.html", question("multiple"), SOMEONE),
    Look("question, true or false", "quizzes/question.html", question("true_false"), SOMEONE),
    Look(
        "question without an answer", "quizzes/question.html", question("single"), SOMEONE, refused("Save and continue")
    ),
    Look("question explained", "quizzes/question_feedback.html", quiz_with_feedback, SOMEONE),
    Look("stale answer", "quizzes/question_notice.html", question_one, SOMEONE, answer_in_two_tabs),
    Look("answers to check, none given", "quizzes/check.html", to_check(all_answered=False), SOMEONE),
    Look("answers to check, all given", "quizzes/check.html", to_check(all_answered=True), SOMEONE),
    Look("quiz passed", "quizzes/result.html", result(rightly=True), SOMEONE),
    Look("quiz not passed", "quizzes/result.html", result(rightly=False), SOMEONE),
    Look("quiz ended by the team", "quizzes/ended.html", ended, SOMEONE),
    Look("quiz to be marked", "quizzes/pending.html", pending, SOMEONE),
    Look("marks that came too late", "quizzes/marks_given_back.html", to_mark, SOMEONE, lose_the_right_to_mark),
]
STANDINGS = [
    Look("team", "compliance/team.html", "/team/", "manager"),
    Look("team narrowed to nobody", "compliance/team.html", "/team/?q=zzzz", "manager"),
    Look("no team", "compliance/no_team.html", "/team/", "learner"),
    Look("person of the team", "compliance/post.html", of_the_team, "manager"),
    Look(
        "absence of one of the team",
        "compliance/absence.html",
        lambda person: f"{of_the_team(person)}absence/",
        "manager",
    ),
    Look(
        "course for one of the team", "compliance/enrol.html", lambda person: f"{of_the_team(person)}enrol/", "manager"
    ),
    Look("agencies", "compliance/agencies.html", "/agencies/", "lead"),
    Look("agency", "compliance/agency.html", "/agencies/HM-CSC/", "lead"),
    Look("board", "compliance/board.html", "/board/", "board"),
    Look("agencies on a past day", "compliance/agencies.html", "/agencies/?on=2026-09-30", "lead"),
    Look("inspection packs", "compliance/packs.html", "/agencies/HM-CSC/pack/", "lead"),
    Look("published reports", "compliance/board_reports.html", "/board/reports/", "team"),
    Look("published report", "compliance/board_report.html", published, "board"),
    Look("changes since a report", "compliance/board_changes.html", published_and_changed, "team"),
    Look("components", "core/gallery.html", "/components/", "team"),
    Look("reviews of procedures due", "procedures/reviews_due.html", "/procedures/reviews-due/", "team"),
    Look("preview of a question", "quizzes/preview.html", preview("RF-01"), "team"),
    Look("preview of a quiz", "quizzes/quiz_preview.html", quiz_preview("REFLECT"), "team"),
    Look("not yours to see", "403.html", "/components/", "learner"),
    Look("form gone stale", "403.html", COURSE, SOMEONE, without_token),
]
ACCOUNT = [
    Look("account", "people/account.html", "/account/", "learner"),
    Look("account of somebody with nothing", "people/account.html", "/account/", "nobody"),
    Look("signing out", "account/logout.html", "/account/logout/", SOMEONE),
    Look("password again", "account/reauthenticate.html", "/account/reauthenticate/", SOMEONE),
    Look("email to change", "account/email_change.html", "/account/email/", SOMEONE),
    Look(
        "email to change, refused", "account/email_change.html", "/account/email/", SOMEONE, refused("Change address")
    ),
    Look("password to change", "account/password_change.html", "/account/password/change/", SOMEONE),
    Look("password to set", "account/password_set.html", "/account/password/set/", "nobody"),
    Look("second step", "mfa/index.html", "/account/2fa/", SOMEONE),
    Look("second step on", "mfa/index.html", with_second_factor("/account/2fa/"), SOMEONE),
    Look("second step to set up", "mfa/totp/activate_form.html", "/account/2fa/totp/activate/", SOMEONE, confirm),
    Look(
        "second step to turn off",
        "mfa/totp/deactivate_form.html",
        with_second_factor("/account/2fa/totp/deactivate/"),
        SOMEONE,
        confirm,
    ),
    Look(
        "recovery codes",
        "mfa/recovery_codes/index.html",
        with_second_factor("/account/2fa/recovery-codes/"),
        SOMEONE,
        confirm,
    ),
    Look(
        "recovery codes to make",
        "mfa/recovery_codes/generate.html",
        with_second_factor("/account/2fa/recovery-codes/generate/"),
        SOMEONE,
        confirm,
    ),
    Look("second step again", "mfa/reauthenticate.html", with_second_factor("/account/2fa/reauthenticate/"), SOMEONE),
    Look("second step to sign in", "mfa/authenticate.html", second_step, "", to_second_step),
]
LOOKS = [*LEARNING, *QUIZ, *STANDINGS, *ACCOUNT]
