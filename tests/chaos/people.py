"""People who send requests: each has filled in the form, presses the button, and presses again when the page does not come."""

import http.client
import random
import secrets
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM = "/appointments/request/"
PATIENCE = 0.2  # seconds before pressing again
LAST_TRIES = 40  # seconds beyond the deadline


@dataclass
class Person:
    """A filled-in form: what is posted, and where."""

    draft: str
    nonce: str
    shown: str
    key: str

    def post(self, port) -> tuple[int, str]:
        """Status and place of the answer. Each try comes from another address of this machine: networks are limited."""
        token = secrets.token_hex(16)
        body = urlencode({"csrfmiddlewaretoken": token, "nonce": self.nonce, "shown": self.shown})
        source = f"127.{random.randint(1, 250)}.{random.randint(1, 250)}.{random.randint(1, 250)}"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=(source, 0))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={token}; draft={self.key}",
        }
        try:
            connection.request("POST", f"{FORM}{self.draft}/check/", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()


@dataclass
class Crowd:
    """Clients that take the next person each until none is left or time is over; whom they took, they serve to the end.

    `acknowledged` are the nonces whose sent page came.
    """

    port: int
    people: list[Person]
    deadline: float
    taken: int = 0
    acknowledged: list[str] = field(default_factory=list)
    tries: int = 0
    odd_answers: dict = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def start(self, clients) -> "Crowd":
        self.waiting, self.lock = iter(self.people), threading.Lock()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(clients)]
        for thread in self.threads:
            thread.start()
        return self

    def is_busy(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def work(self):
        while True:
            with self.lock:
                person = next(self.waiting, None) if time.monotonic() < self.deadline else None
                self.taken += person is not None
            if person is None:
                return
            while not self.send(person):
                if time.monotonic() > self.deadline + LAST_TRIES:
                    return
                time.sleep(PATIENCE)

    def send(self, person) -> bool:
        began = time.monotonic()
        try:
            status, place = person.post(self.port)
        except (OSError, http.client.HTTPException) as error:
            status, place = type(error).__name__, ""
        with self.lock:
            self.tries += 1
            if status == 303 and place == f"{FORM}sent/":
                self.acknowledged.append(person.nonce)
                self.seconds.append(time.monotonic() - began)
                return True
            self.odd_answers[status] = self.odd_answers.get(status, 0) + 1
            return False
