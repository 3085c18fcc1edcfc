"""The forms as a browser meets them: page by page, in order, back and forth, two tabs, sent."""

import pytest

from appointments.models import AppointmentRequest, RequestDraft
from tests.appointments.forms_data import BEHALF, SELF, fill, send
from tests.appointments.makers import make_settings
from tests.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(clock):
    make_settings()
    return make_home()


@pytest.mark.parametrize("answers", [SELF, BEHALF], ids=["self", "behalf"])
def test_a_request_goes_from_the_first_page_to_the_sent_page(client, answers):
    response = send(client, fill(client, answers))
    assert response.status_code == 302 and response.url == "/appointments/request/sent/"
    request = AppointmentRequest.objects.get()
    html = client.get(response.url).content.decode()
    assert "We have your request" in html and str(request) in html
    assert "by Wednesday, November 25, 10 a.m. Eastern time" in html
    assert not RequestDraft.objects.exists()
