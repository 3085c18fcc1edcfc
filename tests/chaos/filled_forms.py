"""The site that chaos happens to, and people whose forms are filled in but for the last button."""

import secrets
from datetime import timedelta

from django.utils import timezone

from appointments import drafts
from appointments.forms.flow import walk
from appointments.models import RequestDraft
from appointments.submit import payload_hash
from tests.appointments.forms_data import SELF
from tests.appointments.makers import make_settings, make_staff
from tests.chaos.people import Person


def make_site():
    make_settings()
    make_staff("scheduler", "Scheduler")
    make_staff("manager", "Scheduling manager")


def make_people(count) -> list[Person]:
    """The name of each is a number, so that nobody's answers can be taken for another's."""
    people, rows = [], []
    for number in range(count):
        key = secrets.token_urlsafe(24)
        draft = RequestDraft(
            key_hash=drafts.hash_of(key),
            form="request",
            answers=answers_of(number),
            expires_at=timezone.now() + timedelta(days=1),
        )
        rows.append(draft)
        people.append(Person(str(draft.pk), str(draft.nonce), payload_hash("request", walk(draft)), key))
    RequestDraft.objects.bulk_create(rows, batch_size=500)
    return people


def answers_of(number) -> dict:
    return SELF | {
        "patient": SELF["patient"]
        | {
            "given_name": f"Invented{number}",
            "family_name": f"Person{number % 700}",
            "dob_day": str(number % 28 + 1),
            "dob_year": str(1930 + number % 70),
        },
        "reach": SELF["reach"]
        | {"phone": f"212 555 01{number % 100:02}", "email": f"invented{number}@mail.example", "email_ok": True},
        "need": SELF["need"] | {"own_words": "Please call me back."},
    }
