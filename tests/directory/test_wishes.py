"""Doctor and place on the way to a visit: from their pages into both forms, and from there to the scheduler's step."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments.models import RequestDraft, Visit
from portal.source_page import request_url
from tests.appointments.forms_data import REFERRAL, SELF, begin, fill, main_of, page_of, send, sending, sent
from tests.appointments.makers import make_request, make_settings, make_staff, take
from tests.directory.makers import make_doctor, make_place
from tests.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(clock):
    make_settings()
    make_home()
    return make_doctor("Rivera", specialties=["urology"], places=[make_place()])


def query_of(entry, form="request"):
    return "?" + request_url(entry, form).partition("?")[2]


def chosen(client, url, name) -> str:
    """What is selected in this question."""
    select = re.search(rf'<select name="{name}".*?</select>', client.get(url).content.decode(), re.S)[0]
    found = re.search(r'<option value="([^"]*)" selected', select)
    return found[1] if found else ""


@pytest.mark.parametrize(("form", "answers", "slug"), [("request", SELF, "need"), ("referral", REFERRAL, "clinical")])
@pytest.mark.parametrize("name", ["preferred_clinician", "preferred_location"])
def test_who_comes_from_a_page_finds_it_filled_in(client, house, form, answers, slug, name):
    entry = house if name == "preferred_clinician" else house.locations.get()
    url = begin(client, form, query_of(entry))
    for page, typed in answers.items():
        if page == slug:
            break
        client.post(page_of(url, page), typed)
    assert chosen(client, page_of(url, slug), name) == entry.slug


def test_the_first_page_names_the_wish_and_takes_it_away(client, house):
    html = main_of(client.get(request_url(house)))
    assert "Ana Rivera" in html and f'href="{reverse("appointments:request")}"' in html
    assert "Rivera" not in main_of(client.get(reverse("appointments:request")))


def test_a_wish_that_was_taken_back_is_not_sent(client, house):
    check = fill(client, source=query_of(house))
    assert "Rivera" not in main_of(client.get(check))  # this page was sent with “No preference”
    assert send(client, check).status_code == 303


@pytest.mark.parametrize("token", ["doctor-1", "doctor-1:x", "doctor-999999:x", "location-", "user-1:y"])
def test_a_forged_wish_is_ignored(client, token):
    begin(client, source=f"?from={token}")
    draft = RequestDraft.objects.get()
    assert (draft.doctor, draft.place, draft.source_page) == (None, None, None)


def test_a_doctor_who_retired_is_not_wished_for(client, house):
    source = query_of(house)
    house.is_active = False
    house.save()
    begin(client, source=source)
    assert RequestDraft.objects.get().doctor is None


@pytest.mark.parametrize("name", ["preferred_clinician", "preferred_location"])
def test_a_wish_that_retires_while_the_form_is_open_is_told_on_the_check_page(
    client, house, name, django_capture_on_commit_callbacks
):
    make_doctor("Lorem", places=[make_place("North Clinic")])
    entry = house if name == "preferred_clinician" else house.locations.get()
    check = fill(client, need=SELF["need"] | {name: entry.slug})
    shown = sending(client, check)
    entry.is_active = False
    with django_capture_on_commit_callbacks(execute=True):
        entry.save()
    response = client.post(check, shown)
    assert response.status_code == 409 and "Your answers changed" in main_of(response)
    assert entry.name not in main_of(response)
    assert send(client, check).status_code == 303


def test_a_referral_keeps_doctor_and_place(house):
    place = house.locations.get()
    request = sent(REFERRAL, "referral", clinical={"preferred_clinician": house.slug, "preferred_location": place.slug})
    assert (request.clinical.preferred_doctor, request.clinical.preferred_place) == (house, place)
    assert (request.clinical.preferred_clinician, request.clinical.preferred_location) == (house.name, place.name)


def test_without_a_directory_nothing_is_asked(client, house):
    house.is_active = False
    house.save()
    request = sent()
    assert request.clinical.preferred_clinician == ""


# ---- the scheduler -----------------------------------------------------------------------------------------------------

WHEN = {"date": "2026-12-01", "time": "10:30", "length": "45", "time_zone": "America/New_York", "modality": "in_person"}


@pytest.fixture
def desk(client, house):
    ana = make_staff("ana", "Scheduler")
    wish = {"preferred_doctor": house, "preferred_clinician": house.name}
    request = make_request("contacting", owner=ana, clinical=wish)
    client.force_login(ana)
    return request


def step(client, request, **typed):
    request.refresh_from_db()
    url = reverse("appointments_desk:schedule", args=[request.pk])
    return client.post(url, WHEN | {"version": request.version} | typed)


def test_the_wish_is_chosen_beforehand(client, desk, house):
    url = reverse("appointments_desk:schedule", args=[desk.pk])
    assert chosen(client, url, "doctor") == house.slug


@pytest.mark.parametrize("others", [True, False])
def test_a_wish_for_one_who_retired_since_stands_in_words(client, desk, house, others):
    place = house.locations.get()
    clinical = desk.clinical
    clinical.preferred_place, clinical.preferred_location = place, place.name
    clinical.save()
    if others:
        make_doctor("Lorem", places=[make_place("North Clinic")])
    for entry in (house, place):
        entry.is_active = False
        entry.save()
    html = client.get(reverse("appointments_desk:schedule", args=[desk.pk])).content.decode()
    assert f'value="{house.name}"' in html and f'value="{place.name}"' in html


def test_a_visit_names_rows_of_the_directory_and_their_names(client, desk, house):
    place = house.locations.get()
    assert step(client, desk, place=place.slug, doctor=house.slug).status_code == 302
    visit = Visit.objects.get()
    assert (visit.place, visit.location, visit.doctor, visit.clinician) == (place, place.name, house, house.name)
    calendar = client.get(reverse("appointments_desk:visit_file", args=[desk.pk, visit.pk])).content.decode()
    assert "Main Campus\\, 1 Example Way" in calendar.replace("\r\n ", "")


def test_another_place_is_told_in_words(client, desk):
    assert step(client, desk, location="At the partner's clinic").status_code == 302
    assert (Visit.objects.get().place, Visit.objects.get().location) == (None, "At the partner's clinic")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({}, "place"), ({"place": "nowhere"}, "place"), ({"place": "main-campus", "doctor": "dr-who"}, "doctor")],
)
def test_a_visit_without_a_place_or_with_an_unknown_one_is_refused(client, desk, typed, field):
    response = step(client, desk, **typed)
    assert field in response.context["form"].errors
    assert not Visit.objects.exists()


def test_words_beside_a_chosen_entry_are_refused_and_not_dropped(client, desk, house):
    response = step(client, desk, location="Main Campus", place="main-campus", doctor=house.slug, clinician="Dr. Lee")
    assert response.context["form"].errors.keys() == {"clinician"}
    assert 'value="Dr. Lee"' in response.content.decode() and not Visit.objects.exists()
    assert step(client, desk, place="main-campus", clinician="Dr. Lee").status_code == 302
    assert Visit.objects.get().clinician == "Dr. Lee"


def test_a_visit_of_a_doctor_who_retired_can_be_moved(client, desk, house):
    place = house.locations.get()
    step(client, desk, place=place.slug, doctor=house.slug)
    house.is_active = False
    house.save()
    response = step(client, desk, place=place.slug, doctor=house.slug, time="11:30")
    assert response.status_code == 302, response.context["form"].errors
    assert Visit.objects.latest("created_at").doctor == house


def test_what_was_typed_before_the_directory_stays_readable(client, desk):
    take("schedule", desk, desk.assigned_to, **visit_in_words())
    html = client.get(reverse("appointments_desk:detail", args=[desk.pk])).content.decode()
    assert "Old wing" in html and "Dr. Before" in html
    url = reverse("appointments_desk:schedule", args=[desk.pk])
    assert 'value="Old wing"' in client.get(url).content.decode()


def visit_in_words():
    start = timezone.now() + timedelta(days=2)
    when = {"start": start, "end": start + timedelta(hours=1), "time_zone": "America/New_York"}
    return when | {"location": "Old wing", "clinician": "Dr. Before"}


def test_the_longest_name_fits_into_a_request_and_a_visit(client):
    doctor = make_doctor("L" * 80, given_name="A" * 80)
    ana = make_staff("ana", "Scheduler")
    clinical = sent(need=SELF["need"] | {"preferred_clinician": doctor.slug}).clinical
    assert clinical.preferred_clinician == doctor.name[:160]
    wish = {"preferred_doctor": doctor, "preferred_clinician": clinical.preferred_clinician}
    request = make_request("contacting", owner=ana, clinical=wish)
    client.force_login(ana)
    assert chosen(client, reverse("appointments_desk:schedule", args=[request.pk]), "doctor") == doctor.slug
    assert step(client, request, place="main-campus", doctor=doctor.slug).status_code == 302
    assert Visit.objects.get().clinician == doctor.name[:160]
