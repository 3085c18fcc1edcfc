"""How scheduling managers keep queues and policies. Nothing of a request is in them, so Wagtail's own screens do."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from appointments.models import Queue, SlaPolicy
from portal.models import User

STAFF = ("Scheduler", "Scheduling manager")


class MembersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user):
        return user.get_full_name() or user.get_username()


class QueueForm(WagtailAdminModelForm):
    members = MembersField(
        label=_("Members"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Schedulers see the requests of the queues they belong to; scheduling managers see all."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, groups__name__in=STAFF).distinct()
        self.fields["members"].queryset = people.order_by("first_name", "last_name", "username")


class QueueViewSet(SnippetViewSet):
    model = Queue
    icon = "list-ul"
    menu_label = _("Queues")
    list_display = ["name", "is_for_minors"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("slug"), FieldPanel("is_for_minors"), FieldPanel("members")],
        base_form_class=QueueForm,
    )


class SlaPolicyViewSet(SnippetViewSet):
    model = SlaPolicy
    icon = "time"
    menu_label = _("How soon to call")
    list_display = ["queue", "priority", "minutes", "calendar"]
    list_filter = ["queue", "priority"]
    copy_view_enabled = False
    panels = [
        FieldRowPanel([FieldPanel("queue"), FieldPanel("priority")]),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("calendar")]),
        FieldRowPanel([FieldPanel("first_warning"), FieldPanel("second_warning")]),
    ]


class AppointmentRules(SnippetViewSetGroup):
    menu_label = _("Call rules")
    menu_icon = "sliders"
    menu_order = 160
    items = (QueueViewSet, SlaPolicyViewSet)
