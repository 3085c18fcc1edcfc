"""A real mail server in a thread, with the moods that real ones have."""

import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from portal.mail_sink import Session, Sink


class MoodySession(Session):
    """Does what `server.mood` says: refuse, refuse_recipient, hang, hang_up (after it took the message), or nothing odd."""

    def handle(self):
        if self.server.mood == "refuse":
            return self.answer(421, "not now")
        return super().handle()

    def obey(self, word, rest):
        if self.server.mood == "hang" and word == "MAIL":
            self.server.let_go.wait(10)
        elif word == "RCPT" and self.server.refuses(rest):
            self.answer(550, "nobody here")
        else:
            super().obey(word, rest)

    def take(self, content):
        if self.server.mood == "hang_up":
            self.server.keep(self.sender, self.recipients, content)
            self.connection.close()
        else:
            super().take(content)


class MoodySink(Sink):
    def __init__(self, folder: Path):
        super().__init__(folder, session=MoodySession)
        self.mood, self.unknown = "", ""
        self.let_go = threading.Event()

    def refuses(self, recipient) -> bool:
        return bool(self.unknown) and self.unknown in recipient

    @property
    def mails(self) -> list:
        """What arrived, in order, as e-mail messages."""
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(self.folder.glob("*.eml"))
        ]

    def handle_error(self, request, client_address):
        """A connection that a test broke."""


@contextmanager
def running_sink(folder, settings):
    """A sink that Django sends to."""
    with MoodySink(folder) as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.server_address
        settings.EMAIL_TIMEOUT = 5
        try:
            yield sink
        finally:
            sink.let_go.set()
            sink.shutdown()
            thread.join()
