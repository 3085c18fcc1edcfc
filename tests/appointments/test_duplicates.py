"""Which two requests may be of one person, and what becomes of a pair."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from appointments import duplicates
from appointments.models import DuplicateCandidate, MatchKey
from tests.appointments.makers import make_request, make_settings, make_staff, take

pytestmark = pytest.mark.django_db

ANA = {"given_name": "Ana", "family_name": "Novák", "birth_date": date(1961, 3, 4), "phone_e164": "+12125550143"}
OTHER_PHONE, OTHER_DAY = "+12125550177", date(1980, 5, 6)


@pytest.mark.parametrize(
    ("second", "level"),
    [
        ({}, "strong"),
        ({"phone_e164": OTHER_PHONE}, "strong"),
        ({"given_name": "Eva"}, "strong"),
        ({"family_name": "NOVAK"}, "strong"),
        ({"family_name": "No-vak"}, "strong"),
        ({"given_name": "Eva", "phone_e164": OTHER_PHONE}, None),  # twins or chance: birth date and family name alone
        ({"birth_date": OTHER_DAY}, "probable"),
        ({"family_name": "Horák"}, "probable"),
        ({"given_name": "Novák", "family_name": "Ana"}, "probable"),  # would be strong, but is swapped
        ({"birth_date": date(1961, 4, 3)}, "probable"),
        ({"given_name": "Novák", "family_name": "Ana", "birth_date": OTHER_DAY}, "weak"),
        ({"birth_date": OTHER_DAY, "phone_e164": OTHER_PHONE}, None),  # the name alone
        ({"given_name": "Eva", "family_name": "Horák", "birth_date": OTHER_DAY}, None),  # the phone alone
        ({"birth_date": None}, "probable"),
        ({"birth_date": None, "phone_e164": OTHER_PHONE}, None),
    ],
)
def test_how_alike_two_requests_are(second, level):
    make_request(patient=ANA)
    found = duplicates.suggest(make_request(patient=ANA | second))
    assert [pair.level for pair in found] == ([level] if level else [])


def test_one_email_for_a_family_is_no_match():
    shared = {"email": "family@example.org", "phone_e164": ""}
    make_request(patient=ANA | shared)
    other = {"given_name": "Eva", "family_name": "Horák", "birth_date": OTHER_DAY}
    assert duplicates.suggest(make_request(patient=ANA | shared | other)) == []


@pytest.mark.parametrize(
    ("status", "days", "is_found"),
    [
        ("new", 400, True),
        ("held", 5, True),
        ("closed", 89, True),
        ("closed", 91, False),
        ("entered_in_error", 1, False),
    ],
)
def test_only_open_and_lately_closed_requests_are_compared(clock, status, days, is_found):
    then = timezone.now() - timedelta(days=days)
    fields = {"closed_at": then} if status == "closed" else {}
    make_request(status, patient=ANA, submitted_at=then, **fields)
    assert bool(duplicates.suggest(make_request(patient=ANA))) is is_found


def test_a_pair_is_suggested_once_and_noted_in_the_history():
    make_request(patient=ANA)
    request = make_request(patient=ANA)
    assert len(duplicates.suggest(request)) == 1
    assert duplicates.suggest(request) == []
    assert request.events.get().kind == "duplicate_suggested"


def test_of_many_equal_requests_only_a_few_pairs_are_suggested():
    requests = [make_request(patient=ANA) for _ in range(8)]
    assert len(duplicates.suggest(requests[-1])) == duplicates.MOST_PAIRS


def test_a_dismissed_pair_comes_back_only_when_an_answer_changes():
    make_settings()
    lead = make_staff("lead", "Scheduling manager")
    first, second = make_request(patient=ANA), make_request(patient=ANA)
    duplicates.suggest(second)
    take("dismiss_duplicate", second, lead, other=first.pk, decision="different_people")
    assert duplicates.suggest(second) == []
    take("correct_field", second, lead, part="patient", field="preferred_language", value="es")
    assert DuplicateCandidate.objects.get().decision == "different_people"
    take("correct_field", second, lead, part="patient", field="phone_e164", value=OTHER_PHONE)
    assert DuplicateCandidate.objects.get().decision == "open"


def test_keys_reveal_no_answer():
    make_request(patient=ANA | {"email": "ana@example.org"})
    digests = set(MatchKey.objects.values_list("digest", flat=True))
    assert all(len(digest) == 32 and set(digest) <= set("0123456789abcdef") for digest in digests)
