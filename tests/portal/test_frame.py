"""What stands around every page, and that a page kept in memory never lies about the time."""

from datetime import date, time

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from portal import kept_pages, page_cache
from portal.models import ClosedDay, FooterSettings, NavigationSettings, SpecialHours
from tests.factories import (
    make_calendar,
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
def home():
    return make_home()


def frame(client, path="/"):
    return client.get(path).context["frame"]


def read(client, path="/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def links(*rows):
    """Stored links: pages or (title, address)."""
    return [
        {"page": None, "title": row[0], "address": row[1]}
        if isinstance(row, tuple)
        else {"page": row, "title": "", "address": ""}
        for row in rows
    ]


def settle(model, **fields):
    row = model.load()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


# --- opening hours on pages kept in memory ----------------------------------------------------------------------------

NIGHTS = {day: [("00:00", "06:00"), ("22:00", "00:00")] for day in range(7)}

MOMENTS = {
    "a working day": (
        {},
        [
            ("2026-11-24 17:54", "Open now until 6 p.m. Eastern"),
            ("2026-11-24 17:59", "Open now until 6 p.m. Eastern"),
            ("2026-11-24 17:59:59", "Open now until 6 p.m. Eastern"),
            ("2026-11-24 18:00", "Closed now. Opens tomorrow at 8 a.m. Eastern"),
            ("2026-11-24 23:59:59", "Closed now. Opens tomorrow at 8 a.m. Eastern"),
            ("2026-11-25 00:00", "Closed now. Opens today at 8 a.m. Eastern"),
            ("2026-11-25 07:59:59", "Closed now. Opens today at 8 a.m. Eastern"),
            ("2026-11-25 08:00", "Open now until 6 p.m. Eastern"),
        ],
    ),
    "a closed day": (
        {},
        [
            ("2026-11-25 23:59", "Closed now. Opens Friday at 8 a.m. Eastern"),
            ("2026-11-26 00:00", "Closed today: Thanksgiving. Opens Friday 8 a.m. Eastern"),
            ("2026-11-26 23:59:59", "Closed today: Thanksgiving. Opens Friday 8 a.m. Eastern"),
            ("2026-11-27 00:00", "Closed now. Opens today at 8 a.m. Eastern"),
        ],
    ),
    "a short day": (
        {},
        [
            ("2026-12-24 11:59:59", "Open now until noon Eastern"),
            ("2026-12-24 12:00", "Closed now. Opens tomorrow at 8 a.m. Eastern"),
        ],
    ),
    "the night in which clocks go forward": (
        NIGHTS,
        [
            ("2027-03-13 23:58", "Open now until tomorrow at 6 a.m. Eastern"),
            ("2027-03-14 00:00", "Open now until 6 a.m. Eastern"),
            ("2027-03-14 01:59:59", "Open now until 6 a.m. Eastern"),
            ("2027-03-14 03:00", "Open now until 6 a.m. Eastern"),
            ("2027-03-14 05:59:59", "Open now until 6 a.m. Eastern"),
            ("2027-03-14 06:00", "Closed now. Opens today at 10 p.m. Eastern"),
        ],
    ),
    "the night in which clocks go back": (
        NIGHTS,
        [
            ("2026-11-01 01:30", "Open now until 6 a.m. Eastern"),
            ("2026-11-01 01:30 again", "Open now until 6 a.m. Eastern"),
            ("2026-11-01 05:59:59", "Open now until 6 a.m. Eastern"),
            ("2026-11-01 06:00", "Closed now. Opens today at 10 p.m. Eastern"),
        ],
    ),
}


@pytest.mark.parametrize(("weekly", "moments"), MOMENTS.values(), ids=MOMENTS)
def test_a_kept_page_says_what_is_true_at_that_second(client, clock, weekly, moments):
    make_contact_point(calendar=make_calendar(weekly=weekly))
    ClosedDay.objects.create(date=date(2026, 11, 26), name="Thanksgiving")
    SpecialHours.objects.create(date=date(2026, 12, 24), opens=time(8), closes=time(12), name="Christmas Eve")
    for moment, status in moments:
        text = moment.removesuffix(" again")
        clock.move_to(local(text, fold=text != moment))
        for _visit in range(2):
            html = read(client)
            assert html.count(status) == 2, f"{moment}: in the panel and in the footer"
        with CaptureQueriesContext(connection) as queries:
            read(client)
        assert len(queries) == 0, "it is kept all the same"


def test_a_page_drawn_while_the_doors_close_is_not_kept(client, clock):
    """Between reading the clock and keeping the page it became untrue."""
    make_contact_point()
    clock.move_to(local("2026-11-24 17:59:59"))
    read(client)
    request = client.get("/", {"fresh": 1}).wsgi_request
    clock.move_to(local("2026-11-24 18:00"))
    assert kept_pages.PageCacheMiddleware.expiry(request, HttpResponse("Open now")) is None


def test_a_reader_far_away_sees_the_hours_of_the_hospital(client, clock):
    make_contact_point(calendar=make_calendar("West", "America/Los_Angeles"))
    clock.move_to(local("2026-11-24 10:59:59"))
    assert "Closed now. Opens today at 8 a.m. Pacific" in read(client)
    clock.move_to(local("2026-11-24 11:00"))
    assert "Open now until 6 p.m. Pacific" in read(client)
    assert "Times are Pacific." in read(client)


def test_the_hours_of_the_week_and_the_next_exceptions_stand_in_the_panel(client, clock):
    make_contact_point()
    ClosedDay.objects.create(date=date(2026, 11, 26), name="Thanksgiving")
    html = read(client)
    assert "<dt>Monday to Friday</dt><dd>8 a.m. to 6 p.m.</dd>" in html
    assert "<dt>Saturday and Sunday</dt><dd>Closed</dd>" in html
    assert "<dt>Thursday, November 26</dt><dd>Thanksgiving: Closed</dd>" in html
    clock.move_to(local("2026-11-27 00:00"))
    assert "Thanksgiving" not in read(client)


def test_the_year_changes_at_midnight(client, clock):
    clock.move_to(local("2026-12-31 23:59:59"))
    assert "© 2026" in read(client)
    clock.move_to(local("2027-01-01 00:00"))
    assert "© 2027" in read(client)


def test_a_late_review_is_called_late_from_the_first_minute_of_the_day(client, clock):
    guide = make_guide("Liver metastases")
    due = guide.next_review_due
    clock.move_to(local(f"{due} 23:59:59"))
    assert "This review is late" not in read(client, guide.url)
    clock.shift(1)
    assert "This review is late" in read(client, guide.url)


# --- contact, menu, footer, way up ------------------------------------------------------------------------------------


def test_a_guide_shows_its_own_contact_and_the_footer_the_main_one(client):
    make_contact_point()
    main = make_contact_point("main", title="Switchboard", phone_e164="+12125550199")
    nurse = make_contact_point("nurse", title="Ask a nurse", phone_e164="+12125550155")
    FooterSettings.objects.create(main_contact=main)
    own, other = make_guide("Liver metastases", contact_point=nurse), make_guide("Breast cancer")
    for guide, title in ((own, "Ask a nurse"), (other, "Make an appointment")):
        response = client.get(guide.url)
        assert response.context["frame"]["contact"].digits == "(212) 555-0199"
        assert f">{title}</h2>" in response.content.decode()


def test_menu_and_footer_lead_to_live_pages_and_other_addresses_only(client):
    live, draft = make_standard("Visiting"), make_standard("Plans", live=False)
    entry = {"link": links(live)[0], "children": links(draft, live, ("Parking", "/visiting/parking/"))}
    gone = {"link": links(draft)[0], "children": links(live)}
    NavigationSettings.objects.create(menu=[("entry", entry), ("entry", gone)])
    groups = [("group", {"title": "Help", "links": links(draft, live, ("Outside", "https://example.org/"))})]
    FooterSettings.objects.create(groups=groups, legal_links=[("link", links(draft)[0])])
    shown = frame(client)
    visiting = {"title": "Visiting", "url": "/visiting/", "external": False}
    parking = {"title": "Parking", "url": "/visiting/parking/", "external": False}
    outside = {"title": "Outside", "url": "https://example.org/", "external": True}
    assert shown["menu"] == [visiting | {"children": [visiting, parking]}]
    assert shown["footer_groups"] == [{"title": "Help", "links": [visiting, outside]}]
    assert shown["legal_links"] == []
    assert "Plans" not in read(client)


def test_the_number_of_queries_does_not_grow_with_the_menu(client):
    def cold_queries():
        page_cache._pieces.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get("/?fresh")
        return len(queries)

    cold_queries()
    few = cold_queries()
    pages = [make_standard(f"Page {number}") for number in range(9)]
    entry = {"link": links(pages[0])[0], "children": links(*pages)}
    settle(NavigationSettings, menu=[("entry", entry)] * 7)
    settle(FooterSettings, groups=[("group", {"title": "Help", "links": links(*pages)})] * 4)
    assert cold_queries() <= few + 1, "one for all pages that links lead to"
    assert len(frame(client)["menu"]) == 7


def test_the_way_up_names_each_page_above(client):
    guide = make_guide("Liver metastases")
    chapter = make_chapter(guide, "symptoms")
    trail = [(row["title"], row["url"]) for row in client.get(chapter.url).context["trail"]]
    assert trail == [
        ("Home", "/"),
        ("Cancer types", "/cancer-types/"),
        ("Liver metastases", "/cancer-types/liver-metastases/"),
    ]
    assert client.get("/").context["trail"] == []


def test_the_page_one_is_on_is_marked_in_the_menu(client):
    index = make_index()
    NavigationSettings.objects.create(menu=[("entry", {"link": links(index)[0], "children": []})])
    assert 'href="/cancer-types/" aria-current="page"' in read(client, "/cancer-types/")
    assert 'href="/cancer-types/" aria-current="true"' in read(client, make_guide().url)
    assert 'href="/cancer-types/" aria-current' not in read(client)


def test_where_a_form_has_the_attention_nothing_else_asks_for_it(client):
    make_contact_point()
    assert frame(client, "/appointments/request/")["is_form"] is True
    assert frame(client, "/")["is_form"] is False
