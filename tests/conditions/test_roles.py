"""What editors, moderators and reviewers may do, as the groups that every site starts with."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from conditions.models import Anatomy, Citation, EditorialSettings, GlossaryTerm, QuestionPrompt, Reviewer, ReviewRecord
from portal.models import Alert, BrandSettings, ContactPoint, SearchSynonym, Team, User
from portal.reports.searches import MAY_SEE
from tests import factories

pytestmark = pytest.mark.django_db

ALL = "add change delete view"
ROLES = ("Editor", "Moderator", "Medical reviewer", "Scheduler")
TABLE = [
    # model, then what each of ROLES may do
    (GlossaryTerm, "add change view", f"{ALL} publish", "view", ""),
    (Citation, "add change view", ALL, "view", ""),
    (Anatomy, "view", ALL, "view", ""),
    (QuestionPrompt, "view", ALL, "view", ""),
    (SearchSynonym, ALL, ALL, "", ""),
    (ContactPoint, "view", "add change view", "", ""),
    (Team, "view", "add change view", "", ""),
    (Alert, "view", ALL, "", ""),
    (Reviewer, "", "view", "", ""),
    (ReviewRecord, "", "view", "view", ""),
    (EditorialSettings, "", "", "", ""),
    (BrandSettings, "", "", "", ""),
    (User, "", "", "", ""),
    (Group, "", "", "", ""),
]


def person(group, **fields):
    user = factories.make_user(**fields)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_the_rights_of_the_table_and_no_other(role):
    user, wrong = person(role), {}
    for model, *rights in TABLE:
        options = model._meta
        may = {
            action
            for action in (*ALL.split(), "publish", "lock", "unlock")
            if user.has_perm(f"{options.app_label}.{action}_{options.model_name}")
        }
        if may != set(rights[ROLES.index(role)].split()):
            wrong[model.__name__] = may
    assert wrong == {}
    assert not any(right.startswith("appointments.") for right in user.get_all_permissions()) or role == "Scheduler"


def test_editors_see_what_was_searched_in_vain_and_mend_it(client):
    client.force_login(user := person("Editor"))
    factories.make_home()
    assert user.has_perm(MAY_SEE)
    assert client.get(reverse("report_searches")).status_code == 200
    fields = {"words": "carpark", "meaning": "parking", "locale": factories.make_locale().pk}
    client.post("/admin/snippets/portal/searchsynonym/add/", fields)
    assert SearchSynonym.objects.get().meaning == "parking"


@pytest.mark.parametrize(
    ("role", "page_actions"),
    [
        ("Editor", {"can_edit", "can_add_subpage"}),
        ("Moderator", {"can_edit", "can_add_subpage", "can_publish", "can_unpublish", "can_delete"}),
        ("Medical reviewer", set()),
        ("Scheduler", set()),
    ],
)
def test_pages_are_written_by_editors_and_let_out_by_moderators(role, page_actions):
    page = factories.make_standard()
    rights = page.permissions_for_user(person(role))
    names = ("can_edit", "can_add_subpage", "can_publish", "can_unpublish", "can_delete")
    assert {name for name in names if getattr(rights, name)()} == page_actions


@pytest.mark.parametrize(
    ("role", "own", "opens", "goes"),
    [
        ("Editor", True, True, True),
        ("Editor", False, True, False),
        ("Moderator", False, True, True),
        ("Scheduler", False, False, False),
    ],
)
def test_pictures_are_changed_by_editors_and_deleted_by_moderators_or_who_brought_them(client, role, own, opens, goes):
    client.force_login(user := person(role))
    factories.make_collection()
    image = factories.make_image(uploaded_by_user=user if own else None)
    assert (client.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 200) == opens
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert type(image).objects.filter(pk=image.pk).exists() != goes


def test_a_list_of_pictures_to_delete_holds_no_pictures_of_others(client):
    client.force_login(person("Editor"))
    image = factories.make_image()
    address = reverse("wagtail_bulk_action", args=["wagtailimages", "image", "delete"])
    client.post(f"{address}?id={image.pk}&next=/admin/")
    assert type(image).objects.filter(pk=image.pk).exists()


def test_files_of_the_whole_site_are_open_to_both_roles_of_editors():
    root = Collection.get_first_root_node()
    for role in ("Editor", "Moderator"):
        rights = GroupCollectionPermission.objects.filter(group__name=role, collection=root)
        codes = set(rights.values_list("permission__codename", flat=True))
        assert {"add_image", "change_image", "add_document", "change_document"} <= codes


@pytest.mark.parametrize(("role", "joins"), [("Moderator", False), (None, True)])
def test_nobody_but_an_administrator_says_who_is_of_a_team(client, role, joins):
    client.force_login(user := person(role) if role else factories.make_superuser())
    team = factories.make_team()
    address = f"/admin/snippets/portal/team/edit/{team.pk}/"
    assert ('name="members"' in client.get(address).content.decode()) == joins
    fields = {"name": "Renamed", "slug": team.slug, "email": team.email, "members": [user.pk]}
    assert client.post(address, fields).status_code == 302
    team.refresh_from_db()
    assert team.name == "Renamed"
    assert list(team.members.all()) == ([user] if joins else [])


def test_redirects_are_read_by_moderators_and_changed_by_nobody_but_administrators(client):
    for role, status in (("Moderator", 200), ("Editor", 302)):
        client.force_login(person(role))
        assert client.get("/admin/redirects/").status_code == status
        assert client.get("/admin/redirects/add/").status_code == 302
