"""Questions, quizzes and attempts for tests. Each call makes one thing, with whatever the test doesn't care about."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from django_tasks_db.models import DBTaskResult

from learning.quizzes.actions import publish_question, save_answer, start_attempt
from learning.quizzes.models import Answer, Attempt, Category, Option, Question, Quiz, QuizDraw, QuizQuestion
from tests import factories

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_next = factories.numbers()


def make_category(parent: Category | None = None, **fields: Any) -> Category:
    number = next(_next)
    return Category.objects.create(parent=parent, **({"code": f"C{number}", "title": f"Category {number}"} | fields))


def make_question(category: Category | None = None, *, options: Any = None, publish: bool = True, **fields: Any) -> Any:
    """Return a published question. `options` is a list of (text, correct); the right one is marked "(right)"."""
    number = next(_next)
    fields = {
        "code": f"Q{number}",
        "stem": f"<p>Scenario {number}.</p><p>Question {number}?</p>",
        "explanation": f"<p>EXPLANATION-{number}</p>",
        "live": False,
    } | fields
    question = Question(category=category or make_category(), **fields)
    options = options or [(f"Yes {number}", True), (f"No {number}", False), (f"Never {number}", False)]
    question.options = [
        Option(text=text, correct=correct, feedback=f"FEEDBACK-{text}", sort_order=place)
        for place, (text, correct) in enumerate(options)
    ]
    if publish:
        publish_question(question=question, by=None)
    else:
        question.save()
    return question


def make_quiz(*, draws: Any = (), fixed: Any = (), **fields: Any) -> Quiz:
    """Return a live quiz. `draws` are (category, count); `fixed` are questions."""
    number = next(_next)
    quiz = Quiz(**({"code": f"quiz-{number}", "title": f"Quiz {number}"} | fields))
    quiz.draws = [QuizDraw(category=category, count=n, sort_order=place) for place, (category, n) in enumerate(draws)]
    quiz.fixed_questions = [QuizQuestion(question=one, sort_order=place) for place, one in enumerate(fixed)]
    quiz.save()
    return quiz


def make_bank(size: int = 3, **fields: Any) -> tuple[Category, list[Question]]:
    category = make_category()
    return category, [make_question(category, **fields) for _ in range(size)]


def begin(person: Any, quiz: Quiz | None = None, **more: Any) -> Attempt:
    """Return an attempt in progress; without a quiz, at one that asks three questions."""
    if quiz is None:
        quiz = make_quiz(fixed=make_bank()[1], shuffle_questions=False)
    return start_attempt(
        quiz=quiz, person=person, **({"cycle": None, "return_to": "/my-learning/", "at": NOW, "rng": Random(1)} | more)
    )


def right(answer: Answer) -> list[str]:
    return [option["id"] for option in answer.version.options if option["correct"]]


def wrong(answer: Answer) -> list[str]:
    return [option["id"] for option in answer.version.options if not option["correct"]][:1]


def answer_all(attempt: Attempt, *, wrong_at: Any = (), at: datetime = NOW) -> None:
    """Answer every question right, but for those at the given positions."""
    for row in attempt.answers.select_related("version"):
        response = wrong(row) if row.position in wrong_at else right(row)
        save_answer(
            attempt=attempt, position=row.position, response=response, revision=row.revision, by=attempt.person, at=at
        )


def retire(question: Question) -> None:
    question.retired = True
    publish_question(question=question, by=None)


def let_the_worker_work() -> None:
    """Do what waits for the worker, on the test's own connection; its process would close that."""
    for waiting in DBTaskResult.objects.ready().filter(backend_name="goldthread"):
        waiting.claim("test")
        waiting.set_successful(waiting.task.call(*waiting.task_result.args, **waiting.task_result.kwargs))
