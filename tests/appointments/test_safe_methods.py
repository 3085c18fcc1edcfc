"""A look changes nothing: every route, asked with GET, HEAD and OPTIONS by each role, writes to no table but these."""

import re

import pytest
from django.db import connection
from wagtail.contrib.settings.registry import registry

from portal.models import PortalImage
from tests.appointments import routes
from tests.appointments.test_role_matrix import world  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)', re.IGNORECASE)
MAY_BE_WRITTEN = {
    "django_session",  # when the person was last seen
    "appointments_accesslogentry",  # that somebody looked
    "portal_portalrendition",  # a picture in a size nobody asked for before
    "wagtailadmin_editingsession",  # who has a page open; Wagtail's own
    "wagtailcore_pagesubscription",  # made at the first look at a page's editor; Wagtail's own
    "wagtailusers_userprofile",  # made at the first look at one's account; Wagtail's own
}


@pytest.mark.parametrize("role", ["anon", "manager", "superuser"])
def test_looking_writes_nothing(world, role):  # noqa: F811
    written = set()
    for setting in registry:
        setting.load()  # the first look makes the row of defaults
    for image in PortalImage.objects.all():
        image.get_file_size()  # the first look notes it

    def note(execute, sql, params, many, context):
        if match := WRITE.match(sql):
            written.add((match[1], current))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for route in routes.routes():
            for method in ("GET", "HEAD", "OPTIONS"):
                current = f"{method} {route}"
                routes.answer(world.clients[role], method, routes.address_of(route, world.objects))
    assert {table for table, _route in written} - MAY_BE_WRITTEN == set(), sorted(written)
