"""The demonstration partnership's question bank, and the quiz that ends each of its courses."""

import tomllib
from pathlib import Path
from typing import Any

from core.demo import DemoRun
from learning.quizzes.actions import publish_question
from learning.quizzes.models import Category, Option, Question, Quiz, QuizDraw, QuizQuestion, Scenario

HERE = Path(__file__).parent
QUESTIONS = HERE / "demo_content"
COURSES = HERE.parent / "lessons" / "demo_content"


def build(run: DemoRun) -> None:
    """Make the questions of quizzes/demo_content and the quiz of each course in lessons/demo_content, once.

    A file of questions may have quizzes of its own besides.
    """
    courses = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(COURSES.glob("*.toml"))]
    for content in courses:
        top_category(run, content["course"]["code"], content["course"]["title"])
    quizzes = [(content["course"]["code"], content["quiz"]) for content in courses if "quiz" in content]
    for path in sorted(QUESTIONS.glob("*.toml")):
        bank = tomllib.loads(path.read_text(encoding="utf-8"))
        if "category" in bank:
            top_category(run, bank["category"]["code"], bank["category"]["title"])
        if "quiz" in bank:
            quizzes.append((bank["category"]["code"], bank["quiz"]))
        quizzes += [(fields.pop("code"), fields) for fields in bank.get("quizzes", [])]
        scenarios = {fields["code"]: scenario(fields) for fields in bank.get("scenarios", [])}
        for fields in bank["questions"]:
            if "scenario" in fields:
                fields["scenario"] = scenarios[fields["scenario"]]
            category = category_of(run, fields["category"])
            found = Question.objects.filter(code=fields["code"]).first()
            run.put("question", fields["code"], found or make_question(run, fields, category))
    for code, fields in quizzes:
        found = Quiz.objects.filter(code=code).first()
        run.put("quiz", code, found or make_quiz(run, code, fields))
    run.say(f"{len(run.made.get('question', {}))} questions, {len(run.made.get('quiz', {}))} quizzes")


def top_category(run: DemoRun, code: str, title: str) -> Category:
    category, _ = Category.objects.get_or_create(code=code, defaults={"title": title})
    run.put("category", code, category)
    return category


def category_of(run: DemoRun, name: str) -> Category:
    """Return the category named by its course and title ("SG-AWARE/Listening to children"), made if it is missing."""
    made: Category | None = run.made["category"].get(name)
    if made:
        return made
    course, _, title = name.partition("/")
    parent = run.get("category", course)
    code = f"{course}-{parent.children.count() + 1}"
    category, _ = Category.objects.get_or_create(parent=parent, title=title, defaults={"code": code})
    run.put("category", name, category)
    return category


def scenario(fields: dict[str, str]) -> Scenario:
    made, _ = Scenario.objects.get_or_create(code=fields["code"], defaults=fields)
    return made


def make_question(run: DemoRun, fields: dict[str, Any], category: Category) -> Question:
    words = fields | {"category": category, "live": False}
    options = words.pop("options")
    if "guidance" in words:
        words["guidance"] = run.get("guidance", words["guidance"])
    question = Question(**words)
    question.options = [Option(sort_order=place, **option) for place, option in enumerate(options)]
    publish_question(question=question, by=run.team)
    return question


def make_quiz(run: DemoRun, code: str, fields: dict[str, Any]) -> Quiz:
    draws, fixed = fields.pop("draws"), fields.pop("fixed")
    quiz = Quiz(code=code, live=False, **fields)
    quiz.draws = [
        QuizDraw(category=run.get("category", draw["category"]), count=draw["count"], sort_order=place)
        for place, draw in enumerate(draws)
    ]
    quiz.fixed_questions = [
        QuizQuestion(question=run.get("question", name), sort_order=place) for place, name in enumerate(fixed)
    ]
    quiz.full_clean()
    quiz.save()
    quiz.save_revision(user=run.team).publish(user=run.team)
    quiz.refresh_from_db()
    return quiz
