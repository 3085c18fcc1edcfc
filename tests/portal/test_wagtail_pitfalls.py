"""What Wagtail would let through, item by item. Each test fails when its setting or address is taken away."""

import base64
import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from portal.errors import not_found
from portal.settings import base as production
from tests.factories import make_home, make_standard, make_superuser, make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:unclosed file:ResourceWarning"
    ),  # Wagtail leaves uploads to the garbage collector
]


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def staff(client, home):
    client.force_login(make_superuser("superuser"))
    return client


# --- 7: documents -----------------------------------------------------------------------------------------------------


def make_document(content=b"%PDF-1.7 <script>alert(1)</script>", name="leaflet.pdf"):
    return get_document_model().objects.create(title="Leaflet", file=ContentFile(content, name=name))


@pytest.mark.parametrize("name", ["leaflet.pdf", "table.csv", "text.txt", "film.mp4", "film.vtt"])
def test_a_document_is_downloaded_and_can_do_nothing(client, home, name):
    response = client.get(make_document(name=name).url)
    assert b"".join(response.streaming_content)
    response.close()
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


def test_a_document_for_somebody_with_a_session_is_not_stored(staff):
    response = staff.get(make_document().url)
    response.close()
    assert response["Cache-Control"] == "no-store, private"


def test_a_document_has_no_second_address_that_asks_nobody(client, home):
    document = make_document()
    assert document.file.storage.exists(document.file.name)
    assert client.get(document.file.url).status_code == 404


def test_a_document_of_a_private_folder_asks_for_the_one_login(client, home):
    folder = Collection.get_first_root_node().add_child(name="Board")
    CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")
    document = make_document()
    document.collection = folder
    document.save()
    assert login_asked_for(client.get(document.url))


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "archive.zip", "program.exe", "noending"])
def test_only_harmless_kinds_of_documents_are_taken(staff, name):
    fields = {"title": "A file", "file": SimpleUploadedFile(name, b"<script>alert(1)</script>"), "tags": ""}
    assert staff.post(reverse("wagtaildocs:add"), fields).status_code == 200
    assert not get_document_model().objects.exists()


# --- 7, 8, 9: programming interfaces -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v2/", "/api/v2/documents/", "/api/v2/pages/", "/api/v3/", "/api/v3/pages/", "/documents/"]
)
def test_nothing_lists_pages_and_documents_to_the_public(client, home, path):
    make_document()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["wagtail.api.v2", "wagtail.api.v3", "rest_framework", "django.contrib.admin"])
def test_interfaces_with_a_login_of_their_own_are_not_installed(name):
    assert not apps.is_installed(name)


def test_the_api_of_the_admin_knows_no_passwords(client, home):
    make_superuser("boss")
    url = reverse("wagtailadmin_api:pages:listing")
    answers = []
    for password in ("a password for tests", "wrong"):
        basic = base64.b64encode(f"boss:{password}".encode()).decode()
        response = client.get(url, headers={"Authorization": f"Basic {basic}"})
        answers.append((response.status_code, response.get("Location"), response.content))
    assert answers[0] == answers[1]
    assert answers[0][0] == 302


def test_nobody_can_make_api_tokens(staff):
    with pytest.raises(NoReverseMatch):
        reverse("wagtailusers_api_tokens:index")
    assert staff.get("/admin/api-tokens/").status_code == 404
    assert not Group.objects.filter(permissions__codename__endswith="_apitoken").exists()


# --- 10: ways to sign in -------------------------------------------------------------------------------------------------

OTHER_DOORS = [
    "/_util/login/",
    "/django-admin/",
    "/django-admin/login/",
    "/accounts/login/",
    "/login/",
    "/api/v3/auth/",
]


def login_asked_for(response):
    return response.status_code == 302 and response["Location"].partition("?")[0] == "/admin/login/"


@pytest.mark.parametrize("path", OTHER_DOORS)
def test_no_other_door_tells_a_right_password_from_a_wrong_one(client, home, path):
    make_superuser("boss")
    answers = []
    for password in ("a password for tests", "wrong"):
        response = client.post(path, {"username": "boss", "password": password})
        answers.append((response.status_code, response.get("Location")))
    assert answers[0] == answers[1]
    assert answers[0] == (404, None)
    assert not Session.objects.exists()
    assert client.get(path).status_code == 404


def test_the_one_door_opens(client, home):
    make_superuser("boss")
    response = client.post("/admin/login/", {"username": "boss", "password": "a password for tests"})
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert Session.objects.count() == 1


def test_a_private_page_asks_for_the_one_login(client, home):
    page = make_standard("Board minutes")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert login_asked_for(client.get(page.url))


def test_editors_cannot_lock_pages_and_folders_with_shared_passwords(staff):
    page = make_standard()
    folder = Collection.get_first_root_node().add_child(name="Board")
    for url in (
        reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
        reverse("wagtailadmin_collections:set_privacy", args=[folder.pk]),
    ):
        choices = {value for value, _label in staff.get(url).context["form"].fields["restriction_type"].choices}
        assert choices == {"none", "login", "groups"}


