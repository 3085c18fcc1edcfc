"""Every address under the desk is default-deny."""

from django.urls import URLPattern, get_resolver

from appointments.desk.base import DeskView
from appointments.permissions import ACTIONS
from appointments.transitions import TRANSITIONS


def patterns(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from patterns(pattern)


def desk_routes():
    from appointments.desk import urls

    return list(patterns(get_resolver(urls.__name__)))


def test_every_route_of_the_desk_is_a_desk_view():
    routes = desk_routes()
    assert len(routes) > 10
    for route in routes:
        view = getattr(route.callback, "view_class", None)
        assert view is not None, route
        assert issubclass(view, DeskView), route
        assert view.action in ACTIONS or view.action in TRANSITIONS, route
