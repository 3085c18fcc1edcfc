"""The directory in the admin: who may edit it, what the form stores, what the lists say."""

import csv
import io

import pytest
from django.urls import reverse

from portal.directory.models import Doctor, Location
from tests.appointments.makers import make_staff
from tests.directory.makers import make_doctor, make_place
from tests.factories import make_guide, make_superuser

pytestmark = pytest.mark.django_db


def url(model, view, *args):
    return reverse(f"wagtailsnippets_directory_{model}:{view}", args=args)


@pytest.fixture
def editor(client):
    client.force_login(make_staff("editor", "Editor"))
    return client


def typed(**fields):
    return {
        "family_name": "Newman",
        "npi": "",
        "bio_language": "en",
        "is_active": "on",
        "source_id": "",
        "slug": "",
    } | fields


def test_an_editor_adds_a_doctor_with_the_conditions_and_places(editor):
    guide, place = make_guide("Liver metastases"), make_place()
    answers = typed(
        conditions=[guide.pk], locations=[place.pk], specialties=["urology", "dermatology"], languages=["es"]
    )
    response = editor.post(url("doctor", "add"), answers)
    assert response.status_code == 302, response.context["form"].errors
    doctor = Doctor.objects.get()
    assert (doctor.slug, doctor.source_id) == ("newman", "hand-newman")
    assert doctor.specialties == ["urology", "dermatology"]
    assert [row.condition for row in doctor.treated_conditions.all()] == [guide]
    assert list(doctor.locations.all()) == [place]


def test_an_editor_takes_a_condition_away(editor):
    guide, other = make_guide("Liver metastases"), make_guide("Skin cancer")
    doctor = make_doctor(treats=[guide, other])
    response = editor.post(url("doctor", "edit", doctor.pk), typed(conditions=[other.pk], slug=doctor.slug))
    assert response.status_code == 302, response.context["form"].errors
    assert [row.condition.title for row in doctor.treated_conditions.all()] == ["Skin cancer"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"npi": "123"}, "npi"),
        ({"npi": "1234567890"}, "npi"),
        ({"family_name": ""}, "family_name"),
        ({"specialties": ["banana"]}, "specialties"),
        ({"slug": "taken"}, "slug"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(editor, fields, field):
    make_doctor(slug="taken")
    response = editor.post(url("doctor", "add"), typed(**fields))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert Doctor.objects.count() == 1


def test_two_doctors_never_share_an_npi(editor):
    make_doctor(npi="9999900019")
    response = editor.post(url("doctor", "add"), typed(npi="9999900019"))
    assert "Another doctor has this NPI." in response.content.decode()


def test_half_a_position_is_refused(editor):
    answers = {"name": "River", "street": "1", "city": "L", "country": "US", "text_language": "en", "latitude": "43.6"}
    response = editor.post(url("location", "add"), answers)
    assert "Give both latitude and longitude, or neither." in response.content.decode()
    assert not Location.objects.exists()


def test_retired_doctors_stand_in_the_list_and_say_so(editor):
    doctor = make_doctor("Gone", is_active=False, treats=[make_guide()])
    html = editor.get(url("doctor", "list")).content.decode()
    assert "Ana Gone (retired)" in html
    assert f'href="{url("doctor", "edit", doctor.pk)}"' in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?specialties=urology", ["Example"]),
        ("?accepting_new_patients=false", ["Sample"]),
        ("?q=sam", ["Sample"]),
        ("?is_active=true", ["Example", "Sample"]),
    ],
)
def test_the_list_is_narrowed(editor, query, names):
    make_doctor("Example", specialties=["urology"])
    make_doctor("Sample", accepting_new_patients=False)
    make_doctor("Gone", is_active=False, given_name="Old", accepting_new_patients=True)
    rows = editor.get(url("doctor", "list") + query).context["object_list"]
    assert [doctor.family_name for doctor in rows] == names


@pytest.mark.parametrize("role", ["Editor", "Moderator", None])
def test_nobody_deletes_a_doctor(client, role):
    doctor = make_doctor()
    client.force_login(make_staff("person", role) if role else make_superuser("root"))
    assert client.post(url("doctor", "delete", doctor.pk)).status_code == 302
    assert Doctor.objects.filter(pk=doctor.pk).exists()


@pytest.mark.parametrize("role", ["Scheduler", "Auditor", "Medical reviewer"])
@pytest.mark.parametrize("view", ["list", "add"])
def test_others_do_not_edit_the_directory(client, role, view):
    client.force_login(make_staff("person", role))
    assert client.get(url("doctor", view)).status_code == 302


def test_a_download_has_the_shape_of_the_import_and_no_formula(editor):
    make_doctor("=1+1", given_name="", languages=["en", "es"], places=[make_place(source_id="p1")])
    text = b"".join(editor.get(url("doctor", "list") + "?export=csv").streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["family_name"], row["languages"], row["locations"]) == ("'=1+1", "en; es", "p1")
    assert list(row)[:3] == ["source_id", "slug", "is_active"]
