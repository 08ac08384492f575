"""What is deleted from a list in the admin, several at a time."""

import pytest
from django.test import Client

from core.models import AuditEntry
from people.models import Person, Post
from tests.factories import make_post

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def test_posts_deleted_together_are_each_in_the_audit_log(client: Client, team_member: Person) -> None:
    posts = [make_post(), make_post()]
    client.force_login(team_member)
    query = "&".join(f"id={post.pk}" for post in posts)
    client.post(f"/admin/bulk/people/post/delete/?{query}")
    assert not Post.objects.exists()
    entries = AuditEntry.objects.filter(act="post deleted", by=team_member).order_by("pk")
    assert [entry.before["person_id"] for entry in entries] == [post.person_id for post in posts]
