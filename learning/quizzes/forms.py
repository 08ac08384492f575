"""Forms: one answer of an attempt, its marks, and what authors may not save."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import copy
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from wagtail.admin.forms import WagtailAdminModelForm

from learning.quizzes import queries, rules
from learning.quizzes.models import QuestionVersion
from learning.quizzes.queries.exporting import category_paths
from learning.quizzes.queries.marking import ToMark


def revision_sent(data: Any) -> int:
    """Return the answer's revision when its page was drawn; one that never was, if the page doesn't say."""
    told = str(data.get("revision", ""))
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else -1


class AnswerForm(forms.Form):
    """The answer to one question as its page sends it: `cleaned_data["response"]` is as rules/responses.py has it.

    What was sent is kept even where it can't be used, so that it can be shown again.
    """

    def __init__(self, data: QueryDict, *, version: QuestionVersion, order: list[str], name: str) -> None:
        super().__init__(data)
        self.version, self.order, self.name = version, order, name
        self.chosen = data.getlist(name)
        # The template draws the inputs; the widget says where an error leads: to the only one, or the first of them.
        widget = forms.TextInput if version.type in rules.WRITTEN else forms.RadioSelect
        self.fields[name] = forms.Field(required=False, widget=widget)

    @property
    def sent(self) -> list[str]:
        """What was sent, whether it can be used or not, as the question's inputs can show it again."""
        return rules.sendable(self.version.type, self.order, self.chosen)

    @property
    def revision(self) -> int:
        return revision_sent(self.data)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            cleaned["response"] = rules.clean_response(self.version.type, self.order, self.chosen)
        except rules.UnusableResponse as error:
            self.add_error(self.name, str(error))
        return cleaned


class MarkForm(forms.Form):
    """The marks and the comment for one answer; with `finishing`, no answer may be left without marks.

    A browser neither cuts a comment that is pasted in nor empties a field that it can't read as a number: what can't be
    taken is said instead. `data` is what was typed, which may come from a page that showed other marks than now stand.
    """

    marks = forms.DecimalField(
        max_digits=9, decimal_places=2, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Write the marks as a number, such as 2 or 2.5",
            "max_decimal_places": "Write the marks with two decimals at most, such as 2.25",
        },
    )  # fmt: skip
    comment = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="The person reads it with their result."
    )

    def __init__(self, answer: ToMark, data: Mapping[str, Any] | None = None, *, finishing: bool = False) -> None:
        initial = {"marks": rules.typed_marks(answer.marks), "comment": answer.comment}
        super().__init__(data, prefix=f"answer-{answer.position}", initial=initial)
        self.answer, self.finishing = answer, finishing
        self.fields["marks"].label = f"Marks, from 0 to {rules.plain_number(answer.possible)}"

    @property
    def seen(self) -> str:
        """What tells which marks and comment the page showed on which this was typed."""
        return str(self.data.get(f"{self.prefix}-seen", rules.NOTHING_SEEN))

    @property
    def says_something_new(self) -> bool:
        """Whether something was typed that isn't what stands here."""
        return self.is_bound and self._typed() != (rules.typed_marks(self.answer.marks), self.answer.comment)

    @property
    def is_overtaken(self) -> bool:
        """Whether something else was saved here since the page was drawn on which this was typed."""
        return self.says_something_new and self.seen != self.answer.seen

    def _typed(self) -> tuple[str, str]:
        marks, comment = (str(self[name].value() or "").strip() for name in ("marks", "comment"))
        with suppress(ArithmeticError):  # what is no number isn't what stands there
            marks = rules.typed_marks(Decimal(marks)) if marks else ""
        return marks, with_plain_breaks(comment)

    def clean_marks(self) -> Decimal | None:
        marks: Decimal | None = self.cleaned_data["marks"]
        needed = self.finishing and not self.answer.awarded
        if fault := rules.marks_fault(marks, self.answer.possible, needed=needed):
            raise forms.ValidationError(fault)
        return marks

    def clean_comment(self) -> str:
        return not_too_long(self.cleaned_data["comment"], "comment", rules.LONGEST_COMMENT)


