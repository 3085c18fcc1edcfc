"""How long staff stay signed in: 15 minutes without a step, 12 hours in all, and only in the roles they signed in with.

The server decides; the browser warns two minutes before. What somebody typed into a form that was sent too late comes
back to them, to be sent again after signing in.
"""

from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.resend import resend_page

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
SIGNED_IN, SEEN, ROLES = "signed_in_at", "seen_at", "roles"
NOTED_EVERY = timedelta(seconds=30)  # a session is written no more often than this

# What open pages ask for by themselves is no sign that somebody sits there.
NO_STEP = ("/admin/editing-sessions/", "/admin/session/", "/admin/jsi18n/", "/admin/sprite-")
NO_STEP_ENDS = "/presence/"  # a request at the desk tells that it is open


def begin(sender, request, user, **kwargs):
    now = timezone.now().isoformat()
    request.session[SIGNED_IN] = request.session[SEEN] = now
    request.session[ROLES] = roles_of(user)


user_logged_in.connect(begin, dispatch_uid="staff_sessions.begin")


def roles_of(user) -> list:
    return [user.is_superuser, *sorted(user.groups.values_list("pk", flat=True))]


class StaffSessionMiddleware:
    """Signs people out who were away, and whose roles have changed. Stands after authentication."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith("/admin/"):
            return self.get_response(request)
        if request.user.is_authenticated:
            if has_ended(request):
                logout(request)
                return self.ended(request)
            note_step(request)
        response = self.get_response(request)
        if request.method == "POST" and request.path == reverse("wagtailadmin_logout"):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def ended(self, request):
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"error": "signed out"}, status=403)
        if request.method == "POST":
            return resend_page(request, status=403, signed_out=True)
        return redirect_to_login(request.path, reverse("wagtailadmin_login"))


def seconds_left(session, now) -> float:
    """Until the session ends; negative when it has. A session without times is one from before they were noted."""
    if SIGNED_IN not in session or SEEN not in session:
        return -1.0
    signed_in, seen = (datetime.fromisoformat(session[name]) for name in (SIGNED_IN, SEEN))
    return (min(seen + IDLE, signed_in + LONGEST) - now).total_seconds()


def has_ended(request) -> bool:
    return seconds_left(request.session, timezone.now()) <= 0 or request.session.get(ROLES) != roles_of(request.user)


def note_step(request):
    now = timezone.now()
    asks_by_itself = request.path.startswith(NO_STEP) or request.path.endswith(NO_STEP_ENDS)
    is_step = not asks_by_itself or (request.method == "POST" and request.path == session_url())
    if is_step and now - datetime.fromisoformat(request.session[SEEN]) >= NOTED_EVERY:
        request.session[SEEN] = now.isoformat()


def session_url() -> str:
    return reverse("staff_session")


@require_http_methods(["GET", "POST"])
def staff_session(request):
    """Seconds until this session ends. A POST is a step: it goes on."""
    return JsonResponse({"seconds": int(seconds_left(request.session, timezone.now()))})
