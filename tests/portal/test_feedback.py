"""“Was this page helpful?”: stored without any trace of the person, thanked for on the same page, closed to machines."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from portal.models import PageFeedback
from portal.views.feedback import ANSWERS_PER_HOUR
from tests.factories import make_guide, make_home, make_locale, make_standard, make_support, make_treatment

pytestmark = pytest.mark.django_db

THANKS = "Thank you. Your answer helps us to write better pages."


@pytest.fixture
def page():
    return make_treatment("Ablation")


def answer(client, about, headers=None, **data):
    return client.post("/feedback/", {"page": about.pk, "helpful": "yes"} | data, headers=headers)


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


# --- on the page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_guide, make_treatment, make_support])
def test_a_page_asks_and_says_thank_you_where_it_asked(client, make):
    page = make()
    html = read(client, page.url)
    form = html[html.index('<form method="post" action="/feedback/">') :]
    data = querydict_from_html(form[: form.index("</form>") + 7]).dict() | {"helpful": "no"}
    assert data["page"] == str(page.pk) and data["website"] == "" and "csrfmiddlewaretoken" not in data
    response = client.post("/feedback/", data)
    assert (response.status_code, response["Location"]) == (302, f"{page.url}?feedback=thanks#feedback")
    thanked = client.get(response["Location"])
    assert thanked.context["feedback"]["given"] is True
    assert THANKS in thanked.content.decode() and 'action="/feedback/"' not in thanked.content.decode()


def test_a_chapter_asks_for_itself(client):
    guide = make_guide(chapters=["symptoms"])
    chapter = guide.live_chapters[0]
    assert f'name="page" value="{chapter.pk}"' in read(client, chapter.url)
    assert answer(client, chapter)["Location"] == f"{chapter.url}?feedback=thanks#feedback"


def test_thanks_are_for_one_reader(client, page):
    assert THANKS not in read(client, page.url)
    assert THANKS in read(client, f"{page.url}?feedback=thanks")
    assert THANKS not in read(client, page.url)
    for query in ("feedback=", "feedback=no", "feedback=thanksx", "thanks"):
        assert THANKS not in read(client, f"{page.url}?{query}")


# --- what is stored ---------------------------------------------------------------------------------------------------


def test_an_answer_is_page_language_answer_reason_words_and_day(client, page, clock):
    clock.move_to("2026-11-25 04:59:59+00:00")  # still the 24th at the hospital
    answer(client, page, helpful="no", reason="hard_to_read", text="  Too many long words.  ")
    stored = PageFeedback.objects.get()
    fields = {field.attname: getattr(stored, field.attname) for field in stored._meta.concrete_fields}
    assert fields == {
        "id": stored.pk,
        "page_id": page.pk,
        "language": "en",
        "helpful": False,
        "reason": "hard_to_read",
        "text": "Too many long words.",
        "given_on": date(2026, 11, 24),
    }


def test_the_language_is_that_of_the_page(client, page):
    home = make_home().copy_for_translation(make_locale("es"))
    home.save_revision().publish()
    response = answer(client, Page.objects.get(pk=home.pk))
    assert response["Location"] == "/es/?feedback=thanks#feedback"
    assert PageFeedback.objects.get().language == "es"


def test_answering_leaves_no_cookie_and_nothing_in_between(client, page):
    response = answer(client, page)
    assert not response.cookies and response["Cache-Control"] == "no-store, private"
    assert not client.get(response["Location"]).cookies


def test_an_answer_without_words_counts(client, page):
    answer(client, page)
    assert PageFeedback.objects.get().helpful is True


def test_words_are_not_read_as_markup_anywhere(client, page):
    answer(client, page, text="<script>alert(1)</script>")
    assert PageFeedback.objects.get().text == "<script>alert(1)</script>"
    html = answer(client, page, text="<script>" * 100).content.decode()
    assert "<script>" not in html.replace('<script type="module"', "")


# --- what is not ------------------------------------------------------------------------------------------------------


def test_what_fills_in_the_hidden_field_is_thanked_and_forgotten(client, page):
    response = answer(client, page, website="https://spam.example")
    assert response["Location"].endswith("?feedback=thanks#feedback")
    assert not PageFeedback.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_cannot_answer(client, page, headers):
    assert answer(client, page, headers=headers).status_code == 403
    assert not PageFeedback.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"origin": "http://testserver"}, {"sec-fetch-site": "same-origin"}, {"origin": "null"}]
)
def test_our_own_pages_can(client, page, headers):
    assert answer(client, page, headers=headers).status_code == 302


@pytest.mark.parametrize(
    "data",
    [
        {"helpful": "perhaps"},
        {"helpful": ""},
        {"page": "0"},
        {"page": "-1"},
        {"page": "x"},
        {"page": ""},
        {"page": str(2**31)},
        {"page": "9" * 5000},
        {"reason": "because"},
        {"reason": "because", "text": "x" * 501},
    ],
    ids=lambda data: str(data)[:40],
)
def test_what_our_form_cannot_send_is_refused(client, page, data):
    assert answer(client, page, **data).status_code == 400
    assert not PageFeedback.objects.exists()


def test_there_is_no_answer_to_a_page_that_readers_cannot_see(client, page):
    private = make_standard("Staff")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    hidden = [make_standard("Draft", live=False), private, Page.get_first_root_node(), Page(pk=2**31 - 1)]
    assert [answer(client, row).status_code for row in hidden] == [404] * 4
    assert not PageFeedback.objects.exists()


def test_answers_are_posted(client):
    assert client.get("/feedback/").status_code == 405


def test_a_flood_is_thanked_and_not_stored_until_the_next_hour(client, page, clock):
    cache.set(f"feedback-{timezone.now():%Y%m%d%H}", ANSWERS_PER_HOUR - 1)
    for _answer in range(3):
        assert answer(client, page).status_code == 302
    assert PageFeedback.objects.count() == 1
    clock.shift(timedelta(hours=1))
    answer(client, page)
    assert PageFeedback.objects.count() == 2


# --- too many words ---------------------------------------------------------------------------------------------------


def test_too_many_words_come_back_with_what_is_wrong_and_nothing_is_lost(client, page):
    words = "A long story. " * 40
    response = answer(client, page, helpful="no", reason="other", text=words)
    assert response.status_code == 400
    html = response.content.decode()
    assert "There is a problem" in html and "Please shorten your words to 500 characters." in html
    assert "Error:" in html[html.index("<title>") : html.index("</title>")]
    assert '<a href="#id_text">' in html
    form = html[html.index('<form class="section" method="post" action="/feedback/">') :]
    data = querydict_from_html(form[: form.index("</form>") + 7]).dict()
    assert data["text"].strip() == words.strip()
    assert (data["page"], data["reason"]) == (str(page.pk), "other")
    assert 'name="helpful" value="no"' in form
    assert f'<a href="{page.url}">' in html
    assert response["X-Robots-Tag"] == "noindex"

    again = client.post("/feedback/", data | {"helpful": "no", "text": words[:400]})
    assert again["Location"] == f"{page.url}?feedback=thanks#feedback"
    stored = PageFeedback.objects.get()
    assert (stored.helpful, stored.reason, stored.text) == (False, "other", words[:400].strip())


def test_the_end_of_a_line_counts_as_one_character_as_in_the_browser(client, page):
    answer(client, page, text="a\r\n" * 249 + "ab")
    assert PageFeedback.objects.get().text == "a\n" * 249 + "ab"
    assert answer(client, page, text="a\r\n" * 250 + "b").status_code == 400


def test_characters_are_counted_and_not_bytes(client, page):
    answer(client, page, text="🧬" * 500)
    assert PageFeedback.objects.get().text == "🧬" * 500


# --- afterwards -------------------------------------------------------------------------------------------------------


def test_words_are_blanked_after_ninety_days_and_answers_stay(page, clock, capsys):
    today = timezone.localdate()
    for age in (0, 89, 90, 400):
        day = today - timedelta(days=age)
        PageFeedback.objects.create(page=page, language="en", helpful=True, text=f"{age} days", given_on=day)
    call_command("purge_feedback")
    assert capsys.readouterr().out == "2 text(s) blanked\n"
    assert list(PageFeedback.objects.order_by("-given_on").values_list("text", flat=True)) == [
        "0 days",
        "89 days",
        "",
        "",
    ]
    call_command("purge_feedback")
    assert capsys.readouterr().out == "0 text(s) blanked\n"


def test_words_are_not_found_by_the_search(page):
    client = Client()
    answer(client, page, text="Hippopotamus")
    assert client.get("/search/", {"q": "hippopotamus"}).context["count"] == 0
