"""Forms on a file's way in."""

from typing import Any

from django import forms

from core.forms import ChoiceLabel
from core.tables import LARGEST_FILE
from people.imports.kinds import ImportKind, Scope
from people.imports.lifecycle import lacking
from people.models import Agency, PostKind, Upload

EVERYBODY = [
    (PostKind.PAID, "Everybody who is paid"),
    (PostKind.VOLUNTEER, "Every volunteer"),
    (PostKind.GOVERNOR, "Every governor"),
    (PostKind.SUPPLY, "All supply staff"),
    (PostKind.STUDENT, "Every student on placement"),
]
MOST_WORDS = 60  # on one page of words; the rest come once these are said


class _Indented(forms.ModelChoiceField):
    def label_from_instance(self, agency: Any) -> str:
        return f"{'– ' * (agency.depth - 1)}{agency.name}"


class FileForm(forms.Form):
    """The file, whose it is, and of whom it has everybody."""

    agency = _Indented(Agency.objects.none(), label="Which agency is it of?", to_field_name="code")
    file = forms.FileField(
        label="File", help_text="CSV or XLSX, up to 100,000 rows and 25 MB.", widget=forms.FileInput({"accept": ".csv,.xlsx"})
    )
    everybody = forms.MultipleChoiceField(
        label="Does the file have everybody of some kind?", required=False, choices=EVERYBODY,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick nothing and those who aren’t in the file are left as they are. Tick a kind and the posts of those "
        "it leaves out end, at the agencies that the file names. You see who before anything is done.",
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Any, for_all: bool, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies
        field.help_text = "It may speak of this agency, and of those that are part of it."
        if for_all:
            field.required, field.empty_label = False, "The whole partnership"
        elif len(agencies) == 1:
            field.initial, field.empty_label = agencies[0], None
        else:
            field.empty_label = "Choose an agency"
        if not kind.says_who_left:
            del self.fields["everybody"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 25 MB. Split it, and bring the parts one by one.")
        return file


class ColumnsForm(forms.Form):
    """Which column of the file is which."""

    def __init__(self, *args: Any, upload: Upload, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        headings = [("", "Not in the file"), *((name, name) for name in upload.counts.get("headings", []))]
        for column in kind.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=column.title, help_text=column.hint, choices=headings, required=False,
                initial=upload.columns.get(column.name, ""),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = [heading for heading in cleaned.values() if heading]
        for name, heading in cleaned.items():
            if heading and said.count(heading) > 1:
                self.add_error(name, f"“{heading}” is chosen twice. One column is one thing.")
        if lack := lacking(self.kind, cleaned):
            self.add_error(None, f"Say which column is: {'; '.join(lack)}.")
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        return {name: heading for name, heading in self.cleaned_data.items() if heading}


class WordsForm(forms.Form):
    """What the words of a file mean here: roles, kinds, sites, courses."""

    def __init__(
        self, *args: Any, upload: Upload, kind: ImportKind, scope: Scope, guesses: dict[str, dict[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, str]] = {}
        titles = {column.name: column for column in kind.columns}
        for name, words in upload.counts.get("unknown", {}).items():
            choices = [("", "Leave it: its rows can’t be taken"), *titles[name].choices(scope)]  # type: ignore[misc]
            for place, (word, count) in enumerate(list(words.items())[:MOST_WORDS]):
                key = f"{name}-{place}"
                self.places[key] = (name, word)
                self.fields[key] = forms.ChoiceField(
                    label=ChoiceLabel(f"{titles[name].title}: “{word}”"), choices=choices, required=False,
                    help_text=f"{count:,} row{'' if count == 1 else 's'}",
                    initial=guesses.get(name, {}).get(word, ""),
                )  # fmt: skip

    @property
    def meanings(self) -> dict[str, dict[str, str]]:
        said: dict[str, dict[str, str]] = {}
        for key, (name, word) in self.places.items():
            if code := self.cleaned_data.get(key):
                said.setdefault(name, {})[word] = code
        return said


class ConfirmForm(forms.Form):
    """That what was looked over is to be done. `fingerprint` says what that was."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)
    leavers = forms.BooleanField(required=False)

    def __init__(self, *args: Any, upload: Upload, ask: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"fingerprint": upload.fingerprint}, **kwargs)
        self.upload = upload
        if not ask:
            del self.fields["leavers"]
            return
        leaving, held = upload.counts.get("leaving", 0), upload.counts.get("held", 0)
        self.fields["leavers"].label = f"Yes, {leaving:,} of {held:,} posts are to end"
        self.fields["leavers"].required = True

    def clean_fingerprint(self) -> str:
        said = str(self.cleaned_data["fingerprint"])
        if said != self.upload.fingerprint:
            raise forms.ValidationError("The preview has changed since this page was drawn. Look it over again.")
        return said
