"""/mail/ on a laptop: messages that were sent, for nobody but this machine; nowhere else does the address answer."""

import smtplib
import threading
from email.message import EmailMessage

import pytest

from portal.mail_sink import Sink
from tests.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.MAIL_FOLDER = tmp_path
    make_home()
    return tmp_path


def send(folder, text):
    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["From"] = "Größe", "ana@mail.example", "us@mail.example"
    mail.set_content(text)
    with Sink(folder) as sink:
        threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        with smtplib.SMTP(*sink.server_address) as server:
            server.send_message(mail)
        sink.shutdown()


def test_a_message_can_be_read_as_it_was_sent(client, folder):
    send(folder, "First line\n.\n..dots <b>stay</b>\n")
    answer = client.get("/mail/")
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert "Größe" in page
    assert "ana@mail.example" in page
    assert "..dots &lt;b&gt;stay&lt;/b&gt;" in page


def test_other_machines_see_nothing(client, folder):
    assert client.get("/mail/", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_a_real_site_has_no_such_page(client, folder, settings):
    settings.MAIL_FOLDER = None
    assert client.get("/mail/").status_code == 404
