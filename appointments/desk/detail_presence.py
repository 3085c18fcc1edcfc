"""Who else has a request open. A hint, never a lock; kept in Wagtail's table of editing sessions."""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession

from appointments import access, guards
from appointments.desk.base import DeskView
from appointments.desk.detail_call import name_of
from appointments.models import AppointmentRequest

PRESENT = timezone.timedelta(seconds=60)  # a page pings every 15 seconds


def sessions(appointment):
    kind = ContentType.objects.get_for_model(AppointmentRequest)
    return EditingSession.objects.filter(content_type=kind, object_id=str(appointment.pk))


def others_here(appointment, user) -> list[dict]:
    """Colleagues who have it open, and whether they are typing."""
    here = sessions(appointment).filter(last_seen_at__gte=timezone.now() - PRESENT).exclude(user=user)
    here = here.select_related("user").order_by("user__first_name", "user__username", "-last_seen_at")
    people = {}
    for session in here:
        person = people.setdefault(session.user_id, {"name": name_of(session.user), "is_typing": False})
        person["is_typing"] = person["is_typing"] or session.is_editing
    return list(people.values())


class PresenceView(DeskView):
    """The page says it is open (`leave`: it closes), and hears who else is here and whether its version still holds."""

    action = "view"

    def post(self, request, pk):
        appointment = access.visible_requests(request.user).select_related("on_phone_by").filter(pk=pk).first()
        if appointment is None:
            access.deny(request.user, pk, what="presence")
            raise Http404
        mine = sessions(appointment).filter(user=request.user)
        if request.POST.get("leave"):
            mine.delete()
            return JsonResponse({})
        self.note_presence(appointment, mine)
        people = others_here(appointment, request.user)
        return JsonResponse(
            {
                "people": [sentence(person) for person in people],
                "phone": on_the_phone(appointment, request.user),
                "version": appointment.version,
            }
        )

    def note_presence(self, appointment, mine):
        EditingSession.cleanup()
        values = {"last_seen_at": timezone.now(), "is_editing": bool(self.request.POST.get("typing"))}
        if not mine.update(**values):
            EditingSession.objects.create(content_object=appointment, user=self.request.user, **values)


def sentence(person) -> str:
    text = _("%(name)s is typing here") if person["is_typing"] else _("%(name)s has this open")
    return text % {"name": person["name"]}


def on_the_phone(appointment, user) -> str:
    if not guards.is_on_phone(appointment) or appointment.on_phone_by_id == user.pk:
        return ""
    return _("%(name)s is on the phone") % {"name": name_of(appointment.on_phone_by)}
