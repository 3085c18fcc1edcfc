"""Pages that are not about one illness: home, standard pages, legal pages."""

from datetime import date
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import BodyBlock, HomeTaskBlock, contents_of
from portal.legal_versions import published_revision_ids
from portal.media_blocks import HeroBlock
from portal.models.content import ContentPage


class HomePage(ContentPage):
    """The front door; one per language."""

    text_fields = ("title", "heading", "summary", "tasks", "about")

    heading = models.CharField(max_length=120, help_text=_("The large words on top."))
    hero = StreamField([("hero", HeroBlock())], blank=True, max_num=1)
    tasks = StreamField(
        [("task", HomeTaskBlock())], blank=True, max_num=6, help_text=_("What people come for. Four is a good number.")
    )
    about = models.TextField(blank=True, max_length=500, help_text=_("Two lines about the center."))

    content_panels = [
        *ContentPage.intro_panels,
        FieldPanel("heading"),
        FieldPanel("hero"),
        FieldPanel("tasks"),
        FieldPanel("about"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    page_description = _("The front page of one language.")

    def route(self, request, path_components):
        """Find the deepest page on this address at once, and let it route the rest, instead of page by page."""
        if not path_components:
            return super().route(request, path_components)
        addresses = [f"{self.url_path}{'/'.join(path_components[:end])}/" for end in range(1, len(path_components) + 1)]
        found = (
            Page.objects.filter(url_path__in=addresses)
            .order_by("-depth")
            .values_list("pk", "depth", "content_type")
            .first()
        )
        if found is None:
            raise Http404
        pk, depth, content_type = found
        model = ContentType.objects.get_for_id(content_type).model_class() or Page
        return model._default_manager.get(pk=pk).route(request, path_components[depth - self.depth :])


class StandardPage(ContentPage):
    """Anything about the center: mission, visiting, history. Lists its children when it has any."""

    text_fields = ("title", "summary", "body")
    reader_word = _("Standard page")

    hero = StreamField([("hero", HeroBlock())], blank=True, max_num=1)
    body = StreamField(BodyBlock(), blank=True)

    content_panels = [*ContentPage.intro_panels, FieldPanel("hero"), FieldPanel("body")]
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]
    parent_page_types = ["portal.HomePage", "portal.StandardPage"]
    subpage_types = ["portal.StandardPage", "portal.LegalPage"]
    page_description = _("A page about the center or its services, without medical advice.")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"on_this_page": contents_of(self.body)}

    @cached_property
    def listed_children(self):
        return self.get_children().live().public().specific()


class LegalKind(models.TextChoices):
    TERMS = "terms", _("Legal terms")
    PRIVACY = "privacy", _("Privacy")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    COOKIES = "cookies", _("Cookies")
    PRICES = "prices", _("Prices")
    NOTICES = "notices", _("Public notices")
    NONDISCRIMINATION = "nondiscrimination", _("Nondiscrimination")
    LANGUAGE = "language", _("Language help")


class LegalVersion(NamedTuple):
    revision_id: int
    effective_date: date


class LegalPage(RoutablePageMixin, ContentPage):
    """A text that binds: it says from when on it is valid, and its older versions stay readable."""

    text_fields = ("title", "summary", "body")
    reader_word = _("Legal page")

    kind = models.CharField(max_length=20, choices=LegalKind)
    effective_date = models.DateField(_("valid from"))
    body = StreamField(BodyBlock(), blank=True)

    content_panels = [
        *ContentPage.intro_panels,
        FieldPanel("kind"),
        FieldPanel(
            "effective_date",
            help_text=_("Change it with every version. Readers find the older versions below the text."),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]
    parent_page_types = ["portal.HomePage", "portal.StandardPage"]
    subpage_types = []
    page_description = _("Terms, privacy, notices: a dated text whose versions are kept.")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"on_this_page": contents_of(self.body)}

    def earlier_versions(self) -> list[LegalVersion]:
        """What was valid before, newest first: the last text of each day other than the live one's."""
        published = self.revisions.filter(pk__in=published_revision_ids(self.pk)).exclude(pk=self.live_revision_id)
        versions = {self.effective_date.isoformat(): None}
        rows = published.order_by("-created_at", "-pk").values_list("pk", "content__effective_date")
        for pk, valid_from in rows:
            versions.setdefault(valid_from, LegalVersion(pk, date.fromisoformat(valid_from)))
        return list(filter(None, versions.values()))

    def get_route_paths(self):
        """What is redirected when the page gets another address."""
        versions = self.earlier_versions()
        return ["/", *(f"/{self.reverse_subpage('version', args=[version.revision_id])}" for version in versions)]

    @path("versions/<int:revision_id>/", name="version")
    def version(self, request, revision_id):
        revision = self.revisions.filter(pk=revision_id, pk__in=published_revision_ids(self.pk)).first()
        if revision is None:
            raise Http404("No published version with this number.")
        page = revision.as_object()
        context = {"page": page, "on_this_page": contents_of(page.body), "is_earlier_version": True, "live_page": self}
        return self.render(request, context_overrides=context)
