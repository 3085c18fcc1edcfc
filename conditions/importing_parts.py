"""What guides, treatments and support programs share when they are imported."""

from datetime import date

from django.utils import timezone

from conditions import reviews
from conditions.models import Citation, Reviewer
from portal.models import Team
from portal.streams import ImportProblem


def team_of(document) -> Team | None:
    slug = document.get("owner_team")
    if not slug:
        return None
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        raise ImportProblem(f"there is no team “{slug}”")
    return team


def cited(links, names) -> list[Citation]:
    return list(Citation.objects.filter(pk__in=[links.citation_id(name) for name in names]))


def sign_as_example(page, document, chapters=()):
    """Sign with the document's reviewer, who must be marked as an example."""
    examples = Reviewer.objects.filter(is_example=True)
    reviewer = examples.filter(slug=document.get("reviewer", "")).first() or examples.first()
    if reviewer is None:
        raise ImportProblem("there is no example reviewer to sign with")
    page.owner_team = page.owner_team or Team.objects.first()
    day = day_of(document.get("reviewed_on"))
    if page.reviewed_on != day or not all(map(reviews.text_is_signed, [page, *chapters])):
        reviews.sign(page, reviewer, on=day, chapters=chapters)


def day_of(value) -> date:
    """A day as YAML or JSON gives it; today when there is none."""
    if value is None or isinstance(value, date):
        return value or timezone.localdate()
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ImportProblem(f"“{value}” is not a day like 2026-11-02") from error
