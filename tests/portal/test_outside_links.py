"""Other sites are asked by a command only, never in our own network; what they answer is kept for the reports."""

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command

from portal.management.commands import check_outside_links
from portal.models import OutsideAddress
from portal.page_checks import scanning
from tests import factories

pytestmark = pytest.mark.django_db


class Site(BaseHTTPRequestHandler):
    """Answers with the number that the address names."""

    def do_GET(self):
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def check(*addresses, **options) -> dict[str, str]:
    links = " ".join(f'<a href="{address}">x</a>' for address in addresses)
    factories.make_standard(body=factories.text(links))
    scanning.scan_all_due()
    call_command("check_outside_links", stdout=io.StringIO(), **options)
    return dict(OutsideAddress.objects.values_list("address", "problem"))


def test_what_does_not_answer_is_a_problem_and_what_turns_programs_away_is_none(site, monkeypatch):
    monkeypatch.setattr(check_outside_links, "refusal", lambda address: "")  # this site is on our own machine
    answers = check(f"{site}/200", f"{site}/404", f"{site}/403", f"{site}/500", "http://127.0.0.1:9/")
    assert answers == {
        f"{site}/200": "",
        f"{site}/404": "answers 404",
        f"{site}/403": "",
        f"{site}/500": "answers 500",
        "http://127.0.0.1:9/": "does not answer (URLError)",
    }


def test_our_own_network_is_never_asked(site):
    answers = check(f"{site}/200", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/")
    assert set(answers.values()) == {"not a public address"}


def test_an_address_that_no_page_names_any_more_is_forgotten():
    OutsideAddress.objects.create(address="https://example.org/old", checked_at="2026-01-01T00:00Z")
    assert check() == {}
