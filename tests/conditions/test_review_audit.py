"""What came online past the gate is found in the night, and shown to who can mend it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from conditions import review_audit
from conditions.editorial.waiting import Waiting
from conditions.models import ChapterPage, ConditionPage, Reviewer, TreatmentPage
from conditions.models.workflow import FindingKind, ReviewFinding
from portal import periodic
from tests import factories
from tests.conditions.reviewing import client_of, make_person, make_signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    return factories.make_guide(chapters=["symptoms"])


def past_the_gate(model, **values):
    """What a restored backup or a hurried hand does."""
    model.objects.update(**values)


def change_the_text():
    past_the_gate(ConditionPage, summary="Slipped in.")


def change_the_chapter():
    past_the_gate(ChapterPage, summary="Slipped in.")


def change_text_and_hash():
    page = ConditionPage.objects.get()
    page.summary = "Slipped in."
    past_the_gate(ConditionPage, summary="Slipped in.", reviewed_text_hash=review_audit.reviews.text_hash(page))


def take_the_review():
    past_the_gate(ConditionPage, reviewed_by=None)


def name_another_reviewer():
    past_the_gate(ConditionPage, reviewed_by=factories.make_reviewer("Dr. Otto Example"))


def move_the_day():
    past_the_gate(ConditionPage, reviewed_on=timezone.localdate() - timedelta(days=1))


def let_the_reviewer_leave_before():
    Reviewer.objects.update(active_until=timezone.localdate() - timedelta(days=1))


def let_the_reviewer_be_an_example():
    Reviewer.objects.update(is_example=True)


@pytest.mark.parametrize(
    ("harm", "model", "kind"),
    [
        (change_the_text, ConditionPage, FindingKind.UNSIGNED),
        (change_the_chapter, ChapterPage, FindingKind.UNSIGNED),
        (change_text_and_hash, ConditionPage, FindingKind.UNSIGNED),
        (take_the_review, ConditionPage, FindingKind.NO_REVIEW),
        (name_another_reviewer, ConditionPage, FindingKind.NO_REVIEW),
        (move_the_day, ConditionPage, FindingKind.NO_REVIEW),
        (let_the_reviewer_leave_before, ConditionPage, FindingKind.INACTIVE),
        (let_the_reviewer_be_an_example, ConditionPage, FindingKind.EXAMPLE),
    ],
)
def test_what_went_past_the_gate_is_found(guide, settings, harm, model, kind):
    settings.HAS_DEMO = False
    assert review_audit.audit() == {}
    harm()
    assert review_audit.audit() == {model.objects.get().pk: {kind}}
    assert ReviewFinding.objects.get().kind == kind


def test_the_command_fails_when_it_finds_something(guide):
    out = StringIO()
    call_command("audit_reviews", stdout=out)
    assert "2 live pages, each as it was signed" in out.getvalue()
    change_the_text()
    with pytest.raises(CommandError, match="1 live page"):
        call_command("audit_reviews", stdout=out)
    assert guide.url_path in out.getvalue()


@pytest.mark.parametrize("make", [factories.make_guide, factories.make_treatment, factories.make_support])
def test_signed_pages_aliases_and_minor_changes_pass(make):
    page = make()
    page.create_alias(update_slug="alias")
    page.summary = "A minor change."
    page.minor_change_hash = review_audit.reviews.text_hash(page)
    review_audit.reviews.record(page, "minor_change", note="Why.")
    page.save_revision().publish()
    assert review_audit.audit() == {}


def test_who_left_after_signing_did_sign():
    page = factories.make_treatment(live=False)
    factories.sign_and_publish(page, on=timezone.localdate() - timedelta(days=10))
    Reviewer.objects.update(active_until=timezone.localdate() - timedelta(days=1))
    assert review_audit.audit() == {}


def test_a_text_that_was_signed_long_ago_is_signed_no_more():
    page = factories.make_treatment()
    old = page.summary
    page.summary = "What holds today."
    page = factories.sign_and_publish(page, page.reviewed_by)
    assert review_audit.audit() == {}
    past_the_gate(TreatmentPage, summary=old)
    assert review_audit.audit() == {page.pk: {FindingKind.UNSIGNED}}


def test_a_signed_draft_that_waits_for_its_day_leaves_the_text_online_signed():
    page = factories.make_treatment()
    page.summary, page.go_live_at = "For later.", timezone.now() + timedelta(days=2)
    assert factories.sign_and_publish(page, page.reviewed_by).summary != "For later."
    assert review_audit.audit() == {}


def test_drafts_are_no_matter_of_the_audit():
    factories.make_guide(live=False)
    assert review_audit.audit() == {}


def test_findings_stand_in_the_admin_until_they_are_mended(guide):
    moderator = client_of(make_person("mo", "Moderator"))
    change_the_text()
    review_audit.nightly()
    assert "The review of 1 page online does not hold" in moderator.get(reverse("wagtailadmin_home")).content.decode()
    html = moderator.get(reverse("reviews_findings")).content.decode()
    assert "Liver metastases" in html and "not the signed one" in html
    past_the_gate(ConditionPage, summary="Liver metastases in short.")
    review_audit.nightly()
    assert "Each page online is the one that was signed" in moderator.get(reverse("reviews_findings")).content.decode()


def test_the_log_names_pages_by_their_ids(guide, caplog):
    change_the_text()
    review_audit.nightly()
    assert str(guide.pk) in caplog.text
    assert "Liver" not in caplog.text and "Slipped" not in caplog.text


@pytest.mark.parametrize("group", ["Editor", "Scheduler", "Auditor"])
def test_findings_are_for_those_who_can_mend_them(group):
    response = client_of(make_person("other", group)).get(reverse("reviews_findings"))
    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))


def test_the_number_of_queries_does_not_grow_with_pages(django_assert_max_num_queries):
    for number in range(6):
        factories.make_treatment(f"Treatment {number}")
    assert TreatmentPage.objects.count() == 6
    with django_assert_max_num_queries(20):
        review_audit.audit()


def test_the_worker_does_all_of_it():
    names = {piece.name for piece in periodic.registered()}
    assert names >= {"review mails", "audit of reviews", "review reminders"}


# ---- what waits ----


def test_the_oldest_stands_first_one_click_from_the_decision_and_queries_do_not_grow(django_assert_max_num_queries):
    from tests.conditions.reviewing import hand_to_reviewer

    writer, moderator, reviewer = make_person("wren", "Editor"), make_person("mo", "Moderator"), make_signer()
    steps = [
        hand_to_reviewer(factories.make_guide(f"Cancer {number}", live=False), writer, moderator) for number in range(4)
    ]
    steps[2].started_at -= timedelta(days=3)
    steps[2].save()
    client = client_of(reviewer)
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    addresses = [reverse("reviews_decide", args=[step.pk]) for step in (steps[2], steps[0], steps[1], steps[3])]
    places = [html.index(f'href="{address}"') for address in addresses]
    assert places == sorted(places)
    with django_assert_max_num_queries(30):
        client.get(reverse("reviews_waiting"))
    boss = factories.make_superuser()
    with django_assert_max_num_queries(8):
        rows = Waiting(boss).rows
    assert [row.reason for row in rows] == ["Only active medical reviewers can sign or return a text."] * 4
