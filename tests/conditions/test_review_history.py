"""Every review of a page stays readable: who, when, what changed."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageViewRestriction

from conditions import reviews
from conditions.models import ReviewRecord
from conditions.models.reviews import ReviewOutcome
from tests.factories import (
    make_chapter,
    make_guide,
    make_home,
    make_reviewer,
    make_standard,
    make_support,
    make_treatment,
    sign_and_publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(clock):
    return make_guide("Liver metastases")


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return partial(django_capture_on_commit_callbacks, execute=True)


def history(client, page):
    response = client.get(f"/reviews/{page.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def record(page, outcome=ReviewOutcome.APPROVED, note="", at=None, scope="guide"):
    return ReviewRecord.objects.create(
        page=page,
        reviewer=make_reviewer("Dr. Ana Example", credentials="MD"),
        decided_at=at or timezone.now(),
        outcome=outcome,
        scope=scope,
        text_hash="x",
        note=note,
    )


def test_a_guide_leads_to_its_history_and_back(client, guide):
    assert f'href="/reviews/{guide.pk}/"' in client.get(guide.url).content.decode()
    html = history(client, guide)
    assert f'<a href="{guide.url}">' in html
    assert "Liver metastases" in html[html.index("<h1>") : html.index("</h1>")]


def test_it_says_who_reviewed_what_when_and_what_changed(client, guide):
    record(guide, note="New numbers from 2025.")
    html = history(client, guide)
    assert "Dr. Ana Example, MD (Medical oncologist)" in html
    assert '<time datetime="2026-11-24">' in html
    assert "Approved" in html and "Whole guide" in html and "New numbers from 2025." in html


def test_the_list_says_that_reviews_of_a_chapter_leave_it_with_the_chapter(client, guide, commit):
    chapter = make_chapter(guide)
    record(chapter, note="Of the chapter.")
    html = history(client, guide)
    assert "Of the chapter." in html and "the chapters it has now" in html
    other = make_guide("Another")
    with commit():
        chapter.move(other, pos="last-child")
    html = history(client, guide)
    assert "Of the chapter." not in html and "Nothing is taken out" not in html


def test_the_newest_review_stands_first(client, guide):
    now = timezone.now()
    record(guide, note="Second.", at=now + timedelta(days=1))
    record(guide, note="Third.", at=now + timedelta(days=2))
    html = history(client, guide)
    assert html.index("Third.") < html.index("Second.") < html.index("Dr. Rosa Example")


def test_the_day_is_that_of_the_hospital(client, guide):
    record(guide, note="Late.", at=datetime(2026, 12, 2, 4, 59, tzinfo=UTC))
    assert '<time datetime="2026-12-01">' in history(client, guide)


def test_reviews_of_chapters_belong_to_the_guide(client, guide):
    chapter = make_chapter(guide, "symptoms")
    record(chapter, note="Signs checked.", scope="chapter")
    html = history(client, guide)
    assert "Signs checked." in html and "One chapter" in html
    assert client.get(f"/reviews/{chapter.pk}/").status_code == 404, "a chapter has no history of its own"
    assert f'href="/reviews/{guide.pk}/"' in client.get(chapter.url).content.decode()


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [(ReviewOutcome.APPROVED, True), (ReviewOutcome.MINOR_CHANGE, True), (ReviewOutcome.RETURNED, False)],
)
def test_what_was_sent_back_is_no_matter_of_readers(client, guide, outcome, shown):
    record(guide, outcome, note="A remark.")
    assert ("A remark." in history(client, guide)) is shown


@pytest.mark.parametrize("make", [make_guide, make_treatment, make_support])
def test_each_medical_page_has_a_history(client, make):
    page = make()
    assert "Dr. Rosa Example" in history(client, page)
    assert f'href="/reviews/{page.pk}/"' in client.get(page.url).content.decode()


def test_reviews_of_other_pages_are_not_here(client, guide):
    record(make_guide("Breast cancer"), note="Of another page.")
    assert "Of another page." not in history(client, guide)


def test_a_new_review_is_seen_at_the_next_visit(client, guide, commit):
    for _visit in range(2):
        assert "Dr. Ben Example" not in history(client, guide)
    with commit():
        sign_and_publish(guide, reviewer=make_reviewer("Dr. Ben Example"))
    assert "Dr. Ben Example" in history(client, guide)
    assert "Dr. Rosa Example" in history(client, guide), "what was, stays"


def test_pages_that_readers_cannot_see_have_no_history(client):
    private = make_guide("Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    taken_back = make_guide("Taken back")
    taken_back.unpublish()
    hidden = [make_guide("Draft", live=False), private, taken_back, make_standard("Visiting"), make_home()]
    assert [client.get(f"/reviews/{page.pk}/").status_code for page in hidden] == [404] * 5


@pytest.mark.parametrize("number", ["0", "999999", str(2**63), "9" * 100, "x", "-1"])
def test_an_unknown_page_has_no_history(client, number):
    make_home()
    client.raise_request_exception = False
    assert client.get(f"/reviews/{number}/").status_code in (400, 404)


def test_search_engines_leave_it_alone(client, guide):
    assert '<meta name="robots" content="noindex">' in history(client, guide)


def test_a_review_cannot_be_changed_or_taken_out(guide):
    row = ReviewRecord.objects.get()
    row.note = "Something else."
    for attempt in (row.save, row.delete):
        with pytest.raises(ValidationError):
            attempt()
    assert ReviewRecord.objects.get().note == ""


def test_a_review_outlives_its_page_and_a_signature_names_its_text(guide):
    row = ReviewRecord.objects.get()
    assert row.text_hash == reviews.text_hash(guide)
    guide.delete()
    row.refresh_from_db()
    assert row.page is None and row.reviewer.name == "Dr. Rosa Example"


def test_the_number_of_queries_does_not_grow(client, guide, django_assert_max_num_queries):
    for number in range(20):
        record(guide, note=f"Note {number}.")
    client.get(f"/reviews/{guide.pk}/?fresh")
    with django_assert_max_num_queries(12):
        assert "Note 19." in client.get(f"/reviews/{guide.pk}/?fresh").content.decode()
