"""Parts of pages that are drawn once: as true as the page around them, for readers only, and never without bound."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from conditions.models import ConditionPage
from portal import page_cache
from portal.page_cache import drawn, new_generation, valid_until
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

GUIDE = "/cancer-types/liver-metastases/"
PATHS = [GUIDE, f"{GUIDE}symptoms/", "/cancer-types/"]
WHERE_IT_IS = 2  # queries that find a page by its address


@pytest.fixture
def edit(django_capture_on_commit_callbacks):
    """`with edit():` what happens inside is committed at its end."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture(autouse=True)
def guide():
    factories.make_contact_point()
    return factories.make_guide("Liver metastases", chapters=["symptoms"])


def read(client, path=GUIDE, **headers):
    """The page, drawn around its pieces: an address with a query is not kept as a whole."""
    response = client.get(f"{path}?fresh", **headers)
    assert response.status_code == 200
    return response.content.decode()


def a_request():
    return RequestFactory().get("/")


@pytest.mark.parametrize("path", PATHS)
def test_what_was_drawn_once_is_not_gathered_again(client, path):
    first = read(client, path)
    with CaptureQueriesContext(connection) as queries:
        assert read(client, path) == first
    assert len(queries) <= WHERE_IT_IS


def test_who_said_thanks_is_thanked_and_nobody_else(client):
    for _visit in range(2):
        thanked = client.get(f"{GUIDE}?feedback=thanks").content.decode()
        assert "Thank you." in thanked and 'action="/feedback/"' not in thanked
        assert "Thank you." not in read(client) and 'action="/feedback/"' in read(client)


# --- only what is published -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("readers_first", [True, False])
def test_previews_show_the_draft_and_leave_no_trace(client, guide, edit, readers_first):
    staff = Client()
    staff.force_login(factories.make_superuser())
    with edit():
        guide.summary = "A draft of the summary."
        guide.save_revision()
    if readers_first:
        assert guide.summary not in read(client)
    draft = staff.get(reverse("wagtailadmin_pages:view_draft", args=[guide.pk])).content.decode()
    main = draft.partition("<main")[2]
    assert guide.summary in main
    assert guide.summary not in read(client) and guide.summary not in read(staff)


def test_a_page_changed_in_memory_is_drawn_as_it_is_and_leaves_no_trace(client):
    live = read(client)
    changed = ConditionPage.objects.get(title="Liver metastases")
    changed.summary = "Not saved."
    assert "Not saved." in changed.serve(a_request()).render().content.decode().partition("<main")[2]
    assert read(client) == live


# --- language and time ------------------------------------------------------------------------------------------------

WORDS = Template("{% load i18n %}{% shared 'words' %}{% get_current_language as code %}{{ code }}{% endshared %}")


def test_each_language_has_pieces_of_its_own():
    for code in ("en", "es", "en", "es"):
        with override(code):
            assert WORDS.render(Context({"request": a_request()})) == code


def test_a_piece_is_drawn_anew_when_the_clock_has_made_it_untrue(clock):
    numbers, end = iter("12"), timezone.now() + timedelta(minutes=1)

    def ask(request):
        return drawn(request, ("piece",), lambda: valid_until(request, end) or next(numbers))

    for _ask in range(2):
        request = a_request()
        valid_until(request, end + timedelta(hours=1))
        assert ask(request) == "1"
        assert request._valid_until == end, "the page around it is not kept longer either"
    clock.shift(60)
    assert ask(a_request()) == "2"


def test_what_else_is_on_the_page_does_not_shorten_the_life_of_a_piece(clock):
    numbers, request = iter("12"), a_request()
    soon = timezone.now() + timedelta(seconds=5)
    valid_until(request, soon)
    assert drawn(request, ("piece",), lambda: next(numbers)) == "1"
    assert request._valid_until == soon
    clock.shift(10)
    later = a_request()
    assert drawn(later, ("piece",), lambda: next(numbers)) == "1"
    assert not hasattr(later, "_valid_until")


def test_a_guide_does_not_say_open_now_after_closing_time(client, clock, edit):
    late = factories.make_calendar("Late", weekly={1: [("08:00", "19:00")]})
    with edit():
        nurse = factories.make_contact_point("nurse", phone_e164="+12125550155", calendar=late)
        ConditionPage.objects.update(contact_point=nurse)
        new_generation()
    clock.move_to(datetime(2026, 11, 24, 23, 58, tzinfo=UTC))  # two minutes to seven in New York
    assert panel(read(client)).count("Open now") == 1
    clock.shift(120)
    assert "Open now" not in panel(read(client))


def panel(html):
    return html.partition('class="contact-panel__inner"')[2].partition("</section>")[0]


def test_a_review_is_late_from_midnight_on(client, clock, edit):
    with edit():
        ConditionPage.objects.update(next_review_due=datetime(2026, 11, 24).date())
        new_generation()
    clock.move_to(datetime(2026, 11, 25, 4, 59, tzinfo=UTC))
    assert "This review is late" not in read(client)
    clock.shift(60)
    assert "This review is late" in read(client)


# --- memory -----------------------------------------------------------------------------------------------------------


def test_drawn_pieces_take_a_bounded_room_and_an_edit_empties_it(monkeypatch, edit):
    shelf = page_cache._drawn
    monkeypatch.setattr(shelf, "bound", 10_000)
    for number in range(50):
        drawn(a_request(), (number,), lambda: "x" * 1000)
        assert shelf.size <= shelf.bound
    assert 5 <= len(shelf.kept) < 10 and sum(piece.size for piece in shelf.kept.values()) == shelf.size
    with edit():
        new_generation()
    drawn(a_request(), ("after",), lambda: "x")
    assert [key[1:] for key in shelf.kept] == [("after",)]


def test_without_the_shared_cache_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(page_cache, "generation", lambda: None)
    numbers = iter("12")
    assert [drawn(a_request(), ("piece",), lambda: next(numbers)) for _ask in range(2)] == ["1", "2"]
