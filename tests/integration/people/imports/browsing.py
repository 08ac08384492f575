"""Bringing files in by the pages, as somebody who is signed in."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from people.models import Person, Upload


class Desk:
    """One person's way through the pages. Each step returns the response that the last redirect led to."""

    def __init__(self, person: Person, agency: str = "") -> None:
        self.person, self.agency = person, agency
        self.client = Client()
        self.client.force_login(person)

    def bring(self, content: bytes, kind: str = "staff", *, name: str = "staff.csv", **said: Any) -> Any:
        file = SimpleUploadedFile(name, content)
        return self.client.post(f"/imports/new/{kind}/", {"agency": self.agency, "file": file, **said}, follow=True)

    def name_columns(self, upload: Upload, **columns: str) -> Any:
        return self.client.post(f"/imports/{upload.pk}/", {**upload.columns, **columns}, follow=True)

    def to_preview(self, content: bytes, kind: str = "staff", **said: Any) -> Upload:
        """Bring a file and let its columns be as they are guessed."""
        response = self.bring(content, kind, **said)
        upload = Upload.objects.get(pk=response.redirect_chain[0][0].split("/")[2])
        if upload.state == "mapping":
            self.name_columns(upload)
            upload.refresh_from_db()
        return upload

    def confirm(self, upload: Upload, **said: Any) -> Any:
        answer = {"fingerprint": upload.fingerprint, **said}
        return self.client.post(f"/imports/{upload.pk}/confirm/", answer, follow=True)

    def take_in(self, content: bytes, kind: str = "staff", **said: Any) -> Upload:
        upload = self.to_preview(content, kind, **said)
        self.confirm(upload)
        upload.refresh_from_db()
        return upload

    def get(self, path: str) -> Any:
        return self.client.get(path)


def text_of(response: Any) -> str:
    """Return what the main part of a page says, its spaces evened out."""
    page = response.content.decode()
    return " ".join((page.partition("<main")[2] or page).split())
