"""How editors find and edit glossary terms, organs, sources, questions and reviewers."""

from django import forms
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet, SnippetChosenView
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from conditions.glossary import entity_data
from conditions.models import Anatomy, Citation, GlossaryTerm, QuestionPrompt, Reviewer, ReviewRecord


class RestrictedPolicy(ModelPermissionPolicy):
    """Django's permissions, less some actions that nobody may take here, superusers included."""

    def __init__(self, model, *, never):
        super().__init__(model)
        self.never = set(never)

    def user_has_permission(self, user, action):
        return action not in self.never and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(set(actions) - self.never)


register_permission_policy(Reviewer, RestrictedPolicy(Reviewer, never=["delete"]))
register_permission_policy(ReviewRecord, RestrictedPolicy(ReviewRecord, never=["add", "change", "delete"]))


class TermFilterForm(LocaleFilterMixin, BaseFilterForm):
    """Finds parts of words, in the terms as they are now: the search index follows a little later."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects):
        objects = super().filter(objects).annotate(other_words=Cast("synonyms", TextField()))
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(Q(term__icontains=word) | Q(other_words__icontains=word))
        return objects


class TermChooserMixin:
    """Shows what a term means in the window in which it is chosen."""

    filter_form_class = TermFilterForm

    @property
    def columns(self):
        title, *others = super().columns
        return [title, Column("short_definition", label=_("Short definition")), *others]


class TermChooseView(TermChooserMixin, ChooseView):
    pass


class TermChooseResultsView(TermChooserMixin, ChooseResultsView):
    pass


class TermChosenView(SnippetChosenView):
    """Answers with what the text editor keeps of a term, too."""

    def get_chosen_response_data(self, item):
        return super().get_chosen_response_data(item) | entity_data(item)


class TermChooserViewSet(SnippetChooserViewSet):
    choose_view_class = TermChooseView
    choose_results_view_class = TermChooseResultsView
    chosen_view_class = TermChosenView


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["term", "short_definition", LiveStatusTagColumn()]
    list_filter = ["explain_in_place", "do_not_suggest"]
    search_fields = ["term", "short_definition"]
    search_backend_name = None  # finds what was saved a moment ago; the search index follows a little later
    ordering = ["term"]
    list_per_page = 50
    chooser_per_page = 25
    chooser_viewset_class = TermChooserViewSet
    copy_view_enabled = False


class AnatomyViewSet(SnippetViewSet):
    model = Anatomy
    icon = "view"
    list_display = ["name", "text"]
    search_fields = ["name", "text"]


class CitationViewSet(SnippetViewSet):
    model = Citation
    icon = "doc-full"
    list_display = ["title", "authors", "container", "year", "evidence_kind", "retracted_on"]
    list_filter = ["evidence_kind", "year"]
    search_fields = ["title", "authors", "container", "source_id"]
    search_backend_name = None
    list_per_page = 50


class QuestionPromptViewSet(SnippetViewSet):
    model = QuestionPrompt
    icon = "help"
    list_display = ["question", "aspect", "condition"]
    list_filter = ["aspect"]
    search_fields = ["question"]


class ReviewerViewSet(SnippetViewSet):
    model = Reviewer
    icon = "user"
    list_display = ["name", "role", "credentials", "active_until", "is_example"]
    search_fields = ["name", "role"]
    copy_view_enabled = False
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("role"), FieldPanel("credentials")]),
        FieldPanel("user", help_text=_("The account with which this person signs.")),
        FieldPanel("active_until", help_text=_("Set this day when the person leaves. A reviewer is never deleted.")),
        FieldPanel("is_example"),
    ]


class ReviewRecordViewSet(SnippetViewSet):
    """Signatures to look up. They are written by `conditions.reviews` only."""

    model = ReviewRecord
    icon = "history"
    list_display = ["page", "outcome", "scope", "reviewer", "decided_at", "note"]
    list_filter = ["outcome", "scope", "reviewer", "decided_at"]
    inspect_view_enabled = True
    copy_view_enabled = False
    panels = [
        FieldPanel(name, read_only=True) for name in ("page", "outcome", "scope", "reviewer", "decided_at", "note")
    ]


class MedicalGroup(SnippetViewSetGroup):
    menu_label = _("Medical")
    menu_icon = "clipboard-list"
    menu_order = 220
    items = (AnatomyViewSet, CitationViewSet, QuestionPromptViewSet, ReviewerViewSet, ReviewRecordViewSet)
