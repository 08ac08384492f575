"""Forms on a file's way in."""

from collections.abc import Mapping
from typing import Any

from django import forms

from core.forms import ChoiceLabel
from core.tables import LARGEST_FILE
from people.imports.kinds import Column, ImportKind, Scope
from people.imports.lifecycle import lacking
from people.models import Agency, PostKind, Upload

EVERYBODY = [
    (PostKind.PAID, "Everybody who is paid"),
    (PostKind.VOLUNTEER, "Every volunteer"),
    (PostKind.GOVERNOR, "Every governor"),
    (PostKind.SUPPLY, "All supply staff"),
    (PostKind.STUDENT, "Every student on placement"),
]
MOST_WORDS, LEAST_WORDS = 60, 8  # on one page; the rest come once these are said
MOST_OPTIONS = 4000  # on one page, in all the lists to choose from
MB = 1024 * 1024


class _Indented(forms.ModelChoiceField):
    def label_from_instance(self, agency: Any) -> str:
        return f"{'– ' * (agency.depth - 1)}{agency.name}"


class FileForm(forms.Form):
    """The file, whose it is, and of whom it has everybody."""

    agency = _Indented(Agency.objects.none(), label="Which agency is it of?", to_field_name="code")
    file = forms.FileField(
        label="File",
        help_text=f"CSV or XLSX, up to 100,000 rows and {LARGEST_FILE // MB} MB.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,.txt,text/csv"}),
        error_messages={
            "required": "Choose a file",
            "invalid": "Choose a file",
            "missing": "Choose a file",
            "empty": "The file is empty. Choose one with a row of headings, and below it a row for each person.",
        },
    )
    everybody = forms.MultipleChoiceField(
        label="Does the file have everybody of some kind?", required=False, choices=EVERYBODY,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick nothing and those who aren’t in the file are left as they are. Tick a kind and the posts of "
        "those it leaves out end, at the agencies that the file names. You see who, before anything is done.",
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Any, for_all: bool, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies
        field.help_text = "It may speak of this agency, and of those that are part of it."
        if for_all:
            field.required, field.empty_label = False, "The whole partnership"
        elif len(agencies) == 1:
            field.initial, field.empty_label = agencies[0].code, None
        else:
            field.empty_label = "Choose an agency"
        if not kind.says_who_left:
            del self.fields["everybody"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_FILE // MB} MB. Split it, and bring the parts one by one."
            )
        return file


class ColumnsForm(forms.Form):
    """Which column of the file is which."""

    def __init__(self, *args: Any, upload: Upload, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        examples = upload.counts.get("examples", {})
        headings = [
            ("", "Not in the file"),
            *((name, with_examples(name, examples.get(name, []))) for name in upload.counts.get("headings", [])),
        ]
        for column in kind.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=column.title, help_text=column.hint, choices=headings, required=False,
                initial=upload.columns.get(column.name, ""),
                error_messages={"invalid_choice": "Choose one of the file’s columns."},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = [heading for heading in cleaned.values() if heading]
        for name, heading in list(cleaned.items()):
            if heading and said.count(heading) > 1:
                self.add_error(name, f"“{heading}” is chosen twice. One column is one thing.")
        if not self.errors and (lack := lacking(self.kind, cleaned)):
            self.add_error(self.first_of(lack[0]), f"Choose the column with: {'; '.join(lack)}.")
        return cleaned

    def first_of(self, words: str) -> str | None:
        """Return the field that a need is about, so that its words stand where it can be met."""
        titles = (words, words.split(" or ")[0])
        return next((column.name for column in self.kind.columns if column.title in titles), None)

    @property
    def columns(self) -> dict[str, str]:
        return {name: heading for name, heading in self.cleaned_data.items() if heading}


def with_examples(heading: str, examples: list[str]) -> str:
    return f"{heading}  ({', '.join(examples)})" if examples else f"{heading}  (empty)"


class WordsForm(forms.Form):
    """What the words of a file mean here: roles, kinds, sites, courses."""

    def __init__(
        self, *args: Any, upload: Upload, kind: ImportKind, scope: Scope, guesses: Mapping[str, Mapping[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, str]] = {}
        self.left = 0
        for column in kind.columns:
            given = upload.counts.get("given", {}).get(column.name, {})
            unknown = upload.counts.get("unknown", {}).get(column.name, {})
            if unknown or given:
                low = {word.casefold(): code for word, code in upload.values.get(column.name, {}).items()}
                known = {word: low.get(word.casefold(), "") for word in given}
                # What nobody has said yet comes first, and of that the words of most rows: whoever stops half-way has
                # done the most.
                words = {**most_first(unknown), **most_first(given)}
                self.ask(column, words, scope, {**guesses.get(column.name, {}), **known})

    def ask(self, column: Column, words: Mapping[str, int], scope: Scope, guesses: Mapping[str, str]) -> None:
        listed = column.choices(scope) if column.choices else []
        choices = [("", "Leave it: its rows can’t be taken"), *listed]
        most = min(MOST_WORDS, max(LEAST_WORDS, MOST_OPTIONS // len(choices)))
        self.left += max(0, len(words) - most)
        for place, (word, count) in enumerate(list(words.items())[:most]):
            key = f"{column.name}-{place}"
            self.places[key] = (column.name, word)
            self.fields[key] = forms.ChoiceField(
                label=ChoiceLabel(f"{column.title}: “{word[:120]}”"), choices=choices, required=False,
                help_text=f"{count:,} row{'' if count == 1 else 's'}", initial=guesses.get(word, ""),
            )  # fmt: skip

    @property
    def meanings(self) -> dict[str, dict[str, str]]:
        said: dict[str, dict[str, str]] = {}
        for key, (name, word) in self.places.items():
            said.setdefault(name, {})[word] = self.cleaned_data.get(key, "")
        return said


def most_first(words: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(words.items(), key=lambda one: (-one[1], one[0])))


class ConfirmForm(forms.Form):
    """That what was looked over is to be done. `fingerprint` says what that was."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)
    leavers = forms.BooleanField(required=False)

    def __init__(self, *args: Any, upload: Upload, ask: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"fingerprint": upload.fingerprint}
        self.upload = upload
        if not ask:
            del self.fields["leavers"]
            return
        leaving, held = upload.counts.get("leaving", 0), upload.counts.get("held", 0)
        field = self.fields["leavers"]
        field.label = f"Yes, {leaving:,} of {held:,} posts are to end"
        field.required, field.error_messages["required"] = True, "Say that these posts are to end, or put the file away"

    def clean_fingerprint(self) -> str:
        said = str(self.cleaned_data["fingerprint"])
        if said != self.upload.fingerprint:
            raise forms.ValidationError("The preview has changed since this page was drawn. Look it over again.")
        return said
