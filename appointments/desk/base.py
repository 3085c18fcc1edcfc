"""What all admin views of requests stand on: nobody gets in whom the table of roles does not name."""

from django.core.exceptions import ImproperlyConfigured
from django.urls import path
from django.views.generic import View
from wagtail.admin.auth import permission_denied

from appointments import access
from appointments.permissions import ACTIONS, may
from appointments.transitions import TRANSITIONS


class DeskView(View):
    """Default-deny: `action` names a row of ACTIONS or a verb of TRANSITIONS, and a class without one cannot be defined.

    `class Base(DeskView, abstract=True)` is for classes that only others extend.
    """

    action = ""

    def __init_subclass__(cls, abstract=False, **kwargs):
        super().__init_subclass__(**kwargs)
        if not abstract and cls.action not in ACTIONS and cls.action not in TRANSITIONS:
            raise ImproperlyConfigured(f"{cls.__name__}: name the action it needs, one of ACTIONS or TRANSITIONS.")

    def dispatch(self, request, *args, **kwargs):
        if not may(request.user, self.action):
            access.deny(request.user, kwargs.get("pk"), what=self.action)
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)


def desk_path(route, view, name):
    """A route of the desk. Raises ImproperlyConfigured for a view that is not default-deny."""
    if not issubclass(view, DeskView):
        raise ImproperlyConfigured(f"{view.__name__} has to be a DeskView.")
    return path(route, view.as_view(), name=name)
