"""Retiring many questions at once, and bringing them back, from their list in Wagtail's admin."""

from typing import Any

from learning.quizzes import queries
from learning.quizzes.actions.retiring import bring_back_questions, retire_questions
from learning.quizzes.viewsets.many import OnQuestions


class RetireBulkAction(OnQuestions):
    """Retires the chosen questions, after saying where they are asked and which quizzes would run short."""

    display_name = "Retire"
    action_type = "retire"
    aria_label = "Retire the chosen questions"
    template_name = "quizzes/admin/confirm_retire.html"
    action_priority = 20
    act = staticmethod(retire_questions)
    done = "retired"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        usage = queries.usage()
        for entry in context["items"]:
            entry["quizzes"] = usage.quizzes(entry["item"])
        chosen = [entry["item"].pk for entry in context["items"]]
        return context | {"short": queries.quizzes_short_without(chosen)}


class BringBackBulkAction(OnQuestions):
    """Lets quizzes ask the chosen questions again, those of them that are retired."""

    display_name = "Bring back"
    action_type = "bring_back"
    aria_label = "Bring back the chosen questions"
    template_name = "quizzes/admin/confirm_bring_back.html"
    action_priority = 30
    act = staticmethod(bring_back_questions)
    done = "brought back"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        retired = [entry for entry in context["items"] if entry["item"].retired]
        return context | {"retired": retired, "others": len(context["items"]) - len(retired)}
