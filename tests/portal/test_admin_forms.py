"""Wrong use of the admin gets a clear message at the right field, and nothing is lost."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.blocks import LinkBlock
from portal.models import (
    Alert,
    ContactPoint,
    FooterSettings,
    HomePage,
    NavigationSettings,
    OpeningCalendar,
    PortalImage,
    StandardPage,
    Team,
)
from tests import factories
from tests.conditions import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(factories.make_superuser())
    return client


def snippet_url(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


# ---- contact points ----


def contact(**fields):
    calendar = factories.make_calendar()
    defaults = {"label": "appointments", "title": "Call us", "phone_e164": "+12125550140", "calendar": calendar.pk}
    return defaults | {"extension": "", "tty": "711"} | fields


def test_two_contact_points_cannot_have_one_label(staff):
    factories.make_contact_point("appointments")
    response = staff.post(snippet_url(ContactPoint, "add"), contact(title="Typed title"))
    assert "label already" in editor.errors_of(response)["label"][0]
    assert "Typed title" in response.content.decode()
    assert ContactPoint.objects.count() == 1


def test_a_contact_point_cannot_take_the_label_of_another(staff):
    factories.make_contact_point("appointments")
    other = factories.make_contact_point("billing")
    response = staff.post(snippet_url(ContactPoint, "edit", other.pk), contact())
    assert "label" in editor.errors_of(response)
    assert staff.post(snippet_url(ContactPoint, "edit", other.pk), contact(label="billing")).status_code == 302


@pytest.mark.parametrize("phone", ["212 555 0140", "+1 212 555 0140", "+12", "call me"])
def test_a_phone_number_is_written_in_one_form(staff, phone):
    response = staff.post(snippet_url(ContactPoint, "add"), contact(phone_e164=phone))
    assert "+12125550140" in editor.errors_of(response)["phone_e164"][0] or phone == "+12"


def test_a_calendar_needs_a_time_zone_that_exists(staff):
    data = {"name": "Odd", "time_zone": "New York"} | nested_form_data({"spans": editor.no_rows()})
    response = staff.post(snippet_url(OpeningCalendar, "add"), data)
    assert "America/New_York" in editor.errors_of(response)["time_zone"][0]


def test_a_calendar_in_use_cannot_be_deleted_and_its_contacts_are_named(staff):
    calendar = factories.make_contact_point(title="Call the clinic").calendar
    response = staff.post(snippet_url(OpeningCalendar, "delete", calendar.pk), follow=True)
    assert "Call the clinic" in editor.messages_of(response)
    assert OpeningCalendar.objects.filter(pk=calendar.pk).exists()


def test_a_contact_point_of_the_footer_cannot_be_deleted(staff):
    point = factories.make_contact_point()
    footer = FooterSettings.load()
    footer.main_contact = point
    footer.save()
    response = staff.post(snippet_url(ContactPoint, "delete", point.pk), follow=True)
    assert "in use" in editor.messages_of(response)
    assert ContactPoint.objects.filter(pk=point.pk).exists()


# ---- alerts and teams ----


def test_an_alert_ends_after_it_starts(staff):
    data = {"level": "notice", "title": "Storm", "message": "Call first.", "starts_at": "2026-01-02 08:00"}
    response = staff.post(snippet_url(Alert, "add"), data | {"ends_at": "2026-01-01 08:00", "link": "", "section": ""})
    assert "ends_at" in editor.errors_of(response)
    assert staff.post(snippet_url(Alert, "add"), data | {"ends_at": "2026-01-03 08:00"}).status_code == 302


def test_a_team_that_nobody_needs_can_be_deleted(staff):
    team = factories.make_team()
    staff.post(snippet_url(Team, "delete", team.pk))
    assert not Team.objects.exists()


# ---- images ----


def picture(**fields):
    defaults = {"title": "A nurse", "kind": "photo", "description": "A nurse talks.", "credit": "The center"}
    return defaults | {"file": factories.picture_file(), "collection": factories.make_collection().pk} | fields


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"description": ""}, "description"),
        ({"description": " "}, "description"),
        ({"description": "x" * 126}, "description"),
        ({"credit": ""}, "credit"),
        ({"shows_people": "on"}, "consent_on_file"),
        ({"kind": "diagram"}, "long_description"),
    ],
)
def test_a_picture_without_what_readers_need_is_refused_at_that_field(staff, fields, field):
    response = staff.post(reverse("wagtailimages:add"), picture(**fields))
    assert list(editor.errors_of(response)) == [field]
    assert not PortalImage.objects.exists()


def test_a_decorative_picture_needs_no_text(staff):
    assert staff.post(reverse("wagtailimages:add"), picture(description="", is_decorative="on")).status_code == 302
    assert PortalImage.objects.get().default_alt_text == ""


def test_several_pictures_uploaded_together_ask_for_their_text(staff):
    data = {"files[]": factories.picture_file(), "title": "many", "collection": factories.make_collection().pk}
    answer = staff.post(reverse("wagtailimages:add_multiple"), data)
    assert answer.json()["success"]
    assert "description" in answer.json()["form"]
    assert not PortalImage.objects.exists()


def test_a_picture_uploaded_while_choosing_one_needs_its_text(staff):
    prefix = "image-chooser-upload-"
    data = {f"{prefix}{name}": value for name, value in picture(description="").items()}
    answer = staff.post(reverse("wagtailimages_chooser:create"), data).json()
    assert answer["step"] == "reshow_creation_form"
    assert "people who cannot see it" in answer["htmlFragment"]


def hero(image, **fields):
    block = {
        "image": {"image": image.pk, "decorative": "", "alt_text": ""} | fields,
        "caption": "",
        "people": streamfield([]),
    }
    return streamfield([("hero", block)])


# Wagtail leaves the temporary file of a new rendition to the garbage collector
@pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
def test_a_picture_on_a_page_needs_words_before_it_is_published(staff):
    page = factories.make_standard()
    image = factories.make_image()
    response = editor.edit(staff, page, "publish", hero=hero(image))
    assert "hero" in editor.errors_of(response)
    assert "alt text" in response.content.decode()
    assert editor.edit(staff, page, hero=hero(image)).status_code == 302
    assert editor.edit(staff, page, "publish", hero=hero(image, alt_text="A nurse")).status_code == 302


# ---- links ----

UNSAFE = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/ok\nSet-Cookie: a",
    "http://example.org",
    "https://",
    "https:///evil.example",
    "https://good.example\\@evil.example",
    "www.example.org",
    "vbscript:x",
]
SAFE = [
    "/",
    "/visit/#parking",
    "/search/?q=liver",
    "https://example.org/a?b=c#d",
    "mailto:a@example.org",
    "tel:+12125550140",
]


@pytest.mark.parametrize("address", UNSAFE)
@pytest.mark.parametrize("draft", [False, True])
def test_an_unsafe_address_is_refused_in_drafts_too(address, draft):
    block = LinkBlock()
    value = block.to_python({"title": "Here", "page": None, "address": address})
    with pytest.raises(ValidationError) as error:
        (block.clean_deferred if draft else block.clean)(value)
    assert list(error.value.block_errors) == ["address"]


@pytest.mark.parametrize("address", SAFE)
def test_a_safe_address_is_accepted(address):
    block = LinkBlock()
    value = block.to_python({"title": "Here", "page": None, "address": address})
    assert block.clean(value).url == address


def test_a_link_needs_one_goal_and_words():
    block = LinkBlock()
    page = factories.make_standard()
    for given, field in (
        ({"title": "Here"}, "page"),
        ({"title": "Here", "page": page.pk, "address": "/"}, "page"),
        ({"address": "/"}, "title"),
    ):
        value = block.to_python({"title": "", "page": None, "address": ""} | given)
        with pytest.raises(ValidationError) as error:
            block.clean(value)
        assert list(error.value.block_errors) == [field]
        block.clean_deferred(value)
    assert block.clean(block.to_python({"title": "", "page": page.pk, "address": ""})).text == page.title


def test_an_unsafe_address_in_the_menu_is_refused_by_the_form(staff):
    menu = NavigationSettings.load()
    entry = {"link": {"title": "Here", "page": "", "address": "javascript:alert(1)"}, "children": streamfield([])}
    data = nested_form_data({"menu": streamfield([("entry", entry)]), "patient_portal_url": ""})
    response = staff.post(reverse("wagtailsettings:edit", args=["portal", "navigationsettings", menu.pk]), data)
    assert "menu" in editor.errors_of(response)
    assert not NavigationSettings.load().menu


# ---- drafts ----


def test_a_half_done_page_can_be_saved_as_a_draft_and_not_published(staff):
    page = factories.make_standard(live=False)
    half = streamfield([("questions", {"title": "", "items": streamfield([])})])
    assert editor.edit(staff, page, body=half).status_code == 302
    assert "body" in editor.errors_of(editor.edit(staff, page, "publish", body=half))


def test_bulk_publish_of_a_half_done_page_names_it(staff):
    page = factories.make_standard("Half page", live=False)
    page.body = [("questions", {"title": "", "items": []})]
    page.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = staff.post(f"{url}?next=/admin/&id={page.pk}", follow=True)
    assert "Half page" in editor.messages_of(response)
    assert "“Body” is not finished" in editor.messages_of(response)
    assert not Page.objects.get(pk=page.pk).live


def test_bulk_publish_of_an_alias_says_why_not(staff):
    page = factories.make_standard("Visiting", live=False)
    alias = page.create_alias(update_slug="alias")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = staff.post(f"{url}?next=/admin/&id={alias.pk}", follow=True)
    assert "follows" in editor.messages_of(response)


def test_an_ordinary_page_is_copied_and_published_as_before(staff):
    page = factories.make_standard()
    fields = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": HomePage.objects.get().pk,
        "publish_copies": "on",
    }
    staff.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), fields)
    assert StandardPage.objects.get(slug="copy").live


# ---- one's own account ----


def test_the_zones_to_choose_from_are_those_that_browsers_know(staff, settings):
    html = staff.get(reverse("wagtailadmin_account")).content.decode()
    zones = re.findall(r'<option value="([^"]+)"', html[html.index("locale-current_time_zone") :])
    assert settings.TIME_ZONE in zones and "localtime" not in zones
    assert 1 < len(set(zones)) < 50
