"""Who gets in where: every route of the site × method × role, as tests/data/role_matrix.yaml says.

A route that is missing from the file fails, so that nobody opens a door without saying for whom.
"""

from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django.contrib.auth.models import Group
from django.db import connection
from wagtail.models import Locale, Site

from appointments.models import AccessLogEntry, AppointmentRequest
from tests.appointments import routes
from tests.appointments.makers import make_request, make_settings, make_staff, take
from tests.directory.makers import make_doctor, make_place
from tests.factories import make_guide, make_image, make_superuser, make_term

pytestmark = pytest.mark.django_db

CANARY = "Zanzibarine"
DESK = "admin/appointments/"
GROUPS = {
    "editor": "Editor",
    "reviewer": "Medical reviewer",
    "moderator": "Moderator",
    "scheduler": "Scheduler",
    "manager": "Scheduling manager",
    "auditor": "Auditor",
}
WATCHED = {"anon", "manager", "superuser"}
MATRIX = yaml.safe_load((Path(__file__).parent.parent / "data" / "role_matrix.yaml").read_text())


@pytest.fixture
def world():
    """One person of each role, signed in, and one of each thing an address can name."""
    make_settings()
    guide = make_guide()
    request = make_request(patient={"given_name": CANARY}, clinical={"own_words": CANARY})
    people = {role: make_staff(role, group) for role, group in GROUPS.items()}
    take("claim", request, people["scheduler"])
    people |= {"anon": None, "superuser": make_superuser("superuser")}
    doctor, place = make_doctor(), make_place()
    term, image, group = make_term(), make_image(), Group.objects.get(name="Editor")
    objects = {
        "": {"language": "en"},
        "admin/pages/": {"page_id": guide.pk, "parent_page_id": guide.pk, "page_to_move_id": guide.pk},
        "admin/guides/": {"page_id": guide.pk},
        "admin/page-checks/": {"page_id": guide.pk, "name": "undefined_term", "target": term.pk},
        "admin/images/": {"image_id": image.pk, "pk": image.pk},
        "admin/users/": {"pk": people["editor"].pk, "user_id": people["editor"].pk},
        "admin/groups/": {"pk": group.pk},
        "admin/sites/": {"pk": Site.objects.get().pk},
        "admin/locales/": {"pk": Locale.objects.first().pk},
        "admin/snippets/conditions/glossaryterm/": {"pk": term.pk},
        "admin/snippets/directory/doctor/": {"pk": doctor.pk},
        "admin/snippets/directory/location/": {"pk": place.pk},
        "find-a-doctor/": {"slug": doctor.slug},
        "locations/": {"slug": place.slug},
        DESK: {"pk": request.pk, "other": request.pk},
    }
    clients = {role: routes.client_for(user) for role, user in people.items()}
    return SimpleNamespace(clients=clients, objects=objects, request=request)


def expected() -> dict:
    """(method, route) → outcome of each role, in the order of ROLES."""
    return {
        (method, route): dict(zip(routes.ROLES, outcomes.split(), strict=True))
        for method, rows in MATRIX.items()
        for route, outcomes in rows.items()
    }


def test_every_route_is_in_the_matrix_and_no_other():
    assert {route for _method, route in expected()} == set(routes.routes())
    assert set(MATRIX) == set(routes.METHODS)


@pytest.mark.parametrize("role", routes.ROLES)
def test_each_role_gets_in_where_the_matrix_says(world, role):
    """And who only looks, with GET, writes nothing: the same walk watches both, for the least and the widest roles."""
    routes.look_once()
    wrong, watch = {}, routes.WriteWatch()
    for (method, route), outcomes in expected().items():
        watch.current = f"{method} {route}" if method == "GET" and role in WATCHED else None
        with connection.execute_wrapper(watch):
            response = routes.answer(world.clients[role], method, routes.address_of(route, world.objects))
        got = routes.outcome(response)
        if got != outcomes[role]:
            wrong[f"{method} {route}"] = f"{got}, not {outcomes[role]}"
        if got in ("login", "deny", "hidden") or not route.startswith(DESK):
            assert CANARY not in response.content.decode(errors="replace"), f"{method} {route}"
    assert wrong == {}
    assert watch.forbidden() == []


def test_the_desk_is_closed_to_all_other_roles():
    """The file itself is checked: what it may never say."""
    for (method, route), outcomes in expected().items():
        if route.startswith(DESK):
            assert outcomes["anon"] == "login", (method, route)
            for role in ("editor", "reviewer", "moderator"):
                assert outcomes[role] == "deny", (method, route, role)
            if route != DESK + "emergency/":
                assert outcomes["superuser"] == "deny", (method, route)


def test_every_refusal_at_the_desk_leaves_a_row(world):
    for route in routes.routes():
        if route.startswith(DESK):
            before = AccessLogEntry.objects.filter(action="denied").count()
            world.clients["editor"].get(routes.address_of(route, world.objects))
            assert AccessLogEntry.objects.filter(action="denied").count() == before + 1, route


def test_a_request_of_another_queue_is_hidden_from_a_scheduler(world):
    elsewhere = routes.client_for(make_staff("elsewhere", "Scheduler", queues=[]))
    version = AppointmentRequest.objects.get(pk=world.request.pk).version
    for route in routes.routes():
        if not route.startswith(DESK) or "<uuid:pk>" not in route:
            continue
        for method in routes.METHODS:
            response = routes.answer(elsewhere, method, routes.address_of(route, world.objects))
            assert routes.outcome(response) in ("hidden", "deny", "bad"), (method, route)
            assert CANARY not in response.content.decode(errors="replace"), (method, route)
    assert AppointmentRequest.objects.get(pk=world.request.pk).version == version
