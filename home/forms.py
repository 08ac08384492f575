"""Forms of the front door."""

from django import forms


class SearchForm(forms.Form):
    q = forms.CharField(label="Search for", required=False, max_length=200, strip=True)
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
