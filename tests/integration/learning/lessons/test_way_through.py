"""The whole way of a learner, through the browser's door: start, lessons, quiz, completion, certificate, next cycle."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home.models import HomePage
from learning.lessons.models import CoursePage, Enrolment, LessonPage, LessonProgress
from learning.quizzes.models import Attempt
from learning.records.actions import correct_completion
from learning.records.models import Certificate, Completion
from people.models import Person
from tests.integration.learning.making import make_course_page, make_lesson, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_page(home_page: HomePage) -> CoursePage:
    return make_course_page(home_page, 2, quiz=make_quiz(attempts_allowed=2), slug="refresher", title="The refresher")


def start(client: Client, course_page: CoursePage, after: str = "") -> Any:
    return client.post(course_page.url, {"action": "start", "after": after})


def do_lessons(client: Client, course_page: CoursePage) -> None:
    for lesson in LessonPage.objects.child_of(course_page).order_by("path"):
        client.post(lesson.url, {"action": "done"})


def sit_quiz(client: Client, course_page: CoursePage, text: str) -> Attempt:
    """Begin the quiz, choose the option with `text` everywhere, and submit."""
    first = client.post(course_page.url, {"action": "quiz"})["Location"]
    attempt = Attempt.objects.get(pk=first.split("/")[2])
    for answer in attempt.answers.select_related("version"):
        chosen = next(option["id"] for option in answer.version.options if option["text"] == text)
        url = f"/attempts/{attempt.pk}/{answer.position}/"
        client.post(url, {"answer": chosen, "revision": answer.revision})
    client.post(f"/attempts/{attempt.pk}/check/")
    attempt.refresh_from_db()
    return attempt


def body_of(client: Client, course_page: Any) -> str:
    return client.get(course_page.url).content.decode()


class TestTheWholeWay:
    def test_from_start_to_certificate(self, signed_in: Client, course_page: CoursePage, person: Person) -> None:
        assert "Start the course" in body_of(signed_in, course_page)
        assert start(signed_in, course_page)["Location"] == f"{course_page.url}lesson-1/"
        assert "0 of 2 lessons" in body_of(signed_in, course_page)
        first = signed_in.post(f"{course_page.url}lesson-1/", {"action": "done"})
        assert first["Location"] == f"{course_page.url}lesson-2/"
        assert "1 of 2 lessons" in body_of(signed_in, course_page)
        assert signed_in.post(f"{course_page.url}lesson-2/", {"action": "done"})["Location"] == course_page.url
        assert "Take the quiz" in body_of(signed_in, course_page)
        attempt = sit_quiz(signed_in, course_page, "Right")
        assert attempt.state == "passed"
        completion = Completion.objects.get(person=person)
        assert completion.course == course_page.course
        assert completion.completed_on == timezone.localdate(attempt.submitted_at)
        assert completion.source == "online"
        assert completion.evidence["attempt"] == str(attempt.pk)
        enrolment = Enrolment.objects.get()
        assert enrolment.completion == completion
        assert enrolment.completed_at == enrolment.closed_at == attempt.submitted_at
        certificate = Certificate.objects.get(completion=completion)
        body = body_of(signed_in, course_page)
        assert f"/certificates/{certificate.pk}/print/" in body
        assert f"/attempts/{attempt.pk}/" in body

    def test_failing_records_nothing_and_offers_another_go(self, signed_in: Client, course_page: CoursePage) -> None:
        start(signed_in, course_page)
        do_lessons(signed_in, course_page)
        attempt = sit_quiz(signed_in, course_page, "Wrong")
        assert attempt.state == "failed"
        assert not Completion.objects.exists()
        body = body_of(signed_in, course_page)
        assert "You can try the quiz again" in body
        assert f"/attempts/{attempt.pk}/" in body

    def test_passing_at_the_second_go_completes(self, signed_in: Client, course_page: CoursePage) -> None:
        start(signed_in, course_page)
        do_lessons(signed_in, course_page)
        sit_quiz(signed_in, course_page, "Wrong")
        assert sit_quiz(signed_in, course_page, "Right").state == "passed"
        assert Completion.objects.count() == 1

    def test_a_quiz_in_progress_is_resumed_and_not_doubled(self, signed_in: Client, course_page: CoursePage) -> None:
        start(signed_in, course_page)
        do_lessons(signed_in, course_page)
        first = signed_in.post(course_page.url, {"action": "quiz"})["Location"]
        assert "Go on with the quiz" in body_of(signed_in, course_page)
        assert signed_in.post(course_page.url, {"action": "quiz"})["Location"] == first
        assert Attempt.objects.count() == 1

    def test_a_waiting_time_is_said_and_kept(self, signed_in: Client, home_page: HomePage) -> None:
        course_page = make_course_page(home_page, 1, quiz=make_quiz(waiting_hours=24))
        start(signed_in, course_page)
        do_lessons(signed_in, course_page)
        sit_quiz(signed_in, course_page, "Wrong")
        assert "You can take the quiz again from" in body_of(signed_in, course_page)
        refused = signed_in.post(course_page.url, {"action": "quiz"}, follow=True)
        assert "You can try again from" in refused.content.decode()
        assert Attempt.objects.count() == 1

    def test_when_attempts_are_used_up_one_begins_again_from_the_lessons(
        self, signed_in: Client, course_page: CoursePage
    ) -> None:
        start(signed_in, course_page)
        do_lessons(signed_in, course_page)
        sit_quiz(signed_in, course_page, "Wrong")
        old = Enrolment.objects.get()
        signed_in.post(course_page.url, {"action": "again"})
        assert list(Enrolment.objects.all()) == [old], "not while an attempt is left"
        sit_quiz(signed_in, course_page, "Wrong")
        assert "You have used all your attempts" in body_of(signed_in, course_page)
        for _ in range(2):
            signed_in.post(course_page.url, {"action": "again"})
        assert Enrolment.objects.count() == 2
        assert Attempt.objects.filter(cycle=old.pk, state="failed").count() == 2
        assert "0 of 2 lessons" in body_of(signed_in, course_page)
        do_lessons(signed_in, course_page)
        assert sit_quiz(signed_in, course_page, "Right").state == "passed"
        old.refresh_from_db()
        assert old.completion is None
        assert Completion.objects.count() == 1


class TestWithoutAQuiz:
    def test_the_last_required_lesson_completes_the_course(self, signed_in: Client, home_page: HomePage) -> None:
        course_page = make_course_page(home_page, 2)
        make_lesson(course_page, title="Further reading", required=False)
        start(signed_in, course_page)
        signed_in.post(f"{course_page.url}lesson-1/", {"action": "done"})
        assert not Completion.objects.exists()
        done = signed_in.post(f"{course_page.url}lesson-2/", {"action": "done"})
        assert done["Location"] == course_page.url
        assert Completion.objects.get().completed_on == timezone.localdate()
        assert "See your certificate" in body_of(signed_in, course_page)

    def test_a_quiz_taken_off_the_page_leaves_nobody_stuck(self, signed_in: Client, course_page: CoursePage) -> None:
        start(signed_in, course_page)
        do_lessons(signed_in, course_page)
        course_page.quiz = None
        course_page.save()
        assert "Finish the course" in body_of(signed_in, course_page)
        for _ in range(2):
            signed_in.post(course_page.url, {"action": "finish"})
        assert Completion.objects.count() == 1


class TestTheQuizWaitsForTheLessons:
    def test_it_can_not_be_started_with_a_required_lesson_left(
        self, signed_in: Client, course_page: CoursePage
    ) -> None:
        start(signed_in, course_page)
        signed_in.post(f"{course_page.url}lesson-1/", {"action": "done"})
        response = signed_in.post(course_page.url, {"action": "quiz"}, follow=True)
        assert "The quiz opens once you have done every required lesson" in response.content.decode()
        assert not Attempt.objects.exists()

    def test_nor_by_somebody_who_never_started(self, signed_in: Client, course_page: CoursePage) -> None:
        signed_in.post(course_page.url, {"action": "quiz"})
        assert not Attempt.objects.exists()
        assert not Enrolment.objects.exists()

    def test_passing_with_a_lesson_left_does_not_complete_until_it_is_done(
        self, signed_in: Client, course_page: CoursePage, person: Person
    ) -> None:
        start(signed_in, course_page)
        do_lessons(signed_in, course_page)
        first = signed_in.post(course_page.url, {"action": "quiz"})["Location"]
        # The lesson comes back undone, as if its page had been gone while the quiz was started.
        LessonProgress.objects.filter(lesson__slug="lesson-2").delete()
        attempt = Attempt.objects.get(pk=first.split("/")[2])
        answer = attempt.answers.get()
        right = next(option["id"] for option in answer.version.options if option["correct"])
        signed_in.post(first, {"answer": right, "revision": 0})
        signed_in.post(f"/attempts/{attempt.pk}/check/")
        attempt.refresh_from_db()
        assert attempt.state == "passed"
        assert not Completion.objects.exists()
        signed_in.post(f"{course_page.url}lesson-2/", {"action": "done"})
        assert Completion.objects.count() == 1


class TestTheNextCycle:
    def complete(self, client: Client, course_page: CoursePage, after: str = "") -> Enrolment:
        start(client, course_page, after)
        do_lessons(client, course_page)
        sit_quiz(client, course_page, "Right")
        return Enrolment.objects.newest_first()[0]

    def test_it_starts_clean_and_leaves_the_last_whole(self, signed_in: Client, course_page: CoursePage) -> None:
        old = self.complete(signed_in, course_page)
        kept = (old.completion_id, old.completed_at, old.progress.count())
        assert "Take the course again" in body_of(signed_in, course_page)
        new = self.complete(signed_in, course_page, after=str(old.pk))
        assert new.pk != old.pk
        old.refresh_from_db()
        assert (old.completion_id, old.completed_at, old.progress.count()) == kept
        assert Attempt.objects.filter(cycle=old.pk).count() == Attempt.objects.filter(cycle=new.pk).count() == 1
        assert Completion.objects.count() == Certificate.objects.count() == 2

    def test_a_form_from_before_sent_again_begins_no_cycle(self, signed_in: Client, course_page: CoursePage) -> None:
        self.complete(signed_in, course_page)
        for after in ("", "nonsense", "6a1c9d7e-0000-4000-8000-000000000000"):
            start(signed_in, course_page, after)
        assert Enrolment.objects.count() == 1

    def test_a_withdrawn_completion_can_be_earned_again(self, signed_in: Client, course_page: CoursePage) -> None:
        old = self.complete(signed_in, course_page)
        assert old.completion is not None
        correct_completion(completion=old.completion, reason="Sat by a colleague.", by=None)
        body = body_of(signed_in, course_page)
        assert "was withdrawn on" in body
        assert "Sat by a colleague" not in body
        self.complete(signed_in, course_page, after=str(old.pk))
        assert Completion.objects.standing().count() == 1


class TestTwoClicks:
    def test_two_starts_make_one_enrolment(self, signed_in: Client, course_page: CoursePage) -> None:
        for _ in range(2):
            start(signed_in, course_page)
        assert Enrolment.objects.count() == 1

    def test_two_dones_make_one_row_and_one_completion(self, signed_in: Client, home_page: HomePage) -> None:
        course_page = make_course_page(home_page, 1)
        start(signed_in, course_page)
        for _ in range(3):
            signed_in.post(f"{course_page.url}lesson-1/", {"action": "done"})
        assert LessonProgress.objects.count() == Completion.objects.count() == Certificate.objects.count() == 1

    def test_marking_the_first_lesson_without_starting_starts(self, signed_in: Client, course_page: CoursePage) -> None:
        signed_in.post(f"{course_page.url}lesson-1/", {"action": "done"})
        assert Enrolment.objects.get().required_lessons[0]["title"] == "Lesson 1"
        assert "1 of 2 lessons" in body_of(signed_in, course_page)


class TestTheVersionItBeganWith:
    def test_a_lesson_added_since_is_not_asked_for(self, signed_in: Client, home_page: HomePage) -> None:
        course_page = make_course_page(home_page, 1)
        start(signed_in, course_page)
        added = make_lesson(course_page, title="Added since")
        signed_in.post(f"{course_page.url}lesson-1/", {"action": "done"})
        assert Completion.objects.count() == 1
        assert signed_in.get(added.url).status_code == 200

    @pytest.mark.indexed
    @pytest.mark.parametrize("gone", ["unpublished", "deleted"])
    def test_a_lesson_that_is_gone_holds_nobody_up(self, signed_in: Client, home_page: HomePage, gone: str) -> None:
        course_page = make_course_page(home_page, 2)
        start(signed_in, course_page)
        signed_in.post(f"{course_page.url}lesson-1/", {"action": "done"})
        lesson = LessonPage.objects.get(slug="lesson-2")
        lesson.unpublish() if gone == "unpublished" else lesson.delete()
        assert "Finish the course" in body_of(signed_in, course_page)
        signed_in.post(course_page.url, {"action": "finish"})
        assert Completion.objects.count() == 1

    def test_nobody_completes_a_course_whose_lessons_are_all_down_by_doing_nothing(
        self, signed_in: Client, home_page: HomePage
    ) -> None:
        course_page = make_course_page(home_page, 1)
        start(signed_in, course_page)
        LessonPage.objects.get().unpublish()
        answer = signed_in.post(course_page.url, {"action": "finish"}, follow=True)
        assert "finished this course yet" in answer.content.decode()
        assert not Completion.objects.exists()

    @pytest.mark.indexed
    def test_what_was_done_stays_done_when_its_lesson_is_deleted(
        self, signed_in: Client, course_page: CoursePage
    ) -> None:
        start(signed_in, course_page)
        signed_in.post(f"{course_page.url}lesson-1/", {"action": "done"})
        LessonPage.objects.get(slug="lesson-1").delete()
        assert LessonProgress.objects.count() == 1
        assert Enrolment.objects.get().required_lessons[0]["title"] == "Lesson 1"
        assert "Lesson 2" in body_of(signed_in, course_page)
