"""A look changes nothing: HEAD and OPTIONS of every route write to no table but these. GET is watched in `test_role_matrix`."""

import pytest
from django.db import connection

from tests.appointments import routes
from tests.appointments.test_role_matrix import world  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["anon", "manager", "superuser"])
def test_looking_writes_nothing(world, role):  # noqa: F811
    routes.look_once()
    watch = routes.WriteWatch()
    with connection.execute_wrapper(watch):
        for route in routes.routes():
            for method in ("HEAD", "OPTIONS"):
                watch.current = f"{method} {route}"
                routes.answer(world.clients[role], method, routes.address_of(route, world.objects))
    assert watch.forbidden() == []
