"""Looks that anybody may have: what the partnership publishes, search, certificates, sign-in."""

from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from playwright.sync_api import Page

from briefings.library.models import BriefingPage
from briefings.newsletters.models import NewsletterPage
from learning.lessons.models import QuizPage
from learning.records.actions import correct_completion
from learning.records.models import Certificate
from people.models import Person
from tests.journeys.looks import Look
from tests.journeys.staff import colleague_of, demo_person, finish_quiz, page_of_every_block


def certificate(person: Person) -> Certificate:
    finish_quiz(person, rightly=True)
    return Certificate.objects.get(completion__person=person)


def valid(person: Person) -> str:
    return f"/certificates/{certificate(colleague_of('learner')).pk}/"


def withdrawn(person: Person) -> str:
    made = certificate(colleague_of("learner"))
    correct_completion(completion=made.completion, reason="Recorded for somebody else.", by=demo_person("team"))
    return f"/certificates/{made.pk}/"


def newest_newsletter(person: Person) -> str:
    return str(NewsletterPage.objects.listed().first().url)


def nothing_found(person: Person) -> str:
    """Return the list of briefings narrowed to a theme and an audience that no briefing joins."""
    pairs = set(BriefingPage.objects.live().values_list("themes__slug", "audiences__slug"))
    themes, audiences = ({pair[place] for pair in pairs} for place in (0, 1))
    theme, audience = next((t, a) for t in sorted(themes) for a in sorted(audiences) if (t, a) not in pairs)
    return f"/briefings/?theme={theme}&audience={audience}"


def reset_link(person: Person) -> str:
    someone = colleague_of("learner")
    return f"/account/password/reset/key/{user_pk_to_url_str(someone)}-{default_token_generator.make_token(someone)}/"


def confirm_link(person: Person) -> str:
    someone = colleague_of("learner")
    address = EmailAddress.objects.create(user=someone, email=f"new-{someone.email}")
    return f"/account/confirm-email/{EmailConfirmationHMAC(address).key}/"


def submit_empty(page: Page) -> None:
    page.get_by_role("main").locator("form button:not([type=button])").first.click()
    page.get_by_text("There is a problem").wait_for()


def ask_for_a_link(page: Page) -> None:
    page.get_by_label("Email").fill("learner@demo.example")
    page.get_by_role("main").locator("form button").first.click()
    page.wait_for_url("**/done/")


def open_menu(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.get_by_role("button", name="Menu").click()


def gone(person: Person) -> str:
    return f"/quizzes/{QuizPage.objects.get(slug='reflecting-on-practice').pk}/1/"


def begin_quiz(page: Page) -> None:
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/quizzes/*/1/")


def answer_nothing(page: Page) -> None:
    begin_quiz(page)
    submit_empty(page)


def submit_at_once(page: Page) -> None:
    begin_quiz(page)
    page.get_by_role("link", name="Check your answers").click()
    page.get_by_role("main").get_by_role("button", name="Submit").click()
    page.wait_for_url("**/result/")


ALONE = "/courses/reflecting-on-practice/"
PUBLISHED = [
    Look("home page", "home/home_page.html", "/"),
    Look("home page with its menu open", "home/home_page.html", "/", then=open_menu),
    Look("briefings", "library/briefing_index_page.html", "/briefings/"),
    Look("briefings of one theme", "library/briefing_index_page.html", "/briefings/?theme=neglect"),
    Look("briefings, none of them", "library/briefing_index_page.html", nothing_found),
    Look("briefing", "library/briefing_page.html", "/briefings/neglect-seeing-the-childs-day/"),
    Look("briefing on hidden adults", "library/briefing_page.html", "/briefings/hidden-adults/"),
    Look("newsletters", "newsletters/newsletter_index_page.html", "/newsletters/"),
    Look("newsletter", "newsletters/newsletter_page.html", newest_newsletter),
    Look("procedures", "procedures/procedure_index_page.html", "/procedures/"),
    Look("procedure", "procedures/procedure_page.html", "/procedures/escalation/"),
    Look("procedure kept elsewhere", "procedures/procedure_page.html", "/procedures/missing-children/"),
    Look("amendments", "procedures/amendments.html", "/procedures/amendments/"),
    Look("reviews", "reviews/review_index_page.html", "/reviews/"),
    Look("review", "reviews/review_page.html", "/reviews/child-robin/"),
    Look("courses", "lessons/course_index_page.html", "/courses/"),
    Look("course", "lessons/course_page.html", "/courses/safeguarding-refresher/"),
    Look("quiz that is open to anyone", "lessons/quiz_page.html", ALONE),
    Look("quiz that needs a sign-in", "lessons/quiz_page.html", "/courses/a-worry-you-werent-sure-about/"),
    Look("quiz without a sign-in, begun", "quizzes/question.html", ALONE, then=begin_quiz),
    Look("quiz without a sign-in, refused", "quizzes/question.html", ALONE, then=answer_nothing),
    Look("quiz without a sign-in, its result", "quizzes/result.html", ALONE, then=submit_at_once),
    Look("attempt that isn't in this browser", "lessons/visit_gone.html", gone),
    Look("page with every block", "home/content_page.html", lambda person: page_of_every_block().url),
    Look("page with a way out", "home/content_page.html", "/worried-about-a-child/"),
    Look("search", "home/search.html", "/search/"),
    Look("search with nothing found", "home/search.html", "/search/?q=quixotry"),
    Look("search with many results", "home/search.html", "/search/?q=children"),
]
CERTIFICATES = [
    Look("certificate", "records/certificate.html", valid),
    Look("certificate withdrawn", "records/certificate.html", withdrawn),
    Look("certificate unknown", "records/certificate_unknown.html", lambda person: f"/certificates/{uuid4()}/"),
    Look("certificate to look up", "records/look_up.html", "/certificates/"),
]
SIGN_IN = [
    Look("sign in", "account/login.html", "/account/login/"),
    Look("sign in, refused", "account/login.html", "/account/login/", then=submit_empty),
    Look("password reset", "account/password_reset.html", "/account/password/reset/"),
    Look("password reset, refused", "account/password_reset.html", "/account/password/reset/", then=submit_empty),
    Look("password reset, sent", "account/password_reset_done.html", "/account/password/reset/", then=ask_for_a_link),
    Look("password to choose", "account/password_reset_from_key.html", reset_link),
    Look("password to choose, refused", "account/password_reset_from_key.html", reset_link, then=submit_empty),
    Look(
        "password link too old", "account/password_reset_from_key.html", "/account/password/reset/key/1-set-password/"
    ),
    Look("password chosen", "account/password_reset_from_key_done.html", "/account/password/reset/key/done/"),
    Look("address to confirm", "account/email_confirm.html", confirm_link),
    Look("address link too old", "account/email_confirm.html", "/account/confirm-email/none/"),
    Look("address sent for confirmation", "account/verification_sent.html", "/account/confirm-email/"),
    Look("account closed", "account/account_inactive.html", "/account/inactive/"),
    Look("no signing up", "account/signup_closed.html", "/account/signup/"),
    Look("no such page", "404.html", "/no-such-page/"),
]
LOOKS = [*PUBLISHED, *CERTIFICATES, *SIGN_IN]
