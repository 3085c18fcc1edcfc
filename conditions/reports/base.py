"""Reviewed pages of all three types, and chapters, as one list: what they have in common, found in one query."""

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Length, Substr
from wagtail.models import Page

from conditions.models import ConditionPage, SupportPage, TreatmentPage
from portal.reports.base import edits_pages

TYPES = ("conditionpage", "treatmentpage", "supportpage")
STEP = Page.steplen


def reads_reviews(user) -> bool:
    """Editors, moderators and medical reviewers."""
    return edits_pages(user) or user.has_perm("conditions.view_reviewrecord")


def is_reviewed_type() -> Q:
    wanted = Q()
    for name in TYPES:
        wanted |= Q(**{f"{name}__isnull": False})
    return wanted


def each(field: str, types=TYPES):
    return Coalesce(*(f"{name}__{field}" for name in types))


def reviewed_pages():
    """With `due`, `signed_on`, `reviewer`, `team`."""
    return Page.objects.filter(is_reviewed_type()).annotate(
        due=each("next_review_due"),
        signed_on=each("reviewed_on"),
        reviewer=each("reviewed_by__name"),
        team=each("owner_team__name"),
    )


def medical_pages():
    """Reviewed pages and chapters, with the hashes of what was signed and of what may be read besides."""
    types = (*TYPES, "chapterpage")
    return Page.objects.filter(is_reviewed_type() | Q(chapterpage__isnull=False)).annotate(
        signed_hash=Coalesce(each("reviewed_text_hash", types), Value(""), output_field=CharField()),
        minor_hash=Coalesce(each("minor_change_hash", types), Value(""), output_field=CharField()),
        signed_on=Coalesce(each("reviewed_on"), of_guide("reviewed_on")),
        team=Coalesce(each("owner_team__name"), of_guide("owner_team__name")),
    )


def of_guide(field: str):
    """A field of the guide that a chapter stands under."""
    guides = ConditionPage.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - STEP))
    return Subquery(guides.values(field)[:1])


def owned_by(teams) -> Q:
    """Pages of these teams; a chapter belongs to the team of its guide."""
    wanted = Q()
    for model in (ConditionPage, TreatmentPage, SupportPage):
        wanted |= Q(**{f"{model._meta.model_name}__owner_team__in": teams})
    return wanted | Q(chapterpage__isnull=False, path__in=Subquery(chapter_paths(teams)))


def chapter_paths(teams):
    from conditions.models import ChapterPage

    guides = ConditionPage.objects.filter(owner_team__in=teams).values("path")
    chapters = ChapterPage.objects.annotate(of=Substr("path", 1, Length("path") - STEP))
    return chapters.filter(of__in=Subquery(guides)).values("path")
