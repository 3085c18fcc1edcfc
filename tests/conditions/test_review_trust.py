"""What readers are told about a review: who, when, until when, what changed; and plainly when it is late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page

from conditions import reviews
from conditions.models import ConditionPage
from tests import factories

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 1, 17, tzinfo=UTC)


def a_chapter(**fields):
    return factories.make_chapter(factories.make_guide(**fields))


KINDS = {
    "guide": factories.make_guide,
    "chapter": a_chapter,
    "whole guide": factories.make_guide,
    "treatment": factories.make_treatment,
    "support": factories.make_support,
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def strip_of(client, page, kind):
    html = client.get(page.url + ("all/" if kind == "whole guide" else "")).content.decode()
    strip = html.partition('<section class="trust-strip">')[2].partition("</section>")[0]
    return " ".join(strip.split())


@pytest.fixture
def signed():
    """A page of this kind, signed on the first of March 2025 with a word on what changed."""

    def make(kind):
        with time_machine.travel(MARCH):
            page = KINDS[kind](reviewer=factories.make_reviewer("Dr. Ana Example", credentials="MD"))
            review = page.specific.review
            reviewer = factories.make_reviewer("Dr. Ana Example")
            reviews.sign(review, reviewer, note="New numbers.", chapters=[])
            review.save_revision(clean=False).publish()
        return Page.objects.get(pk=page.pk).specific

    return make


@each_kind
def test_each_medical_page_says_who_when_until_when_and_what_changed(client, signed, kind):
    page = signed(kind)
    strip = strip_of(client, page, kind)
    due = page.review.next_review_due
    assert "Dr. Ana Example, MD" in strip and "(Medical oncologist)" in strip
    assert '<time datetime="2025-03-01">' in strip
    assert f'<time datetime="{due}">' in strip
    assert "New numbers." in strip
    assert f'href="/reviews/{page.review.pk}/"' in strip


@each_kind
@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (20, False)])
def test_a_late_review_is_called_late_from_the_day_after(client, signed, clock, kind, days, late):
    page = signed(kind)
    review = page.review
    type(review).objects.filter(pk=review.pk).update(next_review_due=timezone.localdate() + timedelta(days=days))
    assert ("This review is late" in strip_of(client, page, kind)) is late


def test_a_minor_change_moves_no_date_and_stands_in_the_history(client, clock):
    with time_machine.travel(MARCH):
        guide = factories.make_guide(summary="A sumary.")
    guide.summary = "A summary."
    guide.minor_change_hash = reviews.text_hash(guide)
    reviews.record(guide, "minor_change", user=factories.make_user(), note="A typing error.")
    guide.save_revision().publish()
    assert '<time datetime="2025-03-01">' in strip_of(client, ConditionPage.objects.get(), "guide")
    html = client.get(f"/reviews/{guide.pk}/").content.decode()
    assert html.index("Minor change") < html.index("Approved") and "A typing error." in html


def test_a_signature_brought_from_elsewhere_stands_in_the_history_on_its_own_day(client, clock):
    guide = factories.make_guide(live=False)
    factories.sign_and_publish(guide, on=timezone.localdate(MARCH))
    assert '<time datetime="2025-03-01">' in client.get(f"/reviews/{guide.pk}/").content.decode()
