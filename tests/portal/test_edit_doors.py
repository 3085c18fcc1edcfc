"""By whichever door an edit comes in (editor, bulk action, schedule, order, privacy), cached pages show it at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from portal.models import Alert, BrandSettings
from tests.conditions import editor
from tests.factories import (
    make_condition_treatment,
    make_guide,
    make_image,
    make_relation,
    make_standard,
    make_superuser,
    make_term,
    make_treatment,
)

pytestmark = pytest.mark.django_db

VISITING, PARKING, BUSES = "/visiting/", "/visiting/parking/", "/visiting/buses/"


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit():` what happens inside is committed at its end."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def staff():
    client = Client()
    client.force_login(make_superuser())
    return client


@pytest.fixture(autouse=True)
def pages():
    """A section with two pages, and the redirects of the admin's list of doors: {title: page}."""
    visiting = make_standard("Visiting")
    parking = make_standard("Parking", parent=visiting)
    return {"Visiting": visiting, "Parking": parking, "Buses": make_standard("Buses", parent=visiting)}


def read(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def keep(client, *paths):
    """Visit until the pages come from memory."""
    for path in paths:
        read(client, path)
        with CaptureQueriesContext(connection) as queries:
            read(client, path)
        assert len(queries) == 0, path


def order(html):
    return sorted(["Parking", "Buses"], key=lambda title: html.index(f">{title}<"))


# --- publishing -------------------------------------------------------------------------------------------------------


def test_publishing_in_the_editor(client, commit, staff, pages):
    keep(client, VISITING, PARKING)
    with commit():
        editor.edit(staff, pages["Parking"], action="publish", title="Where to park")
    assert "Where to park" in read(client, VISITING) and "Where to park" in read(client, PARKING)


def test_saving_a_draft_changes_nothing_and_costs_nothing(client, commit, staff, pages):
    keep(client, VISITING, PARKING)
    with commit():
        editor.edit(staff, pages["Parking"], title="Where to park")
    with CaptureQueriesContext(connection) as queries:
        assert "Where to park" not in read(client, VISITING) + read(client, PARKING)
    assert len(queries) == 0


@pytest.mark.parametrize("door", ["unpublish", "delete", "bulk unpublish", "bulk delete"])
def test_taking_a_page_away(client, commit, staff, pages, door):
    keep(client, VISITING, PARKING)
    with commit():
        if door.startswith("bulk"):
            editor.bulk(staff, door.removeprefix("bulk "), pages["Parking"])
        else:
            staff.post(reverse(f"wagtailadmin_pages:{door}", args=[pages["Parking"].pk]))
    read(client, PARKING, 404)
    html = read(client, VISITING)
    assert "Parking" not in html and "Buses" in html


def test_publishing_many_at_once(client, commit, staff, pages):
    drafts = [make_standard(f"Draft {number}", parent=pages["Visiting"], live=False) for number in range(2)]
    keep(client, VISITING)
    with commit():
        editor.bulk(staff, "publish", *drafts)
    html = read(client, VISITING)
    assert "Draft 0" in html and "Draft 1" in html


def test_a_scheduled_page_appears_and_goes_when_the_command_runs(client, commit, pages, clock):
    page = make_standard("Flu season", parent=pages["Visiting"], live=False)
    page.go_live_at, page.expire_at = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
    page.save_revision(approved_go_live_at=page.go_live_at)
    keep(client, VISITING)
    for _hour, is_there in enumerate((True, False)):
        clock.shift(timedelta(hours=1, seconds=1))
        read(client, VISITING)
        with commit():
            call_command("publish_scheduled")
        assert ("Flu season" in read(client, VISITING)) is is_there
        read(client, "/visiting/flu-season/", 200 if is_there else 404)


# --- the tree ---------------------------------------------------------------------------------------------------------


def test_another_order(client, commit, staff, pages):
    keep(client, VISITING)
    assert order(read(client, VISITING)) == ["Parking", "Buses"]
    with commit():
        staff.post(reverse("wagtailadmin_pages:set_page_position", args=[pages["Parking"].pk]))
    assert order(read(client, VISITING)) == ["Buses", "Parking"]


@pytest.mark.parametrize("door", ["move", "bulk move"])
def test_a_page_that_moves_leaves_its_old_place_and_can_still_be_reached(client, commit, staff, pages, door):
    about = make_standard("About")
    keep(client, VISITING, PARKING, "/about/")
    with commit():
        if door == "move":
            staff.post(reverse("wagtailadmin_pages:move_confirm", args=[pages["Parking"].pk, about.pk]))
        else:
            editor.bulk(staff, "move", pages["Parking"], chooser=about.pk)
    assert "Parking" not in read(client, VISITING)
    assert "Parking" in read(client, "/about/") and "About" in read(client, "/about/parking/")
    response = client.get(PARKING)
    assert (response.status_code, response["Location"]) == (301, "/about/parking/")


def test_another_slug(client, commit, staff, pages):
    keep(client, VISITING, PARKING)
    with commit():
        editor.edit(staff, pages["Visiting"], action="publish", slug="come-here")
    assert "/come-here/parking/" in read(client, "/come-here/")
    for old, new in ((VISITING, "/come-here/"), (PARKING, "/come-here/parking/")):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)


