"""Help for editors stands in the menu of those who write and review, and of nobody else."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from conditions.editors_help import TOPICS
from portal import readability
from portal.reports.base import Report
from portal.reports.feedback import WordsOfReaders
from portal.visible_text import text_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("group", "opens"),
    [("Editor", True), ("Moderator", True), ("Medical reviewer", True), ("Scheduler", False), ("Auditor", False)],
)
def test_help_opens_from_the_menu_of_those_who_write_or_review(client, group, opens):
    factories.make_home()
    user = factories.make_user()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    for topic in TOPICS:
        address = reverse("editors_help", args=[topic.slug])
        assert (address in menu) == opens
        response = client.get(address)
        assert (response.status_code == 200) == opens
        if opens:
            text = response.content.decode().partition('class="editors-help__text">')[2].partition("</main>")[0]
            assert readability.grade(text_of(text)) <= 8, topic.slug


def test_help_names_the_one_report_that_is_not_downloaded(client):
    client.force_login(factories.make_superuser())
    html = client.get(reverse("editors_help", args=["checks-and-reports"])).content.decode()
    kept = [report for report in Report.__subclasses__() if not report.is_exported]
    assert kept == [WordsOfReaders]
    assert "Only what readers wrote stays here" in html and "Each report can" not in html


def test_a_topic_that_does_not_exist_is_not_found(client):
    client.force_login(factories.make_superuser())
    assert client.get("/admin/help/nothing/").status_code == 404
