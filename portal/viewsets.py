"""How editors find and edit what the whole site shares: contacts with their hours, alerts and teams."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import DateColumn
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from portal.models import Alert, ClosedDay, ContactPoint, OpeningCalendar, SearchSynonym, SpecialHours, Team, Wording
from portal.search_text import clean


class ContactPointViewSet(SnippetViewSet):
    model = ContactPoint
    icon = "mobile-alt"
    list_display = ["title", "label", "digits", "extension", "calendar"]
    search_fields = ["title", "label", "phone_e164"]
    copy_view_enabled = False


class OpeningCalendarViewSet(SnippetViewSet):
    model = OpeningCalendar
    icon = "time"
    list_display = ["name", "time_zone"]
    search_fields = ["name"]


class ClosedDayViewSet(SnippetViewSet):
    model = ClosedDay
    icon = "calendar-alt"
    list_display = ["name", DateColumn("date", sort_key="date")]
    list_filter = ["date", "calendars"]
    search_fields = ["name"]


class SpecialHoursViewSet(SnippetViewSet):
    model = SpecialHours
    icon = "calendar-check"
    list_display = ["name", DateColumn("date", sort_key="date"), "opens", "closes"]
    list_filter = ["date", "calendars"]
    search_fields = ["name"]


class ContactGroup(SnippetViewSetGroup):
    menu_label = _("Contact and hours")
    menu_icon = "mobile-alt"
    menu_order = 230
    items = (ContactPointViewSet, OpeningCalendarViewSet, ClosedDayViewSet, SpecialHoursViewSet)


class AlertViewSet(SnippetViewSet):
    model = Alert
    icon = "warning"
    menu_label = _("Alerts")
    menu_order = 200
    add_to_admin_menu = True
    list_display = ["title", "level", "starts_at", "ends_at", "section"]
    list_filter = ["level"]
    search_fields = ["title", "message"]


class TeamViewSet(SnippetViewSet):
    model = Team
    icon = "group"
    menu_label = _("Teams")
    menu_order = 240
    add_to_admin_menu = True
    list_display = ["name", "email"]
    search_fields = ["name", "email"]
    # Members read what visitors wrote, so nobody makes themselves one: no right of this name exists, superusers have all.
    panels = ["name", "slug", "email", FieldPanel("members", permission="superuser")]


class WordingViewSet(SnippetViewSet):
    model = Wording
    icon = "globe"
    menu_label = _("Words in other languages")
    menu_order = 245
    add_to_admin_menu = True
    list_display = ["source", "text", "language"]
    list_filter = ["language"]
    search_fields = ["source", "text"]
    copy_view_enabled = False


class CreateSynonymView(CreateView):
    """With the words that a report of searches names."""

    def get_initial(self):
        return super().get_initial() | {"words": clean(self.request.GET.get("words", ""), limit=100)}


class SearchSynonymViewSet(SnippetViewSet):
    model = SearchSynonym
    add_view_class = CreateSynonymView
    icon = "search"
    menu_label = _("Search synonyms")
    menu_order = 240
    add_to_admin_menu = True
    list_display = ["words", "meaning", "both_ways"]
    search_fields = ["words", "meaning"]
    copy_view_enabled = False
