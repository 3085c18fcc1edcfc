"""A legal text says from when on it is valid, and what was valid before stays readable."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from tests.factories import make_guide, make_legal, make_standard, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def privacy():
    page = make_legal("Privacy", effective_date=date(2024, 1, 1), body=text("We keep little."))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return partial(django_capture_on_commit_callbacks, execute=True)


def change(page, day, words, *, publish=True):
    page.refresh_from_db()
    page.effective_date, page.body = day, text(words)
    revision = page.save_revision()
    if publish:
        revision.publish()
    return revision


def read(client, path="/privacy/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def versions(client):
    """(address, words) of each line under “Earlier versions”."""
    html = read(client)
    if "Earlier versions" not in html:
        return []
    lines = html[html.index("Earlier versions") :].split("<li>")[1:]
    return [(line.split('"')[1], line.split(">")[1].split("<")[0]) for line in lines if "/versions/" in line]


def test_the_day_from_which_it_is_valid_is_shown(client, privacy):
    html = read(client)
    assert "Valid from Jan. 1, 2024" in html and "We keep little." in html
    assert "Earlier versions" not in html


def test_an_earlier_version_is_listed_and_can_be_read(client, privacy, commit):
    first = privacy.live_revision
    with commit():
        change(privacy, date(2025, 6, 1), "We keep nothing.")
    html = read(client)
    assert "We keep nothing." in html and "We keep little." not in html
    assert versions(client) == [(f"/privacy/versions/{first.pk}/", "Valid from Jan. 1, 2024")]
    old = read(client, f"/privacy/versions/{first.pk}/")
    assert "We keep little." in old and "We keep nothing." not in old
    assert "Valid from Jan. 1, 2024" in old
    assert "This is an earlier version." in old and '<a href="/privacy/">' in old
    assert "Earlier versions" not in old
    assert '<link rel="canonical" href="http://localhost/privacy/">' in old


def test_versions_stand_in_order_newest_first(client, privacy, commit):
    revisions = [privacy.live_revision]
    for year in (2025, 2026, 2027):
        with commit():
            revisions.append(change(privacy, date(year, 1, 1), f"Words of {year}."))
    assert [words for _url, words in versions(client)] == [
        "Valid from Jan. 1, 2026",
        "Valid from Jan. 1, 2025",
        "Valid from Jan. 1, 2024",
    ]
    assert [url for url, _words in versions(client)] == [f"/privacy/versions/{row.pk}/" for row in revisions[2::-1]]
    for (url, _words), year in zip(versions(client), (2026, 2025), strict=False):
        assert f"Words of {year}." in read(client, url)


def test_a_corrected_typo_of_the_same_day_makes_no_version(client, privacy, commit):
    with commit():
        change(privacy, date(2024, 1, 1), "We keep very little.")
    assert versions(client) == []
    with commit():
        change(privacy, date(2025, 1, 1), "We keep nothing.")
    ((url, _words),) = versions(client)
    assert "We keep very little." in read(client, url), "the last text of that day"


def test_drafts_are_no_versions_and_cannot_be_read(client, privacy, commit):
    with commit():
        draft = change(privacy, date(2025, 1, 1), "Not decided.", publish=False)
        change(privacy, date(2026, 1, 1), "We keep nothing.")
    assert [words for _url, words in versions(client)] == ["Valid from Jan. 1, 2024"]
    assert client.get(f"/privacy/versions/{draft.pk}/").status_code == 404


def test_versions_of_other_pages_cannot_be_read_here(client, privacy):
    other = make_legal("Cookies", slug="cookies")
    other.save_revision().publish()
    guide = make_guide()
    for page in (other, guide):
        assert client.get(f"/privacy/versions/{page.latest_revision_id}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", str(2**31), str(2**63), "9" * 100, "x", "-1", "1.5"])
def test_a_version_that_does_not_exist_is_not_found(client, privacy, number):
    client.raise_request_exception = False
    assert client.get(f"/privacy/versions/{number}/").status_code in (400, 404)


def test_versions_of_a_page_that_was_taken_back_cannot_be_read(client, privacy):
    first = privacy.live_revision_id
    change(privacy, date(2025, 1, 1), "We keep nothing.")
    privacy.refresh_from_db()
    privacy.unpublish()
    assert client.get(f"/privacy/versions/{first}/").status_code == 404


def test_a_version_that_was_published_by_schedule_counts(client, privacy, commit, clock):
    privacy.refresh_from_db()
    privacy.effective_date, privacy.body = date(2027, 1, 1), text("We keep nothing.")
    privacy.go_live_at = timezone.now() + timedelta(hours=1)
    privacy.save_revision().publish()
    clock.shift(timedelta(hours=2))
    with commit():
        call_command("publish_scheduled")
    with commit():
        change(privacy, date(2028, 1, 1), "We keep less than nothing.")
    assert [words for _url, words in versions(client)] == ["Valid from Jan. 1, 2027", "Valid from Jan. 1, 2024"]


def test_addresses_of_versions_survive_a_move(client, privacy, commit):
    first = privacy.live_revision_id
    with commit():
        change(privacy, date(2025, 1, 1), "We keep nothing.")
    privacy.refresh_from_db()
    with commit():
        privacy.move(make_standard("Legal"), pos="last-child")
    response = client.get(f"/privacy/versions/{first}/")
    assert (response.status_code, response["Location"]) == (301, f"/legal/privacy/versions/{first}/")
    assert "We keep little." in read(client, response["Location"])


def test_the_list_costs_the_same_however_many_versions_there_are(
    client, privacy, commit, django_assert_max_num_queries
):
    for year in range(2010, 2020):
        with commit():
            change(privacy, date(year, 1, 1), f"Words of {year}.")
    client.get("/privacy/")
    with django_assert_max_num_queries(14):
        assert len(client.get("/privacy/?fresh").context["page"].earlier_versions()) == 10


@pytest.fixture
def each_deletion_by_itself(monkeypatch):
    """As it is for a command, which stands in no transaction: one that is refused stops no other."""
    monkeypatch.setattr(Revision, "delete", transaction.atomic(Revision.delete))


@pytest.mark.usefixtures("each_deletion_by_itself")
def test_a_purge_of_old_revisions_passes_over_versions(client, privacy):
    first = privacy.live_revision_id
    change(privacy, date(2025, 1, 1), "Never published.", publish=False)
    change(privacy, date(2026, 1, 1), "We keep nothing.")
    visiting = make_standard("Visiting")
    for _day in range(2):
        visiting.save_revision().publish()
    call_command("purge_revisions")
    assert visiting.revisions.count() == 1, "others are purged"
    assert not privacy.revisions.filter(content__effective_date="2025-01-01").exists(), "drafts, too"
    assert "We keep little." in read(client, f"/privacy/versions/{first}/")


def test_a_legal_page_can_be_deleted_with_its_versions(privacy):
    change(privacy, date(2025, 1, 1), "We keep nothing.")
    privacy.delete()
    assert not Revision.objects.filter(object_id=str(privacy.pk)).exists()
