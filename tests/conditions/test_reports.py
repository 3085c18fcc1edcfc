"""Each report: what it lists and what not, for whom it opens, and that it asks as many questions for few rows as for many."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from conditions.models import ConditionPage
from conditions.reports import content, reviews
from portal.models import OutsideAddress, PageFeedback, PageScan, PortalImage
from portal.page_checks import scanning
from portal.reports import feedback, pictures, texts
from tests import factories

pytestmark = pytest.mark.django_db

OF_EDITORS = [
    texts.BrokenLinks,
    texts.ReadingGrades,
    texts.TypedPhones,
    pictures.PicturesToMend,
    feedback.FeedbackByPage,
    content.GuideSizes,
    content.UnusedTerms,
    content.UndefinedTerms,
]
OF_REVIEWERS_TOO = [reviews.ReviewsDue, reviews.ChangedSinceReview, reviews.MissingReview, content.WithdrawnSources]
ALL = [*OF_EDITORS, *OF_REVIEWERS_TOO, feedback.WordsOfReaders]


@pytest.fixture
def editor(client, clock):
    factories.make_home()
    user = factories.make_user("writer")
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)
    client.user = user
    return client


def listed(client, report, **query):
    """The rows of a report, as its spreadsheet has them: lists of cells."""
    response = client.get(reverse(report.url_name()), {"export": "csv"} | query)
    assert response.status_code == 200, report
    lines = b"".join(response.streaming_content).decode().splitlines()
    return [line.split(",") for line in lines[1:]]


def titles(client, report, **query):
    return [row[0] for row in listed(client, report, **query)]


def due_on(page, day):
    page.next_review_due = day
    page.save()


def one_of_each(number):
    """A guide that stands in every report, with what belongs to it."""
    bad = (
        'We rely on <a linktype="page" id="999999">this</a>. Call 212 555 0140 about bile. ' + "You lie down here. " * 8
    )
    guide = factories.make_guide(f"Guide {number}", body=factories.text(bad))
    due_on(guide, timezone.localdate() - timedelta(days=number))
    PageFeedback.objects.create(page=guide, language="en", helpful=False, text="Hm", given_on=timezone.localdate())
    factories.make_image(f"Picture {number}", credit="")
    factories.make_term(f"Unused {number}")
    factories.make_guide(f"Draft {number}", live=False)
    guide.body = factories.text(bad + "Changed.")
    guide.save_revision()


def grow(*numbers):
    for number in numbers:
        one_of_each(number)
    scanning.scan_all_due()


def questions(client) -> dict[str, int]:
    """How many queries each report needs."""
    asked = {}
    for report in ALL:
        address = reverse(report.url_name())
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(address).content.decode()
        assert "<table" in html, report.slug
        asked[report.slug] = len(queries)
    return asked


def test_reports_ask_as_often_for_many_rows_as_for_few(client):
    client.force_login(user := factories.make_superuser("boss"))
    factories.make_team().members.add(user)
    factories.make_term("Bile")
    factories.make_citation(retracted_on=date(2026, 11, 1))
    grow(1, 2)
    few = questions(client)
    grow(3, 4, 5, 6)
    assert questions(client) == few


def role(client, *groups):
    user = factories.make_user()
    user.groups.set(Group.objects.filter(name__in=groups))
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("group", "reports"),
    [
        ("Editor", [*OF_EDITORS, *OF_REVIEWERS_TOO]),
        ("Moderator", [*OF_EDITORS, *OF_REVIEWERS_TOO]),
        ("Medical reviewer", OF_REVIEWERS_TOO),
        ("Scheduler", []),
        ("Scheduling manager", []),
        ("Auditor", []),
    ],
)
def test_reports_open_for_those_whose_work_they_are_and_stand_in_their_menu_only(client, group, reports):
    factories.make_home()
    role(client, group)
    for report in ALL:
        for export in ("", "?export=csv", "?export=xlsx"):
            opens = client.get(reverse(report.url_name()) + export).status_code == 200
            assert opens == (report in reports), (group, report, export)
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    for report in ALL:
        assert (reverse(report.url_name()) in menu) == (report in reports), (group, report)


def test_what_readers_wrote_is_for_the_team_of_the_page_and_never_exported(client):
    guide, other = factories.make_guide(), factories.make_guide("Other", owner_team=factories.make_team("Other team"))
    chapter = factories.make_chapter(guide)
    for page, text in ((guide, "too hard"), (chapter, "too long"), (other, "not ours")):
        PageFeedback.objects.create(page=page, language="en", helpful=False, text=text, given_on=timezone.localdate())
    factories.make_team().members.add(role(client, "Editor"))
    response = client.get(reverse(feedback.WordsOfReaders.url_name()))
    html = response.content.decode()
    assert "too hard" in html and "too long" in html and "not ours" not in html
    assert "export=" not in html


def test_an_export_holds_no_formula(editor):
    factories.make_image("=1+1", credit="")
    scanning.scan_all_due()
    assert titles(editor, pictures.PicturesToMend) == ["'=1+1"]


def test_a_spreadsheet_holds_the_rows_too(editor):
    grow(1)
    response = editor.get(reverse(reviews.ReviewsDue.url_name()), {"export": "xlsx"})
    assert b"".join(response.streaming_content)[:2] == b"PK"


# ---- reviews ----------------------------------------------------------------------------------------------------------


def test_reviews_due_lists_live_pages_of_all_types_in_time_and_by_team(editor, clock):
    today = timezone.localdate()
    due_on(factories.make_guide("Late", owner_team=factories.make_team("Other team")), today - timedelta(days=1))
    due_on(factories.make_treatment("Today"), today)
    due_on(factories.make_support("Soon"), today + timedelta(days=60))
    due_on(factories.make_guide("Far"), today + timedelta(days=91))
    factories.make_guide("Draft", live=False)
    rows = listed(editor, reviews.ReviewsDue)
    assert [row[0] for row in rows] == ["Late", "Today", "Soon"]
    assert [row[2] for row in rows] == ["overdue by 1 day", "due today", "in 60 days"]
    assert titles(editor, reviews.ReviewsDue, within="0") == ["Late"]
    assert titles(editor, reviews.ReviewsDue, within="30") == ["Late", "Today"]
    team = factories.make_team("Other team").pk
    assert titles(editor, reviews.ReviewsDue, team=team) == ["Late"]


def test_changed_since_review_lists_drafts_and_minor_changes_and_not_what_was_signed(editor):
    factories.make_guide("Same")
    guide = factories.make_guide("Changed")
    chapter = factories.make_chapter(guide)
    chapter.body = factories.text("New words.")
    chapter.save_revision()
    minor = factories.make_guide("Minor")
    minor.body = factories.text("A typo less.")
    minor.minor_change_hash = scanning.hash_of(minor)
    minor.save_revision(clean=False).publish()
    scanning.scan_all_due()
    rows = {row[0]: (row[2], row[3]) for row in listed(editor, reviews.ChangedSinceReview)}
    assert rows == {"Symptoms": ("not signed", "Liver team"), "Minor": ("minor change", "Liver team")}


def test_never_reviewed_lists_guides_chapters_and_treatments_without_a_signature(editor):
    factories.make_guide("Signed", chapters=["symptoms"])
    draft = factories.make_guide("Draft", live=False)
    factories.make_chapter(draft, "outlook", live=False)
    factories.make_treatment("Test", live=False)
    assert titles(editor, reviews.MissingReview) == ["Draft", "Outlook", "Test"]


# ---- texts ------------------------------------------------------------------------------------------------------------


def test_broken_links_lists_what_was_unpublished_deleted_or_does_not_answer(editor):
    gone = factories.make_standard("Gone")
    hidden = factories.make_standard("Hidden")
    links = f'<a linktype="page" id="{gone.pk}">a</a> <a linktype="page" id="{hidden.pk}">b</a>'
    links += (
        ' <a href="https://example.org/gone">c</a> <a href="https://example.org/fine">d</a> <a href="/nowhere/">e</a>'
    )
    factories.make_standard("Source", body=factories.text(links))
    scanning.scan_all_due()
    assert [row[3] for row in listed(editor, texts.BrokenLinks)] == ["/nowhere/"]
    gone.delete()
    hidden.unpublish()
    OutsideAddress.objects.create(address="https://example.org/gone", problem="answers 404", checked_at=timezone.now())
    rows = {row[3]: row[4] for row in listed(editor, texts.BrokenLinks)}
    assert rows == {
        f"page {gone.pk}": "The page does not exist any more.",
        "Hidden": "The page is not published.",
        "https://example.org/gone": "answers 404",
        "/nowhere/": "Nothing is at this address.",
    }


def test_reading_grades_come_hardest_first(editor):
    easy = "We do the scan. You lie down. It does not hurt. You go home. " * 4
    hard = "Interdisciplinary consideration of contraindications necessitates hospitalization. " * 6
    factories.make_standard("Easy", body=factories.text(easy))
    factories.make_standard("Hard", body=factories.text(hard))
    scanning.scan_all_due()
    assert titles(editor, texts.ReadingGrades)[:2] == ["Hard", "Easy"]
    assert titles(editor, texts.ReadingGrades, ordering="grade")[0] != "Hard"


def test_typed_phones_lists_number_and_place(editor):
    factories.make_standard("Typed", body=factories.text("Call (212) 555-0140."))
    scanning.scan_all_due()
    assert listed(editor, texts.TypedPhones) == [["Typed", "live", "Body", "(212) 555-0140"]]


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, None),
        ({"description": ""}, "alternative text"),
        ({"description": "", "is_decorative": True}, None),
        ({"credit": ""}, "credit"),
        ({"credit": "", "kind": "logo"}, None),
        ({"shows_people": True}, "consent of the people shown"),
        ({"shows_people": True, "consent_on_file": True, "consent_ends_on": "2026-11-24"}, "consent has ended"),
        ({"shows_people": True, "consent_on_file": True, "consent_ends_on": "2027-02-22"}, "consent ends soon"),
        ({"shows_people": True, "consent_on_file": True, "consent_ends_on": "2027-02-23"}, None),
    ],
)
def test_pictures_to_mend_lists_what_is_missing(editor, clock, fields, missing):
    factories.make_image("Picture", **fields)
    rows = listed(editor, pictures.PicturesToMend)
    assert [row[1] for row in rows] == ([missing] if missing else [])
    assert PortalImage.objects.count() == 1


def test_feedback_counts_yes_and_no_of_each_page(editor):
    page = factories.make_standard("Rated")
    factories.make_standard("Unrated")
    for helpful, reason in ((True, ""), (False, "hard_to_read"), (False, "wrong"), (True, "")):
        PageFeedback.objects.create(
            page=page, language="en", helpful=helpful, reason=reason, given_on=date(2026, 11, 1)
        )
    assert listed(editor, feedback.FeedbackByPage) == [["Rated", "live", "2", "2", "50 %", "1", "2026-11-01"]]


# ---- guides, terms, sources -------------------------------------------------------------------------------------------


def test_guides_of_fewer_than_2_or_more_than_8_live_pages_are_listed(editor):
    factories.make_guide("One")
    aspects = ["symptoms", "risk_causes", "diagnosis", "stages", "treatment", "outlook", "trials", "prevention"]
    factories.make_guide("Nine", chapters=aspects)
    factories.make_guide("Two", chapters=["symptoms"])
    factories.make_guide("Eight", chapters=aspects[:7])
    factories.make_chapter(factories.make_guide("One and a draft"), live=False)
    assert [row[:2] for row in listed(editor, content.GuideSizes)] == [
        ["Nine", "9"],
        ["One", "1"],
        ["One and a draft", "1"],
    ]


def test_terms_are_listed_where_no_text_links_to_them_and_where_they_stand_without_a_link(editor):
    used, _unused = factories.make_term("Bile"), factories.make_term("Rare word")
    factories.make_term("Draft", live=False)
    factories.make_guide("Linked", body=factories.text(factories.term_link(used)))
    factories.make_guide("Unlinked", body=factories.text("Green bile."))
    scanning.scan_all_due()
    assert titles(editor, content.UnusedTerms) == ["Rare word"]
    assert listed(editor, content.UndefinedTerms) == [["Unlinked", "live", "bile", "Body"]]


def test_pages_with_a_withdrawn_source_are_listed_wherever_they_name_it(editor):
    source = factories.make_citation("withdrawn", title="Withdrawn", retracted_on=date(2026, 11, 1))
    figure = {"sentence": "7 in 10", "who": "all", "period": "2020", "region": "US", "citation": source}
    factories.make_guide("In its list", citations=[source])
    guide = factories.make_guide("Fine")
    factories.make_chapter(guide, body=[("statistic", figure)], title="In a figure")
    factories.make_chapter(guide, "outlook", citations=[source], title="In a chapter")
    scanning.scan_all_due()
    assert titles(editor, content.WithdrawnSources) == ["In a chapter", "In a figure", "In its list"]


# ---- what the worker reads --------------------------------------------------------------------------------------------


def test_the_worker_reads_what_is_new_or_changed_and_all_once_a_day(clock):
    guide = factories.make_guide(chapters=["symptoms"])
    assert scanning.scan_due() == Page.objects.filter(depth__gt=1).count()
    assert scanning.scan_due() == 0
    guide.save_revision()
    factories.make_standard("New")
    assert scanning.scan_due() == 2
    clock.shift(timedelta(hours=25))
    assert scanning.scan_due() == PageScan.objects.count()


def test_readers_texts_are_read_and_not_the_draft_of_a_live_page():
    guide = factories.make_guide(body=factories.text("Call 212 555 0140."))
    guide.body = factories.text("Call us.")
    guide.save_revision()
    scanning.scan_all_due()
    scan = PageScan.objects.get(page=guide)
    assert [row.words for row in guide.findings.filter(check_name="typed_phone")] == ["212 555 0140"]
    assert scan.draft_hash != ConditionPage.objects.get(pk=guide.pk).reviewed_text_hash
