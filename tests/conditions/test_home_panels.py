"""The first page of the admin: what each role needs, and nothing about pages for those who have none."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Workflow

from portal.page_checks import scanning
from tests import factories

pytestmark = pytest.mark.django_db

HOME = "/admin/"
OF_EDITORS = ["Your drafts", "The site's texts in short", "Search all pages"]


def sign_in(client, *groups, **fields):
    user = factories.make_user(**fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    client.force_login(user)
    return user


def home(client) -> str:
    return client.get(HOME).content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("group", "sees", "not_"),
    [
        ("Editor", OF_EDITORS, ["Going out on their own", "Nothing waits for you"]),
        ("Moderator", [*OF_EDITORS, "Nothing waits for you"], []),
        ("Medical reviewer", ["Nothing waits for you"], OF_EDITORS),
        ("Scheduler", [], [*OF_EDITORS, "Nothing waits for you"]),
        ("Scheduling manager", [], [*OF_EDITORS, "Nothing waits for you"]),
        ("Auditor", [], [*OF_EDITORS, "Nothing waits for you"]),
    ],
)
def test_each_role_finds_what_is_its_work_and_no_more(client, group, sees, not_):
    factories.make_guide()
    sign_in(client, group)
    html = home(client)
    assert [words for words in sees if words not in html] == []
    assert [words for words in [*not_, "Your most recent edits"] if words in html] == []


def test_a_writer_finds_own_drafts_what_was_returned_and_what_is_due_in_the_team(client, clock):
    writer = sign_in(client, "Editor")
    for title, user in (("My own draft", writer), ("A draft of others", factories.make_user())):
        page = factories.make_standard(title, live=False)
        page.save_revision(user=user)
    sent = factories.make_standard("Sent and returned", live=False)
    sent.save_revision(user=writer)
    judge = factories.make_superuser()
    state = Workflow.objects.filter(active=True).order_by("pk").first().start(sent, writer)
    state.current_task_state.reject(user=judge, comment="Please shorten it.")
    ours, theirs = (
        factories.make_guide("Ours"),
        factories.make_guide("Theirs", owner_team=factories.make_team("Others")),
    )
    for guide in (ours, theirs):
        guide.next_review_due = timezone.localdate() - timedelta(days=1)
        guide.save()
    factories.make_team().members.add(writer)
    html = home(client)
    assert "My own draft" in html and "A draft of others" not in html
    assert "Please shorten it." in html
    drafts = html.partition("Your drafts")[2].partition("Reviews due in your teams")[0]
    assert "Sent and returned" not in drafts
    assert "overdue by 1 day" in html and ">Ours<" in html and ">Theirs<" not in html


def test_a_moderator_finds_what_goes_out_by_itself(client):
    sign_in(client, "Moderator")
    page = factories.make_standard("Planned")
    revision = page.save_revision()
    revision.approved_go_live_at = timezone.now() + timedelta(days=1)
    revision.save()
    html = home(client)
    assert "Going out on their own" in html and ">Planned<" in html


@pytest.mark.parametrize(("group", "sees"), [("Moderator", True), ("Editor", False)])
def test_a_moderator_finds_the_drafts_of_terms(client, group, sees):
    factories.make_home()
    factories.make_term("Live")
    factories.make_term("Bile", live=False, has_unpublished_changes=True)
    sign_in(client, group)
    html = home(client)
    assert ("Terms to publish" in html and ">Bile<" in html) == sees and ">Live<" not in html


def test_reports_in_short_name_only_what_needs_something(client):
    sign_in(client, "Editor")
    factories.make_standard(body=factories.text("Call 212 555 0140."))
    scanning.scan_all_due()
    html = home(client)
    assert 'home-numbers__number">1</span> Typed phone numbers' in html
    assert "Pictures to mend</a>" not in html.split("home-numbers")[1]


def test_the_first_page_asks_as_often_for_many_pages_as_for_few(client):
    writer = sign_in(client, "Moderator")
    factories.make_team().members.add(writer)

    def queries():
        home(client)
        with CaptureQueriesContext(connection) as asked:
            home(client)
        return len(asked)

    def grow(*numbers):
        for number in numbers:
            guide = factories.make_guide(f"Guide {number}")
            guide.next_review_due = timezone.localdate()
            guide.save()
            guide.summary = "Newer."
            guide.save_revision(user=writer)
        scanning.scan_all_due()

    grow(1)
    few = queries()
    grow(2, 3, 4, 5)
    assert queries() == few
