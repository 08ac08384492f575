"""Certificates: what anybody may check, and what only some may print."""

import pytest
from django.test import Client

from learning.records.actions import certificate_for, correct_completion
from learning.records.models import Certificate
from people.models import Person
from tests import factories
from tests.integration.learning.making import make_completion, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(site_tree: object) -> Person:
    return factories.make_person(first_name="Amara", last_name="Osei", email="amara@example.org")


@pytest.fixture
def certificate(holder: Person) -> Certificate:
    course = make_course(title="Safeguarding refresher", hours="1.50")
    return certificate_for(make_completion(holder, course, source="online"))


class TestAnybody:
    def test_a_valid_certificate_says_so_and_what_it_proves(self, client: Client, certificate: Certificate) -> None:
        response = client.get(f"/certificates/{certificate.pk}/")
        body = response.content.decode()
        assert response.status_code == 200
        for words in (
            "This certificate is valid",
            "A. Osei",
            "Safeguarding refresher",
            "20 November 2026",
            "1.5 hours",
        ):
            assert words in body

    def test_it_shows_no_more_of_the_name_than_initial_and_surname(
        self, client: Client, certificate: Certificate
    ) -> None:
        body = client.get(f"/certificates/{certificate.pk}/").content.decode()
        assert "Amara" not in body
        assert "amara@example.org" not in body

    def test_a_withdrawn_one_says_so_at_once_with_the_day_and_without_the_reason(
        self, client: Client, certificate: Certificate
    ) -> None:
        assert "This certificate is valid" in client.get(f"/certificates/{certificate.pk}/").content.decode()
        correct_completion(completion=certificate.completion, reason="Somebody else sat it.", by=None)
        body = client.get(f"/certificates/{certificate.pk}/").content.decode()
        assert "This certificate has been withdrawn" in body
        assert "This certificate is valid" not in body
        assert "Somebody else sat it" not in body

    def test_it_is_kept_out_of_search_engines_and_sets_no_cookie(
        self, client: Client, certificate: Certificate
    ) -> None:
        response = client.get(f"/certificates/{certificate.pk}/")
        assert "noindex" in response["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex' in response.content.decode()
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize(
        "key", ["nothing", "a0151610-a4d3-44bd-8770-826b0dc3feeb", "3f2b7c1e-5a90", "<script>alert(1)</script>"]
    )
    def test_an_unknown_number_is_a_kind_404(self, client: Client, site_tree: object, key: str) -> None:
        response = client.get(f"/certificates/{key}/".replace("</", "<"))
        assert response.status_code == 404
        assert "find that certificate" in response.content.decode()
        assert "<script>alert" not in response.content.decode()

    def test_a_number_typed_from_paper_is_looked_up(self, client: Client, certificate: Certificate) -> None:
        response = client.get("/certificates/", {"number": f"  {str(certificate.pk).upper()} "}, follow=True)
        assert "This certificate is valid" in response.content.decode()

    @pytest.mark.parametrize("number", ["../../admin", "//evil.example/x", "…", "a" * 500])
    def test_whatever_is_typed_stays_on_the_certificates_pages(
        self, client: Client, site_tree: object, number: str
    ) -> None:
        response = client.get("/certificates/", {"number": number})
        assert response.status_code == 302
        assert response["Location"].startswith("/certificates/")
        assert client.get("/certificates/", {"number": number}, follow=True).status_code == 404


class TestPrinting:
    def test_the_holder_prints_it_with_their_full_name(
        self, client: Client, certificate: Certificate, holder: Person
    ) -> None:
        client.force_login(holder)
        body = client.get(f"/certificates/{certificate.pk}/print/").content.decode()
        assert "Amara Osei" in body
        assert f"http://testserver/certificates/{certificate.pk}/" in body

    def test_the_holders_manager_may_and_another_manager_may_not(
        self, client: Client, certificate: Certificate, holder: Person
    ) -> None:
        manager = factories.make_manager(factories.make_post(holder))
        other = factories.make_manager(factories.make_post())
        client.force_login(manager)
        assert client.get(f"/certificates/{certificate.pk}/print/").status_code == 200
        client.force_login(other)
        assert client.get(f"/certificates/{certificate.pk}/print/").status_code == 404

    def test_a_colleague_gets_404(self, signed_in: Client, certificate: Certificate) -> None:
        assert signed_in.get(f"/certificates/{certificate.pk}/print/").status_code == 404

    def test_an_agency_lead_sees_their_own_agencys_and_not_anothers(
        self, client: Client, certificate: Certificate, holder: Person
    ) -> None:
        post = factories.make_post(holder)
        lead, elsewhere = factories.make_lead(post.agency), factories.make_lead(factories.make_agency())
        client.force_login(lead)
        assert client.get(f"/certificates/{certificate.pk}/print/").status_code == 200
        client.force_login(elsewhere)
        assert client.get(f"/certificates/{certificate.pk}/print/").status_code == 404

    def test_somebody_signed_out_is_asked_to_sign_in(self, client: Client, certificate: Certificate) -> None:
        response = client.get(f"/certificates/{certificate.pk}/print/")
        assert response["Location"] == f"/account/login/?next=/certificates/{certificate.pk}/print/"

    def test_a_withdrawn_one_is_marked_as_withdrawn(
        self, client: Client, certificate: Certificate, holder: Person
    ) -> None:
        correct_completion(completion=certificate.completion, reason="Wrong.", by=None)
        client.force_login(holder)
        assert "(withdrawn)" in client.get(f"/certificates/{certificate.pk}/print/").content.decode()

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_certificates_only_answer_reads(self, signed_in: Client, certificate: Certificate, method: str) -> None:
        for path in ("", "print/"):
            assert getattr(signed_in, method)(f"/certificates/{certificate.pk}/{path}").status_code == 405
