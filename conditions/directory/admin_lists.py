"""How editors find and edit doctors and locations. A list downloads in the shape that the import reads."""

import django_filters
from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.models import Locale
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from conditions.directory.cards import words
from conditions.directory.columns import set_treated
from conditions.models import ConditionPage
from conditions.viewsets import RestrictedPolicy
from portal.directory import sheet
from portal.directory.choices import Language, Service, Specialty
from portal.directory.models import Doctor, Location

for entry_model in (Doctor, Location):  # they retire
    register_permission_policy(entry_model, RestrictedPolicy(entry_model, never=["delete"]))


class DirectoryIndexView(IndexView):
    """Downloads hold the columns of the import, of the rows that the filters leave."""

    is_export = False

    @property
    def list_export(self):
        return list(sheet.columns_of(self.model))

    def get_queryset(self):
        entries = super().get_queryset()
        if self.is_export:
            self.more = sheet.more_of(self.model)
            return sheet.ready_to_write(entries)
        return entries

    def to_row_dict(self, item):
        return sheet.row_of(item, self.more)

    def get_heading(self, queryset, field):
        return field


class CodesColumn(Column):
    """Translated words of a list of codes."""

    def __init__(self, name, choices, **options):
        super().__init__(name, **options)
        self.choices = choices

    def get_value(self, instance):
        return ", ".join(words(getattr(instance, self.name), self.choices))


def places_text(doctor) -> str:
    return ", ".join(place.name for place in doctor.locations.all())


class DoctorForm(WagtailAdminModelForm):
    """With the guides that the doctor treats, which belong to another app than the doctor."""

    conditions = forms.ModelMultipleChoiceField(
        ConditionPage.objects.none(),
        required=False,
        label=_("Conditions"),
        help_text=_("The guides of these conditions list the doctor, in all languages."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["conditions"]
        field.queryset = ConditionPage.objects.filter(locale=Locale.get_default()).order_by("title")
        if self.instance.pk:
            keys = self.instance.treated_conditions.values("condition__translation_key")
            field.initial = field.queryset.filter(translation_key__in=keys)

    def save(self, commit=True):
        doctor = super().save(commit)
        if commit:
            set_treated(doctor, self.cleaned_data["conditions"])
        return doctor


class DoctorFilterSet(WagtailFilterSet):
    specialties = django_filters.ChoiceFilter(
        label=_("Specialty"), choices=Specialty.choices, method="having", widget=forms.Select
    )
    languages = django_filters.ChoiceFilter(
        label=_("Language"), choices=Language.choices, method="having", widget=forms.Select
    )

    class Meta:
        model = Doctor
        fields = ["is_active", "accepting_new_patients", "locations"]

    def having(self, queryset, name, value):
        return queryset.filter(**{f"{name}__contains": [value]})


class DoctorViewSet(SnippetViewSet):
    model = Doctor
    icon = "user"
    menu_label = _("Doctors")
    index_view_class = DirectoryIndexView
    filterset_class = DoctorFilterSet
    list_display = [
        "__str__",
        CodesColumn("specialties", Specialty, label=_("Specialties")),
        Column(places_text, label=_("Locations")),
        Column("guides", label=_("Guides that list them"), sort_key="guides"),
        BooleanColumn("accepting_new_patients", label=_("Takes new patients"), sort_key="accepting_new_patients"),
        BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
    ]
    search_fields = ["given_name", "family_name", "display_name", "npi", "source_id"]
    search_backend_name = None
    ordering = ["family_name", "given_name"]
    list_per_page = 50
    copy_view_enabled = False
    export_filename = "doctors"
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name")]),
                    FieldRowPanel([FieldPanel("display_name"), FieldPanel("credentials")]),
                    FieldRowPanel([FieldPanel("position"), FieldPanel("pronunciation")]),
                ],
                heading=_("Name"),
            ),
            FieldRowPanel([FieldPanel("accepting_new_patients"), FieldPanel("is_active")]),
            FieldPanel("specialties"),
            FieldPanel("conditions"),
            FieldPanel("locations", widget=forms.CheckboxSelectMultiple),
            FieldPanel("languages"),
            FieldPanel("photo"),
            MultiFieldPanel([FieldPanel("bio"), FieldPanel("bio_language")], heading=_("About the doctor")),
            MultiFieldPanel(
                [FieldPanel("npi"), FieldRowPanel([FieldPanel("source_id"), FieldPanel("slug")])],
                heading=_("Numbers and address"),
            ),
        ],
        base_form_class=DoctorForm,
    )

    def get_queryset(self, request):
        return Doctor.objects.annotate(guides=Count("treated_conditions")).prefetch_related("locations")


class LocationViewSet(SnippetViewSet):
    model = Location
    icon = "site"
    menu_label = _("Locations")
    index_view_class = DirectoryIndexView
    list_display = [
        "__str__",
        Column("city", label=_("City"), sort_key="city"),
        CodesColumn("services", Service, label=_("What there is")),
        Column("active_doctors", label=_("Doctors"), sort_key="active_doctors"),
        BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
    ]
    list_filter = ["is_active", "city"]
    search_fields = ["name", "street", "city", "source_id"]
    search_backend_name = None
    ordering = ["name"]
    copy_view_enabled = False
    export_filename = "locations"
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("is_active")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("street"), FieldPanel("street_2")]),
                FieldRowPanel([FieldPanel("city"), FieldPanel("region")]),
                FieldRowPanel([FieldPanel("postal_code"), FieldPanel("country")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            ],
            heading=_("Address"),
        ),
        FieldRowPanel([FieldPanel("calendar"), FieldPanel("contact_point")]),
        FieldPanel("services"),
        MultiFieldPanel(
            [
                FieldPanel("public_transport"),
                FieldPanel("parking"),
                FieldPanel("accessibility_info"),
                FieldPanel("text_language"),
            ],
            heading=_("The way there"),
        ),
        FieldRowPanel([FieldPanel("source_id"), FieldPanel("slug")]),
    ]

    def get_queryset(self, request):
        return Location.objects.annotate(active_doctors=Count("doctors", filter=Q(doctors__is_active=True)))


class DirectoryGroup(SnippetViewSetGroup):
    menu_label = _("Directory")
    menu_icon = "group"
    menu_order = 215
    items = (DoctorViewSet, LocationViewSet)
