"""What a lesson is made of: the blocks of any page, and questions to try one's knowledge on."""

from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks import BodyBlock


class KnowledgeCheckBlock(SnippetChooserBlock):
    """A question of the bank, asked in the lesson. Its answer is marked and explained at once, and nothing is kept."""

    class Meta:
        icon = "help"
        label = "Knowledge check"
        template = "lessons/knowledge_check_preview.html"


class LessonBlock(BodyBlock):
    knowledge_check = KnowledgeCheckBlock("quizzes.Question")
