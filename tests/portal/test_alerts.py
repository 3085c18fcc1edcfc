"""Alerts: on time to the second, only in their section, and gone when they end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from portal.models import Alert
from tests.factories import (
    make_alert,
    make_chapter,
    make_contact_point,
    make_guide,
    make_home,
    make_index,
    make_standard,
)
from tests.portal.calendars import local

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(clock):
    return make_home()


def is_shown(client, path="/"):
    return "Snow storm" in client.get(path).content.decode()


def test_an_alert_appears_and_goes_at_its_second_though_pages_are_kept(client, clock):
    make_alert("Snow storm", starts_at=local("2026-11-24 12:00"), ends_at=local("2026-11-24 12:04"))
    for moment, shown in [
        ("11:58", False),
        ("11:59:59", False),
        ("12:00", True),
        ("12:03:59", True),
        ("12:04", False),
        ("23:00", False),
    ]:
        clock.move_to(local(f"2026-11-24 {moment}"))
        for _visit in range(2):
            assert is_shown(client) is shown, moment


def test_an_alert_holds_for_its_section_alone(client):
    guide, other = make_guide("Liver metastases"), make_guide("Breast cancer")
    chapter = make_chapter(guide, "symptoms")
    make_alert("Snow storm", section=guide)
    make_alert("Phones down")
    paths = [guide.url, chapter.url, f"{guide.url}all/", other.url, "/cancer-types/", "/", "/glossary/", "/search/"]
    assert [is_shown(client, path) for path in paths] == [True, True, True, False, False, False, False, False]
    assert all("Phones down" in client.get(path).content.decode() for path in paths)


def test_an_alert_for_an_index_holds_for_all_below(client):
    guide = make_guide("Liver metastases")
    make_alert("Snow storm", section=make_index())
    assert [is_shown(client, path) for path in ("/cancer-types/", guide.url, "/")] == [True, True, False]


def test_an_alert_follows_its_section_when_that_moves(client, django_capture_on_commit_callbacks):
    about, section = make_standard("About"), make_standard("Visiting")
    page = make_standard("Parking", parent=section)
    make_alert("Snow storm", section=section)
    assert is_shown(client, page.url)
    with django_capture_on_commit_callbacks(execute=True):
        section.move(about, pos="last-child")
    assert is_shown(client, "/about/visiting/parking/")
    assert not is_shown(client, "/about/")


def test_a_page_that_is_not_found_shows_alerts_of_the_whole_site(client):
    make_alert("Phones down")
    make_alert("Snow storm", section=make_index())
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "Phones down" in response.content.decode() and "Snow storm" not in response.content.decode()


@pytest.mark.parametrize(("level", "word"), [("notice", "Notice:"), ("urgent", "Urgent:"), ("emergency", "Emergency:")])
def test_the_level_is_said_in_words(client, level, word):
    make_alert("Snow storm", level=level)
    html = client.get("/").content.decode()
    assert f'<h2 id="alert-1">{word} Snow storm</h2>' in html
    assert "Snow storm: please call before you come." in html


def test_an_alert_leads_on_to_a_live_page_only(client, django_capture_on_commit_callbacks):
    page = make_standard("Visiting")
    make_alert("Snow storm", link=page)
    assert '<a href="/visiting/">Visiting</a>' in client.get("/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert 'href="/visiting/"' not in client.get("/").content.decode()
    assert is_shown(client)


def test_words_of_an_alert_are_text_and_no_markup(client):
    make_alert("<b>Storm</b>", message="<script>x</script>")
    html = client.get("/").content.decode()
    assert "&lt;b&gt;Storm" in html and "<script>x" not in html


def test_alerts_are_told_before_the_page_and_not_where_a_form_is(client):
    make_contact_point()
    make_alert("Snow storm")
    html = client.get("/").content.decode()
    assert html.index("Snow storm") < html.index("<main")
    assert "Snow storm" not in client.get("/appointments/request/").content.decode()


@pytest.mark.parametrize("length", [timedelta(0), timedelta(hours=-1)])
def test_an_alert_ends_after_it_starts(length):
    now = timezone.now()
    alert = Alert(title="Storm", message="Storm", starts_at=now, ends_at=now + length)
    with pytest.raises(ValidationError) as refused:
        alert.full_clean()
    assert refused.value.message_dict["ends_at"] == ["An alert must end after it starts."]
    with pytest.raises(IntegrityError):
        alert.save()


def test_an_alert_without_end_is_refused():
    with pytest.raises(ValidationError) as refused:
        Alert(title="Storm", message="Storm", starts_at=timezone.now()).full_clean()
    assert "ends_at" in refused.value.message_dict


def test_many_alerts_cost_one_query(client, django_assert_num_queries):
    from portal.frame import current_and_coming_alerts

    section = make_standard("Visiting")
    for number in range(8):
        make_alert(f"Alert {number}", link=section, section=section)
    assert section.url  # the root of the site is looked up once and kept
    with django_assert_num_queries(1):
        assert len(current_and_coming_alerts()) == 8
