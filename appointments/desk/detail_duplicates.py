"""Two requests that may be of one person, side by side, and the three decisions."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from appointments import access
from appointments.answers import ANSWERS
from appointments.desk.base import DeskView
from appointments.desk.detail_answers import SECTIONS, value_text
from appointments.desk.detail_page import look_at, show
from appointments.desk.detail_possible import is_possible
from appointments.desk.step_forms_answers import answer_label
from appointments.guards import personal
from appointments.models import DuplicateCandidate, MatchKey
from appointments.models.choices import DuplicateDecision


@dataclass(frozen=True)
class Pair:
    """A candidate from the side of one request. `other` is None where it is another team's."""

    candidate: DuplicateCandidate
    other: object
    matched: list


def pairs(request, user) -> list[Pair]:
    candidates = DuplicateCandidate.objects.filter(Q(request_a=request) | Q(request_b=request))
    candidates = candidates.exclude(decision=DuplicateDecision.MERGED).order_by("decision", "pk")
    candidates = list(candidates.select_related("request_a", "request_b"))
    ids = {row.request_a_id for row in candidates} | {row.request_b_id for row in candidates}
    visible = set(access.visible_requests(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [pair_of(row, request, visible) for row in candidates]


def pair_of(candidate, request, visible) -> Pair:
    other = candidate.request_b if candidate.request_a_id == request.pk else candidate.request_a
    kinds = dict(MatchKey.Kind.choices)
    matched = [str(kinds[kind]) for kind in candidate.matched_on if kind in kinds]
    return Pair(candidate, other if other.pk in visible else None, matched)


class CompareView(DeskView):
    """Looking at both is two looks, and both are recorded."""

    action = "view"

    def get(self, request, pk, other):
        pair = Q(request_a=pk, request_b=other) | Q(request_a=other, request_b=pk)
        candidate = DuplicateCandidate.objects.filter(pair).first()
        if candidate is None:
            raise Http404
        mine, theirs = look_at(request.user, pk), look_at(request.user, other)
        context = {
            "title": _("Compare"),
            "other": theirs,
            "candidate": candidate,
            "sections": side_by_side(mine, theirs),
            "can_merge_mine": theirs.is_open and is_possible("merge_duplicate", mine, request.user),
            "can_merge_other": mine.is_open and is_possible("merge_duplicate", theirs, request.user),
            "can_dismiss": is_possible("dismiss_duplicate", mine, request.user),
        }
        return show(request, "compare", mine, context)


def side_by_side(mine, other) -> list[dict]:
    """Sections of rows (label, value here, value there, whether they are the same), without rows empty on both sides."""
    found = []
    for title, part in SECTIONS:
        rows = [pair_row(part, name, mine, other) for name in ANSWERS[part] if name != "authority"]
        rows = [row for row in rows if row["mine"] or row["other"]]
        if rows:
            found.append({"title": title, "rows": rows})
    return found


def pair_row(part, name, mine, other) -> dict:
    a, b = (value_text(row, name) if row else "" for row in (personal(mine, part), personal(other, part)))
    return {"label": answer_label(f"{part}.{name}"), "mine": a, "other": b, "same": a == b}