def test_a_copy(client, commit, staff, pages):
    keep(client, VISITING)
    data = {
        "new_title": "Trains",
        "new_slug": "trains",
        "new_parent_page": pages["Visiting"].pk,
        "publish_copies": "on",
        "alias": "",
    }
    with commit():
        staff.post(reverse("wagtailadmin_pages:copy", args=[pages["Parking"].pk]), data)
    assert "Trains" in read(client, VISITING)


# --- privacy ----------------------------------------------------------------------------------------------------------


def test_a_page_made_private_and_public_again(client, commit, staff, pages):
    address = reverse("wagtailadmin_pages:set_privacy", args=[pages["Parking"].pk])
    keep(client, VISITING, PARKING)
    with commit():
        staff.post(address, {"restriction_type": PageViewRestriction.LOGIN})
    response = client.get(PARKING)
    assert response.status_code == 302 and "/login/" in response["Location"]
    assert "Parking" not in read(client, VISITING)
    assert "Parking" in staff.get(PARKING).content.decode()
    with commit():
        staff.post(address, {"restriction_type": PageViewRestriction.NONE})
    assert "Parking" in read(client, VISITING) and "Parking" in read(client, PARKING)


def test_a_private_guide_is_named_on_no_page_for_everybody(client, commit):
    secret, open_guide = make_guide("Secret guide"), make_guide("Open guide")
    make_relation(open_guide, secret)
    make_relation(secret, open_guide, "risk_factor_for")
    ablation = make_treatment("Ablation")
    make_condition_treatment(secret, ablation)
    make_condition_treatment(open_guide, make_treatment("Secret treatment"))
    paths = ["/cancer-types/", open_guide.url, ablation.url]
    keep(client, *paths)
    assert all("Secret guide" in read(client, path) for path in paths)
    with commit():
        for title in ("Secret guide", "Secret treatment"):
            restriction = {"page": Page.objects.get(title=title), "restriction_type": PageViewRestriction.LOGIN}
            PageViewRestriction.objects.create(**restriction)
    for path in paths:
        assert "Secret" not in read(client, path), path


def test_a_private_chapter_is_in_no_list_and_not_in_the_whole_guide(client, commit):
    guide = make_guide("Liver metastases", chapters=["symptoms", "diagnosis"])
    paths = [guide.url, f"{guide.url}all/", f"{guide.url}diagnosis/"]
    keep(client, *paths)
    chapter = Page.objects.get(title="Symptoms")
    with commit():
        PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.LOGIN)
    for path in paths:
        assert "Symptoms" not in read(client, path), path
    assert client.get(chapter.url).status_code == 302


# --- what is not a page -----------------------------------------------------------------------------------------------


def test_a_redirect_made_in_the_admin(client, commit, staff, pages):
    read(client, "/garage/", 404)
    data = {
        "old_path": "/garage/",
        "is_permanent": "on",
        "redirect_page": pages["Parking"].pk,
        "redirect_link": "",
        "site": "",
    }
    with commit():
        staff.post(reverse("wagtailredirects:add"), data)
    assert Redirect.objects.get().old_path == "/garage"
    response = client.get("/garage/")
    assert (response.status_code, response["Location"]) == (301, PARKING)


def test_settings_and_snippets_of_the_admin(client, commit, staff):
    keep(client, VISITING)
    brand = {
        "name": "Lake Cancer Center",
        "name_line_1": "",
        "name_line_2": "",
        "short_name": "",
        "disclaimer": "",
        "logo": "",
    }
    address = reverse("wagtailsettings:edit", args=["portal", "brandsettings", BrandSettings.load().pk])
    now = timezone.localtime()
    alert = {
        "level": "notice",
        "title": "Snow storm",
        "message": "Please call before you come.",
        "link": "",
        "section": "",
        "starts_at": f"{now - timedelta(hours=1):%Y-%m-%d %H:%M}",
        "ends_at": f"{now + timedelta(hours=1):%Y-%m-%d %H:%M}",
    }
    with commit():
        assert staff.post(address, brand).status_code == 302
        assert staff.post(reverse(Alert.snippet_viewset.get_url_name("add")), alert).status_code == 302
    html = read(client, VISITING)
    assert "Lake Cancer Center" in html and "Snow storm" in html


def test_a_picture_in_the_admin(client, commit, staff):
    image = make_image("A liver")
    make_term("Bile", image=image)
    keep(client, "/glossary/bile/")
    data = {
        "title": "Liver",
        "description": "A drawing",
        "credit": "R. Example",
        "kind": "photo",
        "tags": "",
        "long_description": "",
    }
    with commit():
        assert staff.post(reverse("wagtailimages:edit", args=[image.pk]), data).status_code == 302
    html = read(client, "/glossary/bile/")
    assert 'alt="A drawing"' in html and "R. Example" in html
