"""Forms of the training record."""

from django import forms


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label="What is wrong, and how do you know?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="It is kept for good, with your name. The team sees it; the person and the public see only that the "
        "completion was withdrawn, and when. What is true, if anything, is then recorded as a completion of its own.",
    )
