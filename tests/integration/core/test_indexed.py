"""Tests write no index unless they read it (docs/decisions/0036), and can't read it unless it is written."""

import pytest
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry

from home.models import HomePage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("index", [ReferenceIndex, IndexEntry])
def test_whoever_is_not_marked_may_not_read_an_index(index: type[ReferenceIndex | IndexEntry]) -> None:
    with pytest.raises(pytest.fail.Exception, match="mark it `indexed`"):
        index.objects.exists()


@pytest.mark.indexed
def test_whoever_is_marked_finds_what_was_saved(home_page: HomePage) -> None:
    home_page.title = "Thimblewick partnership"
    home_page.save()
    assert list(HomePage.objects.search("thimblewick")) == [home_page]