@pytest.mark.parametrize(
    "path",
    [
        "/_util/login/",
        "/_util/authenticate_with_password/1/1/",
        "/documents/authenticate_with_password/1/",
        "/django-admin/login/",
        "/accounts/login/",
        "/api/v3/pages/",
        "/media/documents/leaflet.pdf",
        "/admin/failwhale/",
        "/admin/test404/",
    ],
)
def test_a_walled_up_address_stays_so_whatever_comes_after_it(path):
    assert resolve(path).func is not_found


def test_a_foreign_address_after_the_login_is_ignored(client, home):
    make_superuser("boss")
    fields = {"username": "boss", "password": "a password for tests", "next": "https://evil.example/"}
    assert client.post("/admin/login/", fields)["Location"] == "/admin/"


# --- 11: who may change users ---------------------------------------------------------------------------------------------


def test_no_group_of_the_fresh_site_may_change_users_or_groups():
    """Whoever may change a user may make himself superuser; that is Wagtail's design, so nobody gets it by group."""
    root_like = Permission.objects.filter(content_type__model__in=["user", "group", "permission", "apitoken"])
    assert root_like.exists()
    assert not Group.objects.filter(permissions__in=root_like).exists()


@pytest.mark.parametrize("group", ["Editor", "Moderator"])
def test_editors_and_moderators_do_not_reach_users(client, home, group):
    user = make_user()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    for name in ("wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"):
        response = client.get(reverse(name))
        assert (response.status_code, response["Location"]) == (302, "/admin/")


# --- 12: other hosts ----------------------------------------------------------------------------------------------------

LOADED = re.compile(r"""(?:src|href|action|data-[\w-]*(?:url|src)[\w-]*)=["'](https?:)?//([^/"']+)""")


@pytest.mark.parametrize("name", ["wagtailadmin_home", "wagtailadmin_account", "wagtailusers_users:index"])
def test_the_admin_speaks_with_no_other_host(staff, name):
    text = staff.get(reverse(name)).content.decode()
    assert "gravatar.com" not in text
    assert "w-upgrade" not in text, "asks releases.wagtail.org"
    loaded = {tag for tag in re.findall(r"<(?:script|link|img|iframe|form|source)\b[^>]*>", text) if LOADED.search(tag)}
    assert not loaded


def test_the_policy_would_forbid_it_as_well(staff):
    policy = staff.get("/admin/")["Content-Security-Policy"]
    assert "http" not in policy and "*" not in policy


# --- 13: forms ----------------------------------------------------------------------------------------------------------


def test_forms_of_wagtail_which_keep_answers_as_plain_text_are_not_used():
    assert not apps.is_installed("wagtail.contrib.forms")
    bases = {base.__module__ for model in apps.get_models() for base in model.__mro__}
    assert not {module for module in bases if module.startswith("wagtail.contrib.forms")}


# --- 16: background tasks ------------------------------------------------------------------------------------------------


def test_work_on_the_search_index_waits_in_its_own_queue_apart_from_mail(
    settings, home, django_capture_on_commit_callbacks
):
    settings.TASKS = production.TASKS
    assert set(production.TASKS["default"]["QUEUES"]) == {"default", "mail"}
    with django_capture_on_commit_callbacks(execute=True):
        make_standard()
    waiting = apps.get_model("django_tasks_database", "DBTaskResult").objects.values_list("queue_name", flat=True)
    assert set(waiting) == {"default"}


def test_a_new_page_is_found(home, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = make_standard("Parking garage")
    assert [found.pk for found in Page.objects.live().search("parking")] == [page.pk]


# --- 20: the editor's bar -------------------------------------------------------------------------------------------------


def test_the_page_that_an_editor_saw_is_not_shown_to_the_public(staff, home):
    page = make_standard()
    anonymous = Client()
    for url in ("/", page.url):
        with_bar = staff.get(url)
        assert b"wagtail-userbar" in with_bar.content
        assert with_bar["Cache-Control"] == "no-store, private"
        public = anonymous.get(url)
        assert b"wagtail-userbar" not in public.content
        assert staff.get(url).content.count(b"<wagtail-userbar") == 1, "and the editor is not shown the public's"


def test_a_draft_in_the_preview_is_not_shown_to_the_public(staff, home):
    page = make_standard("Visiting")
    page.title = "A secret draft"
    page.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert b"A secret draft" in staff.get(url).content
    assert b"A secret draft" not in Client().get(page.url).content
    assert login_asked_for(Client().get(url))


# --- 22: error pages: see test_error_pages.py ------------------------------------------------------------------------------


def test_nothing_of_production_shows_code_or_mails_it():
    assert production.DEBUG is False
    assert not getattr(production, "ADMINS", []) and not getattr(production, "MANAGERS", [])
    assert production.LOGGING["loggers"]["django"]["handlers"] == []


# --- robots -----------------------------------------------------------------------------------------------------------


def test_robots_are_asked_to_leave_out_what_is_no_content(client):
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    for path in ("/admin/", "/search/", "/feedback/", "/es/search/", "/ar/search/"):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
    assert client.post("/robots.txt").status_code == 405


def test_the_sitemap_that_robots_are_sent_to_exists(client, home):
    assert client.get("/sitemap.xml").status_code == 200