class MarkAgainForm(MarkForm):
    """The same for an answer that has been marked. Marks of a question for which everybody has full ones stay."""

    def __init__(self, answer: ToMark, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(answer, data, finishing=True)
        self.fields["marks"].disabled = answer.awarded is not None

    @property
    def given(self) -> rules.Given:
        return rules.Given(self.cleaned_data["marks"], self.cleaned_data["comment"])

    @property
    def marks_given(self) -> str:
        """The marks that were typed, as a page says them."""
        return rules.typed_marks(self.cleaned_data["marks"])


class WhyAgainForm(forms.Form):
    """Why an attempt is marked again. The browser cuts nothing here either."""

    reason = forms.CharField(
        label="Why it is marked again", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads it with their result, so name nobody else.",
        error_messages={"required": "Say why it is marked again"},
    )  # fmt: skip

    def clean_reason(self) -> str:
        return not_too_long(self.cleaned_data["reason"], "reason", rules.LONGEST_REASON)


def not_too_long(words: str, what: str, longest: int) -> str:
    """Return words with plain breaks. Raises ValidationError if they are longer than can be kept."""
    words = with_plain_breaks(words)
    if len(words) > longest:
        raise forms.ValidationError(
            f"This {what} has {len(words):,} characters, and {longest:,} can be kept. Shorten it"
        )
    return words


def with_plain_breaks(words: str) -> str:
    """Return words with each line's end as one character: browsers send two, which nobody has typed."""
    return words.replace("\r\n", "\n").strip()


class CategoriesByPath(ModelChoiceIterator):
    """Categories by their titles from the top, "Safeguarding / Consent": in a large bank titles come again below
    others, and a list by code puts a category far from those below it. One query."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from categories_by_path()


def categories_by_path() -> list[tuple[int, str]]:
    paths = category_paths()
    return [
        (key, " / ".join(paths[key]))
        for key in sorted(paths, key=lambda key: [title.casefold() for title in paths[key]])
    ]


class CategorySelect(forms.Select):
    """Categories to choose from in a form of Wagtail's, by their titles from the top, whatever the field offers.

    It wants the whole width: what tells two of them apart stands at the end.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "gt-category"} | (attrs or {}))

    @property
    def choices(self) -> Any:
        return [("", "Choose a category"), *categories_by_path()]

    @choices.setter
    def choices(self, offered: Any) -> None:
        """Pass over what the field offers: the same categories, by title and code alone."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "CategorySelect":
        made = copy(self)  # Django's own would read the choices for it
        made.attrs = self.attrs.copy()
        return made


class CategoryField(forms.ModelChoiceField):
    """Chooses a category, each told by its titles from the top."""

    iterator = CategoriesByPath


ROW = {"text": "", "match": "", "correct": False}


class QuestionAdminForm(WagtailAdminModelForm):
    """Refuses to publish a question that can't be marked. A draft may be saved as it is.

    What is wrong is said of the question, above its options, and again beside the row that it is about. Without a
    code it gets the next of its category, as a draft too: two without one would be two of the same.
    """

    class Media:
        js = ("quizzes/question-form.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("code") == "" and cleaned.get("category"):
            cleaned["code"] = self.instance.code or queries.next_code(cleaned["category"])
        formset = self.formsets.get("options")
        if self.is_deferred_validation or formset is None or not formset.is_valid():
            return cleaned
        kind = cleaned.get("type", rules.SINGLE)
        filled = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        rows = [ROW | form.cleaned_data for form in filled]
        for problem in rules.option_problems(kind, rows):
            self.add_error(None, problem)
            formset.non_form_errors().append(problem)
        for place, field, words in rules.row_faults(kind, rows):
            filled[place].add_error(field, words)
        if cleaned.get("credit") == rules.PARTIAL and kind not in rules.CAN_BE_PARTLY_RIGHT:
            self.add_error("credit", "Only multiple choice, ordering and matching can be partly right.")
        return cleaned


class QuizAdminForm(WagtailAdminModelForm):
    """Refuses a quiz that asks nothing, draws more questions than a category has ready, or asks for more than it names.

    Each is said of the quiz, and again beside the row that it is about.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        draws, fixed = self.formsets.get("draws"), self.formsets.get("fixed_questions")
        # A row that is wrong in itself, or stands twice, is said beside it.
        if self.is_deferred_validation or not (draws and fixed and draws.is_valid() and fixed.is_valid()):
            return cleaned
        drawn, chosen = kept_rows(draws), kept_rows(fixed)
        if not drawn and not chosen:
            self.add_error(None, ASKS_NOTHING)
            draws.non_form_errors().append(ASKS_NOTHING)
        self._refuse_short(drawn, chosen)
        for row in chosen:
            self._refuse_unasked(row)
        count = cleaned.get("fixed_count")
        if count and count > len(chosen):
            self.add_error("fixed_count", f"The questions chosen by name are fewer: {len(chosen)}.")
        return cleaned

    def _refuse_unasked(self, row: Any) -> None:
        question = row.cleaned_data["question"]
        if not question.live or question.retired:
            self.add_error(None, f"“{question}” isn't published, or is retired, so it can't be asked.")
            row.add_error("question", "It isn't published, or is retired, so it can't be asked.")

    def _refuse_short(self, drawn: list[Any], chosen: list[Any]) -> None:
        short = queries.questions_short(
            [(row.cleaned_data["category"].pk, row.cleaned_data["count"]) for row in drawn],
            [row.cleaned_data["question"].pk for row in chosen],
        )
        for row in drawn:
            category = row.cleaned_data["category"]
            if category.pk not in short:
                continue
            asked, there = short[category.pk]
            ready = f"{there} published question{'' if there == 1 else 's'} left to draw"
            self.add_error(
                None,
                f"“{category.title}” has {ready}, and this quiz draws {asked} from it and the categories below it. "
                "Draw fewer, or publish more questions.",
            )
            row.add_error("count", f"The category has {ready}.")


ASKS_NOTHING = "Draw questions from a category, or choose questions to ask always."


def kept_rows(formset: Any) -> list[Any]:
    """Return the forms of an inline formset that aren't empty or deleted."""
    return [row for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
