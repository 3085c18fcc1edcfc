"""Filters of the list, and views saved from them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from appointments.desk.queue_filters import FilterForm
from appointments.models import ContactAttempt, DuplicateCandidate, Queue, SavedView
from tests.appointments.makers import make_request, make_settings, make_staff
from tests.factories import make_guide

pytestmark = pytest.mark.django_db

LIST, SAVED = "/admin/appointments/", "/admin/appointments/queue/saved/"


@pytest.fixture(autouse=True)
def open_hospital(clock):
    return make_settings()


@pytest.fixture
def desk(client, ana):
    client.force_login(ana)
    return client


def hours(n):
    return timezone.now() + timedelta(hours=n)


def tried(request, times):
    for n in range(times):
        ContactAttempt.objects.create(
            request=request, at=hours(-n), by=request.assigned_to, person="patient", outcome="no_answer"
        )
    return request


def twins(ana):
    one, other = make_request(), make_request()
    DuplicateCandidate.objects.create(request_a=one, request_b=other, level="strong")
    return one


FILTERS = {
    "status": ("in_review", lambda ana: make_request("in_review", owner=ana), lambda ana: make_request()),
    "status_reason": (
        "slot",
        lambda ana: make_request("waiting", owner=ana, status_reason="slot"),
        lambda ana: make_request("waiting", owner=ana, status_reason="records"),
    ),
    "reason": ("trial", lambda ana: make_request(clinical={"reason": "trial"}), lambda ana: make_request()),
    "kind": ("behalf", lambda ana: make_request(kind="behalf"), lambda ana: make_request()),
    "priority": ("stat", lambda ana: make_request(priority="stat"), lambda ana: make_request(priority="urgent")),
    "owner": ("me", lambda ana: make_request("in_review", owner=ana), lambda ana: make_request()),
    "due": (
        "tomorrow",
        lambda ana: make_request(call_due_at=hours(24)),
        lambda ana: make_request(call_due_at=hours(2)),
    ),
    "age": ("3", lambda ana: make_request(submitted_at=hours(-73)), lambda ana: make_request(submitted_at=hours(-71))),
    "language": (
        "es",
        lambda ana: make_request(patient={"preferred_language": "es"}),
        lambda ana: make_request(patient={"preferred_language": "en"}),
    ),
    "interpreter": ("sign", lambda ana: make_request(patient={"interpreter": "sign"}), lambda ana: make_request()),
    "minor": ("yes", lambda ana: make_request(is_minor=True), lambda ana: make_request()),
    "postal": (
        "100",
        lambda ana: make_request(patient={"postal_code": "10021"}),
        lambda ana: make_request(patient={"postal_code": "11002"}),
    ),
    "attempts": (
        "2",
        lambda ana: tried(make_request("contacting", owner=ana), 2),
        lambda ana: tried(make_request("contacting", owner=ana), 3),
    ),
    "duplicate": ("no", lambda ana: make_request(), twins),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_keeps_what_fits_and_nothing_else(desk, ana, name):
    value, fitting, other = FILTERS[name]
    wanted, _unwanted = fitting(ana), other(ana)
    page = desk.get(LIST, {name: value})
    assert [row.request for row in page.context["rows"]] == [wanted]
    assert [tag[0] for tag in page.context["tags"]] == [page.context["form"].fields[name].label]


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("owner", "nobody", 1),
        ("due", "late", 1),
        ("due", "today", 1),
        ("due", "week", 1),
        ("due", "none", 1),
        ("attempts", "0", 3),
        ("attempts", "3", 1),
        ("minor", "no", 4),
        ("duplicate", "yes", 0),
    ],
)
def test_further_values_of_filters(desk, ana, name, value, number):
    tried(make_request("in_review", owner=ana, call_due_at=hours(-30)), 4)
    make_request("in_review", owner=ana, call_due_at=hours(5))
    make_request("in_review", owner=ana, call_due_at=None)
    make_request(call_due_at=hours(300))
    assert len(desk.get(LIST, {name: value}).context["rows"]) == number


def test_queue_and_condition_and_a_colleague_are_filters_too(desk, ana):
    guide, ivo = make_guide(), make_staff("ivo", "Scheduler")
    wanted = make_request("in_review", owner=ivo, queue="pediatric_aya", clinical={"condition": guide})
    make_request("in_review", owner=ana)
    for query in (
        {"queue": Queue.objects.get(slug="pediatric_aya").pk},
        {"condition": guide.pk},
        {"owner": ivo.pk},
        {"queue": wanted.queue_id, "condition": guide.pk, "owner": ivo.pk},
    ):
        assert [row.request for row in desk.get(LIST, query).context["rows"]] == [wanted]


def test_every_filter_of_the_form_is_tested(ana):
    form = FilterForm({}, user=ana, moment=None)
    assert set(form.fields) == set(FILTERS) | {"queue", "condition"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "nonsense"),
        ("postal", "1%"),
        ("postal", "10021"),
        ("owner", "99999"),
        ("queue", "x"),
        ("p", "x"),
        ("p", "-1"),
    ],
)
def test_a_filter_that_is_no_filter_narrows_nothing(desk, name, value):
    make_request()
    page = desk.get(LIST, {name: value})
    assert len(page.context["rows"]) == 1
    assert page.context["tags"] == []


@pytest.mark.parametrize("name", ["family_name", "q", "search", "phone", "birth_date", "reference"])
def test_nothing_personal_can_be_asked_in_an_address(desk, name):
    make_request(patient={"birth_date": date(1961, 3, 4)})
    page = desk.get(LIST, {name: "Novak"})
    assert len(page.context["rows"]) == 1
    assert "Novak" not in page.text


# --- saved views ----------------------------------------------------------------------------------------------------


def save(client, name="Spanish", **data):
    values = {"do": "create", "name": name, "view": "unclaimed", "filter-language": "es", "filter-priority": "stat"}
    return client.post(SAVED, values | data)


def test_a_view_is_saved_with_its_filters_and_opens_again(desk, ana):
    wanted = make_request(patient={"preferred_language": "es"}, priority="stat")
    make_request(patient={"preferred_language": "es"})
    response = save(desk)
    saved = SavedView.objects.get()
    assert (saved.owner, saved.name, saved.is_shared) == (ana, "Spanish", False)
    assert saved.filters == {"view": "unclaimed", "filters": {"language": "es", "priority": "stat"}}
    page = desk.get(response.url)
    assert page.context["view"].key == "unclaimed"
    assert [row.request for row in page.context["rows"]] == [wanted]
    assert response.url in page.text.replace("&amp;", "&")


def test_only_what_is_a_filter_is_saved(desk):
    make_request(patient={"preferred_language": "es"})
    save(desk, **{"filter-family_name": "Novak", "filter-status": "nonsense", "view": "nonsense"})
    assert SavedView.objects.get().filters["filters"].keys() <= {"language", "priority"}
    assert SavedView.objects.get().filters["view"] == "open"


def test_a_name_is_needed_and_used_once(desk):
    assert save(desk, name="").status_code == 422
    save(desk)
    response = save(desk)
    assert response.status_code == 422
    assert "Choose another name" in response.text
    assert SavedView.objects.count() == 1


def test_managers_share_views_and_schedulers_cannot(client, desk, lead):
    save(desk, is_shared="on")
    assert not SavedView.objects.get().is_shared
    client.force_login(lead)
    save(client, name="For all", is_shared="on")
    assert SavedView.objects.get(name="For all").is_shared
    client.force_login(make_staff("ivo", "Scheduler"))
    page = client.get(LIST).text
    assert "For all" in page
    assert "Spanish" not in page


@pytest.mark.parametrize("step", ["rename", "delete"])
def test_only_the_owner_or_a_manager_changes_a_view(client, ana, lead, step):
    views = {
        "anas": SavedView.objects.create(owner=ana, name="Mine"),
        "shared": SavedView.objects.create(owner=lead, name="Shared", is_shared=True),
        "leads": SavedView.objects.create(owner=lead, name="Hers"),
    }

    def change(name):
        return client.post(SAVED, {"do": step, "saved": views[name].pk, "name": "New"}).status_code

    client.force_login(ana)
    assert change("leads") == 404
    assert change("shared") in (302, 403)
    assert SavedView.objects.filter(pk=views["shared"].pk, name="Shared").exists()
    assert change("anas") == 302
    client.force_login(lead)
    assert change("anas") == 404
    assert change("shared") == 302
    left = set(SavedView.objects.values_list("name", flat=True))
    assert left == ({"New", "Hers"} if step == "rename" else {"Hers"})


@pytest.mark.parametrize(
    "data", [{}, {"do": "rename", "saved": "x"}, {"do": "delete"}, {"do": "delete", "saved": "999"}]
)
def test_a_change_of_no_view_is_not_found(desk, data):
    assert desk.post(SAVED, data).status_code == 404
