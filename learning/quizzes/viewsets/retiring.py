"""Retiring many questions at once, and bringing them back, from their list in Wagtail's admin."""

from collections.abc import Sequence
from typing import Any

from core.bulk import OnWhatIsListed
from learning.quizzes import queries
from learning.quizzes.actions.retiring import bring_back_questions, retire_questions
from learning.quizzes.models import Question


class RetireBulkAction(OnWhatIsListed):
    """Retires the chosen questions, after saying where they are asked and which quizzes would run short."""

    display_name = "Retire"
    action_type = "retire"
    aria_label = "Retire the chosen questions"
    template_name = "quizzes/admin/confirm_retire.html"
    action_priority = 20
    models = [Question]

    def check_perm(self, question: Question) -> bool:
        return bool(self.request.user.has_perm("quizzes.publish_question"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        usage = queries.usage()
        for entry in context["items"]:
            entry["quizzes"] = usage.quizzes(entry["item"])
        chosen = [entry["item"].pk for entry in context["items"]]
        return context | {"short": queries.quizzes_short_without(chosen)}

    @classmethod
    def execute_action(cls, objects: Sequence[Question], **context: Any) -> tuple[int, int]:
        return retire_questions(questions=objects, by=context["self"].request.user), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{num_parent_objects} question{'' if num_parent_objects == 1 else 's'} retired."


class BringBackBulkAction(OnWhatIsListed):
    """Lets quizzes ask the chosen questions again, those of them that are retired."""

    display_name = "Bring back"
    action_type = "bring_back"
    aria_label = "Bring back the chosen questions"
    template_name = "quizzes/admin/confirm_bring_back.html"
    action_priority = 30
    models = [Question]

    def check_perm(self, question: Question) -> bool:
        return bool(self.request.user.has_perm("quizzes.publish_question"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        retired = [entry for entry in context["items"] if entry["item"].retired]
        return context | {"retired": retired, "others": len(context["items"]) - len(retired)}

    @classmethod
    def execute_action(cls, objects: Sequence[Question], **context: Any) -> tuple[int, int]:
        return bring_back_questions(questions=objects, by=context["self"].request.user), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{num_parent_objects} question{'' if num_parent_objects == 1 else 's'} brought back."
