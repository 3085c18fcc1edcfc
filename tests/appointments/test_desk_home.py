"""The first page of the admin: each role finds what waits for it, and nobody else learns that anything waits."""

import pytest

from appointments.models import AccessLogEntry
from tests.appointments.makers import make_request, make_settings, make_staff

pytestmark = pytest.mark.django_db

HOME, TITLE = "/admin/", "Requests for appointments"


@pytest.fixture(autouse=True)
def hospital(clock):
    make_settings()


def home_of(client, group) -> str:
    client.force_login(make_staff("sam", group))
    return client.get(HOME).content.decode()


@pytest.mark.parametrize("group", ["Scheduler", "Scheduling manager"])
def test_the_desk_sees_numbers_and_the_way_to_the_lists(client, group):
    make_request()
    html = home_of(client, group)
    assert TITLE in html and 'href="/admin/appointments/?view=callable"' in html
    assert "<strong>1</strong> <span>Unclaimed</span>" in html
    assert "Novak" not in html and not AccessLogEntry.objects.exists()


def test_an_auditor_finds_the_audit_and_no_list(client):
    html = home_of(client, "Auditor")
    assert 'href="/admin/appointments/audit/"' in html and "view=callable" not in html


@pytest.mark.parametrize("group", ["Editor", "Moderator", "Medical reviewer"])
def test_editors_learn_nothing(client, group):
    make_request()
    assert TITLE not in home_of(client, group)
