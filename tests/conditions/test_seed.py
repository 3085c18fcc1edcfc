"""The seed: repeating it changes nothing, what people changed stays, and nobody gets a password twice."""

from collections import Counter

import pytest
from django.core.management import call_command
from wagtail.models import Page, PageLogEntry, Revision

from conditions.models import Citation, ConditionPage, GlossaryTerm, ReviewRecord
from portal.models import (
    Alert,
    BrandSettings,
    ContactPoint,
    FooterSettings,
    HomePage,
    ImportRecord,
    NavigationSettings,
    StandardPage,
    User,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

COUNTED = (Page, Revision, PageLogEntry, ReviewRecord, Citation, GlossaryTerm, ImportRecord, ContactPoint, Alert, User)


@pytest.fixture(autouse=True)
def state_dir(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    return tmp_path


def rows():
    return Counter({model.__name__: model.objects.count() for model in COUNTED})


def test_a_second_seed_changes_nothing(state_dir):
    before, newest = rows(), Revision.objects.latest("pk").pk
    call_command("seed")
    assert rows() == before
    assert Revision.objects.latest("pk").pk == newest
    assert list(state_dir.iterdir()) == []


def test_a_site_that_has_a_home_page_is_left_alone():
    ConditionPage.objects.get(slug="hepatoblastoma").delete()
    call_command("seed", if_empty=True)
    assert not ConditionPage.objects.filter(slug="hepatoblastoma").exists()


def test_what_was_deleted_comes_back_with_the_next_seed():
    ConditionPage.objects.get(slug="hepatoblastoma").delete()
    call_command("seed")
    assert ConditionPage.objects.get(slug="hepatoblastoma").live


def edit(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision()


def draft(page):
    return page.get_latest_revision_as_object()


@pytest.mark.parametrize(
    ("model", "slug"), [(HomePage, "home"), (StandardPage, "mission-and-values"), (ConditionPage, "breast-cancer")]
)
def test_a_page_that_an_editor_changed_is_kept(model, slug):
    page = model.objects.get(slug=slug)
    edit(page, title="An editor wrote this.")
    ImportRecord.objects.filter(page=page).update(digest="of an older demo")
    call_command("seed")
    assert draft(model.objects.get(pk=page.pk)).title == "An editor wrote this."


@pytest.mark.parametrize("slug", ["home", "mission-and-values", "breast-cancer"])
def test_a_page_that_nobody_changed_follows_the_demo(slug):
    record = ImportRecord.objects.exclude(source_id__startswith="settings/").get(page__slug=slug)
    ImportRecord.objects.filter(pk=record.pk).update(digest="of an older demo")
    before = Revision.objects.count()
    call_command("seed")
    assert Revision.objects.count() > before
    assert record.page.specific.live


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [(BrandSettings, "name", "Our Center"), (NavigationSettings, "menu", []), (FooterSettings, "legal_links", [])],
)
def test_settings_that_somebody_changed_are_kept(model, field, value):
    row = model.load()
    setattr(row, field, value)
    row.save()
    call_command("seed")
    kept = getattr(model.load(), field)
    assert kept == value or list(kept) == value


def test_a_phone_number_that_somebody_changed_is_kept():
    contact = ContactPoint.objects.get(label="appointments")
    contact.phone_e164 = "+12125550199"
    contact.save()
    call_command("seed")
    assert ContactPoint.objects.get(label="appointments").phone_e164 == "+12125550199"


def test_accounts_are_made_once_and_listed_with_their_passwords(state_dir):
    User.objects.filter(username="editor").delete()
    call_command("seed")
    call_command("seed")
    [line] = (state_dir / "accounts.txt").read_text().splitlines()
    role, username, password = line.split("\t")
    user = User.objects.get(username=username)
    assert (role, username) == ("Editor", "editor")
    assert user.check_password(password) and not user.is_superuser
    assert list(user.groups.values_list("name", flat=True)) == ["Editor"]


def test_menu_and_footer_lead_to_pages_of_the_demo():
    live = set(Page.objects.live().values_list("pk", flat=True))
    entries = [row["value"] for row in NavigationSettings.load().menu.raw_data]
    pages = [entry["link"]["page"] for entry in entries] + [
        child["value"]["page"] for entry in entries for child in entry["children"]
    ]
    pages += [link["value"]["page"] for row in FooterSettings.load().groups.raw_data for link in row["value"]["links"]]
    pages += [row["value"]["page"] for row in FooterSettings.load().legal_links.raw_data]
    chosen = [pk for pk in pages if pk is not None]
    assert len(chosen) >= 15
    assert set(chosen) <= live
