"""Requests that may be of the same person. Suggested by the machine, decided by people, never told to the sender."""

import unicodedata
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from appointments.audit import keyed_hash, record
from appointments.guards import personal
from appointments.models import AppointmentRequest, DuplicateCandidate, EventKind, MatchKey
from appointments.models.choices import OPEN_STATUSES, DuplicateDecision, DuplicateLevel, RequestStatus

Kind = MatchKey.Kind
LOOK_BACK = timedelta(days=90)
LEVELS = [DuplicateLevel.STRONG, DuplicateLevel.PROBABLE, DuplicateLevel.WEAK]
NAMES = {Kind.GIVEN, Kind.FAMILY}
MOST_CANDIDATES = 200  # of one comparison, so that a common birth date cannot make it slow
MOST_PAIRS = 5  # of one request: nobody decides about more, and a flood of equal requests must not multiply


def fold(name: str) -> str:
    """A name without what people write differently: case, marks, apostrophes, hyphens, spaces."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in decomposed if unicodedata.category(letter)[0] in "LN")


def swapped(day: date) -> date | None:
    """Day and month exchanged; None where that is no date or the same one."""
    try:
        other = date(day.year, day.day, day.month)
    except ValueError:
        return None
    return other if other != day else None


def answers_of(request) -> dict[str, str]:
    patient = personal(request, "patient")
    if patient is None:
        return {}
    requester = personal(request, "requester")
    other = swapped(patient.birth_date) if patient.birth_date else None
    phone = patient.phone_e164 or (requester.phone_e164 if requester else "")
    email = patient.email or (requester.email if requester else "")
    return {
        Kind.GIVEN: fold(patient.given_name),
        Kind.FAMILY: fold(patient.family_name),
        Kind.BIRTH: patient.birth_date.isoformat() if patient.birth_date else "",
        Kind.BIRTH_SWAPPED: other.isoformat() if other else "",
        Kind.PHONE: phone,
        Kind.EMAIL: email.casefold(),
        Kind.POSTAL: fold(patient.postal_code),
    }


def digest(value: str, kind: str) -> str:
    """Names share one purpose, birth dates another, so that swapped ones are found."""
    purpose = "name" if kind in NAMES else "birth" if kind in (Kind.BIRTH, Kind.BIRTH_SWAPPED) else kind
    return keyed_hash(value, f"match:{purpose}")


def index(request) -> None:
    """Write the match keys of a request anew."""
    request.match_keys.all().delete()
    MatchKey.objects.bulk_create(
        MatchKey(request=request, kind=kind, digest=digest(value, kind))
        for kind, value in answers_of(request).items()
        if value
    )


def refresh(request) -> None:
    """After a correction: pairs that were dismissed come back when an answer changed."""
    before = set(request.match_keys.values_list("kind", "digest"))
    index(request)
    if before != set(request.match_keys.values_list("kind", "digest")):
        pair = Q(request_a=request) | Q(request_b=request)
        dismissed = [DuplicateDecision.DIFFERENT_PEOPLE, DuplicateDecision.OTHER_NEED]
        DuplicateCandidate.objects.filter(pair, decision__in=dismissed).delete()
    suggest(request)


def suggest(request) -> list[DuplicateCandidate]:
    """Compare with requests that are open or closed less than 90 days ago, and note each new pair. Repeatable."""
    keys = dict(request.match_keys.values_list("kind", "digest"))
    if not keys:
        return []
    recent = Q(status__in=[*OPEN_STATUSES, RequestStatus.HELD]) | Q(
        status=RequestStatus.CLOSED, closed_at__gte=timezone.now() - LOOK_BACK
    )
    ids = MatchKey.objects.filter(digest__in=keys.values()).exclude(request=request).values("request")
    others = AppointmentRequest.objects.filter(recent, pk__in=ids, purged_at=None).prefetch_related("match_keys")
    alike = []
    for other in others.order_by("-submitted_at")[:MOST_CANDIDATES]:
        level, matched = compare(keys, {key.kind: key.digest for key in other.match_keys.all()})
        if level:
            alike.append((LEVELS.index(level), other, level, matched))
    strongest = sorted(alike, key=lambda pair: pair[0])[:MOST_PAIRS]
    return [pair for _rank, other, level, matched in strongest for pair in note_pair(request, other, level, matched)]


def note_pair(request, other, level, matched) -> list[DuplicateCandidate]:
    older, newer = sorted((request, other), key=lambda row: (row.submitted_at, row.pk))
    pair, is_new = DuplicateCandidate.objects.get_or_create(
        request_a=older, request_b=newer, defaults={"level": level, "matched_on": sorted(matched)}
    )
    if not is_new:
        return []
    locked = AppointmentRequest.objects.select_for_update().get(pk=request.pk)
    record(locked, EventKind.DUPLICATE_SUGGESTED, reason=level, other=other.pk, matched_on=sorted(matched))
    return [pair]


def compare(a: dict, b: dict) -> tuple[str | None, set]:
    """(level, what is equal) of two requests' keys; (None, …) when too little is equal.

    Strong: birth date, family name and one of given name, phone, e-mail. Probable: any three of given name, family
    name, birth date, postal code, phone. A swapped name or day and month counts as equal, one level lower.
    """
    equal = {kind for kind in a if kind != Kind.BIRTH_SWAPPED and a[kind] == b.get(kind)}
    was_swapped = False
    names = [{row.get(Kind.GIVEN), row.get(Kind.FAMILY)} for row in (a, b)]
    if not equal & NAMES and names[0] == names[1] and None not in names[0]:
        equal |= NAMES
        was_swapped = True
    if Kind.BIRTH not in equal and a.get(Kind.BIRTH) and a.get(Kind.BIRTH) == b.get(Kind.BIRTH_SWAPPED):
        equal.add(Kind.BIRTH)
        was_swapped = True
    if {Kind.BIRTH, Kind.FAMILY} <= equal and equal & {Kind.GIVEN, Kind.PHONE, Kind.EMAIL}:
        rank = 0
    elif len(equal & {Kind.GIVEN, Kind.FAMILY, Kind.BIRTH, Kind.POSTAL, Kind.PHONE}) >= 3:
        rank = 1
    else:
        return None, equal
    return LEVELS[rank + was_swapped], equal
