"""Signs of a machine. They add up to a look by a person, never to a refusal; and people are not held."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone

from appointments import spam
from appointments.models import AppointmentRequest, RequestDraft
from tests.appointments.forms_data import SELF, begin, fill, send, sending
from tests.appointments.makers import make_settings
from tests.factories import make_home

NONCE = "6f1c0f4e-58a5-4b6a-9c11-1d4f0c5f1a11"
HUMAN = "I was told last week and do not know what to ask"
LINKS = "Cheap pills at https://pills.example/buy now"


@pytest.fixture
def site(clock, db):
    make_settings()
    return make_home()


def signs(text="", *, seconds=60, trap="", proof=True, load=None, nonce=NONCE):
    worked = spam.work(spam.challenge_for(nonce)) if proof is True else proof or ""
    sending = spam.Sending(
        started_at=timezone.now() - timedelta(seconds=seconds),
        trap=trap,
        proof=worked,
        nonce=nonce,
        load=load or spam.Load(),
    )
    return spam.signs_of(sending, text)


BUSY = spam.Load(network=6)


@pytest.mark.parametrize(
    ("named", "held_for"),
    [
        ({}, []),
        ({"proof": False}, []),  # without JavaScript, at a human pace
        ({"proof": False, "text": HUMAN}, []),
        ({"load": BUSY}, []),  # a clinic behind one address
        ({"trap": "x"}, ["honeypot"]),
        ({"trap": "x", "text": HUMAN}, []),  # a browser filled it in; a person wrote the words
        ({"seconds": 2}, ["too_fast"]),
        ({"seconds": 3}, []),
        ({"proof": "rubbish"}, ["wrong_proof"]),
        ({"proof": False, "load": BUSY}, ["no_proof", "busy_network"]),
        ({"proof": False, "load": BUSY, "text": HUMAN}, []),
        ({"text": LINKS}, ["links"]),
        ({"text": "x" * 70, "proof": False}, ["no_proof", "gibberish"]),
        ({"text": "أشعر بالخوف ولا أعرف ماذا أسأل", "trap": "x"}, []),
        ({"trap": "x", "seconds": 1, "proof": False, "text": LINKS}, ["honeypot", "too_fast", "no_proof", "links"]),
        ({"load": spam.Load(site=121), "proof": False}, ["no_proof", "busy_network"]),
    ],
)
def test_signs_add_up(clock, named, held_for):
    assert signs(**named) == held_for


# ---- proof of work ---------------------------------------------------------------------------------------------------


def test_work_proves_once(clock):
    proof = spam.work(spam.challenge_for(NONCE))
    assert spam.is_proof(proof, NONCE)
    assert not spam.is_proof(proof, NONCE), "used"


def test_work_proves_for_one_form_only_and_not_for_ever(clock):
    proof = spam.work(spam.challenge_for(NONCE))
    assert not spam.is_proof(proof, "another")
    clock.shift(spam.PROOF_LASTS + 1)
    assert not spam.is_proof(proof, NONCE)


def test_too_little_work_proves_nothing(clock):
    challenge = spam.challenge_for(NONCE)
    number = 0
    while spam.zero_bits(f"{challenge['text']}:{number}") >= challenge["bits"]:
        number += 1
    assert not spam.is_proof(f"{challenge['text']}:{number}", NONCE)


def test_a_challenge_made_easier_is_not_ours(clock):
    easier = spam.challenge_for(NONCE)["text"].replace(f".{spam.BITS}.", ".0.")
    assert not spam.is_proof(f"{easier}:0", NONCE)


@pytest.mark.parametrize("proof", ["", ":", "...", "a.b.c.d:1", "é.é.é:1", "x" * 5000, "1.2.3", f"{NONCE}.1.12.٣:1"])
def test_rubbish_proves_nothing(clock, proof):
    assert not spam.is_proof(proof, NONCE)


def test_work_is_harder_on_a_busy_network():
    assert spam.challenge_for(NONCE, spam.Load(network=5))["bits"] > spam.challenge_for(NONCE)["bits"]


# ---- load ------------------------------------------------------------------------------------------------------------


def from_address(address):
    return RequestFactory().post("/", REMOTE_ADDR=address)


def test_a_network_is_counted_by_all_together_in_ten_minutes(clock):
    loads = [spam.count_sending(from_address("192.0.2.7")).network for _turn in range(6)]
    assert loads == [1, 2, 3, 4, 5, 6]
    assert spam.count_sending(from_address("192.0.2.8")).network == 1
    clock.shift(spam.WINDOW)
    assert spam.count_sending(from_address("192.0.2.7")).network == 1


def test_a_household_with_many_ipv6_addresses_is_one_network():
    one, two, other = (
        spam.network_of(from_address(address)) for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")
    )
    assert one == two != other
    assert "2001" not in one


@pytest.mark.parametrize("address", ["", "nonsense", "192.0.2.7"])
def test_any_address_is_some_network(address):
    assert spam.network_of(from_address(address))


def test_without_the_cache_nobody_is_stopped(monkeypatch):
    def away(*arguments, **named):
        raise ConnectionError

    monkeypatch.setattr(cache, "add", away)
    monkeypatch.setattr(cache, "get", away)
    assert spam.count_sending(from_address("192.0.2.7")) == spam.Load()
    assert spam.present_load(from_address("192.0.2.7")) == spam.Load()
    assert spam.is_proof(spam.work(spam.challenge_for(NONCE)), NONCE)


# ---- as a browser meets them -----------------------------------------------------------------------------------------


def test_a_person_without_javascript_goes_to_the_queue(site, client, clock):
    check = fill(client)
    clock.shift(60)
    send(client, check)
    assert AppointmentRequest.objects.get().status == "new"


def test_a_machine_is_held_and_told_nothing(site, client):
    response = send(client, fill(client))  # in no time at all
    assert response.url.endswith("/sent/")
    assert AppointmentRequest.objects.get().spam_signs == ["too_fast", "no_proof"]


def test_the_trap_counts_on_every_page(site, client, clock):
    check = fill(client, who={"website": "http://spam.example"})
    clock.shift(60)
    send(client, check)
    assert AppointmentRequest.objects.get().spam_signs == ["honeypot", "no_proof"]


def test_the_trap_is_out_of_reach_of_people(site, client):
    html = client.get(begin(client)).content.decode()
    trap = html[html.index('class="trap"') :]
    assert 'aria-hidden="true"' in trap[:60] and 'tabindex="-1"' in trap[:300] and 'autocomplete="off"' in trap[:300]


def test_a_proof_from_the_page_is_taken(site, client, clock):
    check = fill(client)
    clock.shift(60)
    html = client.get(check).content.decode()
    text, bits = re.search(r'data-proof="([^"]+)" data-bits="(\d+)"', html).groups()
    proof = spam.work({"text": text, "bits": int(bits)})
    send(client, check, proof=proof)
    assert AppointmentRequest.objects.get().spam_signs == []


def test_a_busy_network_only_raises_the_score(site, client, clock):
    for turn in range(7):
        check = fill(client, patient={"given_name": f"Ana {turn}"})
        clock.shift(10)
        assert send(client, check).url.endswith("/sent/")
    statuses = list(AppointmentRequest.objects.order_by("submitted_at").values_list("status", flat=True))
    assert statuses == ["new"] * 5 + ["held"] * 2


def test_a_flood_is_asked_to_wait_and_loses_nothing(site, client, clock):
    check = fill(client)
    clock.shift(60)
    posted = sending(client, check)
    for _turn in range(spam.TOO_MANY):
        spam.count_sending(from_address("127.0.0.1"))
    response = client.post(check, posted)
    html = response.content.decode()
    assert response.status_code == 429 and 0 < int(response["Retry-After"]) <= spam.WINDOW
    assert "Please wait a little" in html and "tel:+12125550140" in html and "Nothing was sent yet" in html
    assert RequestDraft.objects.exists() and not AppointmentRequest.objects.exists()
    clock.shift(int(response["Retry-After"]))
    assert client.post(check, posted).url.endswith("/sent/")


def test_reading_pages_is_never_limited(site, client):
    check = fill(client, SELF)
    for _turn in range(spam.TOO_MANY + 5):
        spam.count_sending(from_address("127.0.0.1"))
    assert client.get(check).status_code == 200


def test_forms_cannot_be_begun_without_end(site, client, clock, monkeypatch):
    monkeypatch.setattr(spam, "TOO_MANY_STARTS", 3)
    for _turn in range(3):
        begin(client)
    response = client.post("/appointments/request/start/")
    assert response.status_code == 429 and "tel:+12125550140" in response.content.decode()
    assert RequestDraft.objects.count() == 3
    clock.shift(int(response["Retry-After"]))
    begin(client)
