"""Why a step of a request did not happen; the words are for staff."""

from django.utils.translation import gettext as _


class TriageError(Exception):
    """Any of the refusals below. Nothing was changed."""


class Conflict(TriageError):
    """Somebody changed the request meanwhile. `request` is how it is now."""

    def __init__(self, request):
        super().__init__(_("A colleague changed this request meanwhile."))
        self.request = request


class IllegalTransition(TriageError):
    """The table has no such step from this status."""

    def __init__(self, verb, request):
        status = request.get_status_display()
        super().__init__(_("This step is not possible while a request is “%(status)s”.") % {"status": status})
        self.verb, self.request = verb, request


class GuardFailed(TriageError):
    """The step is possible, but a condition of it is not met; says which."""
