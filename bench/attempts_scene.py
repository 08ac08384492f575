"""What bench/attempts.py needs in the database: people, a quiz on a page of its own, attempts in progress, as JSON."""

import json
import sys
from typing import Any
from uuid import uuid4

PASSWORD = "bench-bench-bench"


def main(people: int, sitters: int, questions: int) -> dict[str, Any]:
    from django.contrib.auth.hashers import make_password
    from django.test import Client

    from core import clock
    from learning.lessons.models import CourseIndexPage, QuizPage
    from learning.quizzes.actions import start_attempt
    from people.models import Person

    name, hashed = uuid4().hex[:8], make_password(PASSWORD)
    quiz = make_quiz(name, questions)
    page = CourseIndexPage.objects.get().add_child(instance=QuizPage(title="Bench", slug=f"bench-{name}", quiz=quiz))
    page.save_revision().publish()
    made = Person.objects.bulk_create(
        Person(email=f"{name}-{n}@example.org", first_name="A", last_name=f"B{n}", password=hashed)
        for n in range(people + sitters)
    )
    begun = []
    for person in made[people:]:
        client = Client()
        client.force_login(person)
        attempt = start_attempt(quiz=quiz, person=person, cycle=None, return_to="/", at=clock.now())
        rows = attempt.answers.order_by("position").values_list("option_order", flat=True)
        session = next(iter(client.cookies.values())).value
        begun.append({"attempt": str(attempt.pk), "session": session, "options": list(rows)})
    return {
        "people": [person.email for person in made[:people]], "password": PASSWORD, "sitters": begun,
        "page": page.get_url(), "start": f"/quizzes/{page.pk}/start/",
    }  # fmt: skip


def make_quiz(name: str, questions: int) -> Any:
    from learning.quizzes.actions import publish_question
    from learning.quizzes.models import Category, Option, Question, Quiz, QuizDraw

    category = Category.objects.create(code=f"bench-{name}", title="Bench")
    for number in range(questions * 2):
        question = Question(
            code=f"B-{name}-{number}", category=category, live=False, stem=f"<p>Before {number}.</p><p>What then?</p>",
            explanation="<p>Because.</p>",
        )  # fmt: skip
        question.options = [Option(text=f"Option {n}", correct=n == 0, sort_order=n) for n in range(4)]
        publish_question(question=question, by=None)
    quiz = Quiz(code=f"bench-{name}", title="Bench")
    quiz.draws = [QuizDraw(category=category, count=questions, sort_order=0)]
    quiz.save()
    return quiz


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(*(int(word) for word in sys.argv[1:]))))
