"""Signing in: guessing is slowed down, others are not held up, and nobody learns which names exist."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from portal.models import LoginFailure, User

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def user():
    return User.objects.create_superuser("vera", "vera@larkmoor.example", PASSWORD)


def sign_in(client, name="vera", password=PASSWORD, address="192.0.2.1"):
    return client.post(reverse("wagtailadmin_login"), {"username": name, "password": password}, REMOTE_ADDR=address)


def is_in(response):
    return response.status_code == 302


def fail(client, times, address="192.0.2.1", name="vera"):
    for _ in range(times):
        assert not is_in(sign_in(client, name, "wrong", address))


def test_four_failures_do_no_harm_and_are_forgotten_after_success(client, user):
    fail(client, 4)
    assert is_in(sign_in(client))
    assert not LoginFailure.objects.exists()


def test_after_five_failures_the_right_password_does_not_help_for_a_quarter_of_an_hour(client, clock, user):
    fail(client, 5)
    answer = sign_in(client)
    assert "Too many attempts" in answer.content.decode()
    clock.shift(timedelta(minutes=15, seconds=1))
    assert is_in(sign_in(client))


def test_another_address_is_not_held_up(client, user):
    fail(client, 5)
    assert is_in(sign_in(client, address="192.0.2.2"))


def test_case_and_spaces_of_the_name_make_no_new_attempts(client, user):
    fail(client, 3)
    fail(client, 2, name=" VERA ")
    assert "Too many attempts" in sign_in(client).content.decode()


@pytest.mark.django_db(transaction=True)
def test_twenty_failures_close_the_account_for_an_hour_and_its_owner_is_told(client, clock, user):
    for number in range(5):
        fail(client, 4, address=f"192.0.2.{number + 10}")
    assert "closed for an hour" in sign_in(client, address="192.0.2.99").content.decode()
    assert [message.to for message in mail.outbox] == [["vera@larkmoor.example"]]
    clock.shift(timedelta(hours=1, seconds=1))
    assert is_in(sign_in(client, address="192.0.2.99"))


def test_an_unknown_name_gets_the_same_answers(client, user):
    def answers(name):
        return [sign_in(client, name, "wrong").content.decode().replace(name, "NAME") for _ in range(7)]

    def without_token(text):
        return [line for line in text.splitlines() if "csrf" not in line.lower()]

    known, unknown = answers("vera"), answers("nora")
    assert list(map(without_token, known)) == list(map(without_token, unknown))


def test_what_is_kept_names_nobody(client, user):
    fail(client, 1)
    row = LoginFailure.objects.get()
    assert "vera" not in str(vars(row))
    assert "192.0.2.1" not in str(vars(row))
