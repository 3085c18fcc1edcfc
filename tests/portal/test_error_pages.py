"""Error pages are ours, stand on nothing that may be broken, and give nothing away. And the reports of browsers."""

import json

import pytest
from django.core import mail
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.template import TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import get_resolver, path

from portal import errors
from tests.factories import make_home, make_superuser

CANARY = "canary-7f3a"


def fail(error):
    def view(request):
        request.POST.get("name")
        raise error(CANARY)

    return view


class Trouble(Exception):
    """What nobody foresaw."""


urlpatterns = [
    path("400/", fail(BadRequest)),
    path("403/", fail(PermissionDenied)),
    path("404/", fail(Http404)),
    path("500/", fail(Trouble)),
    path("503/", fail(OperationalError)),
    path("form/", lambda request: HttpResponse("stored")),
]
handler400, handler403 = "portal.errors.bad_request", "portal.errors.forbidden"
handler404, handler500 = "portal.errors.not_found", "portal.errors.server_error"
with_trouble = pytest.mark.urls(__name__)
STATIC = [400, 403, 500, 503]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def test_the_site_uses_these_pages():
    resolver = get_resolver("portal.urls")
    handlers = {status: resolver.resolve_error_handler(status) for status in (400, 403, 404, 500)}
    assert handlers == {400: errors.bad_request, 403: errors.forbidden, 404: errors.not_found, 500: errors.server_error}


@with_trouble
@pytest.mark.parametrize("status", STATIC)
def test_a_static_error_page_needs_no_database_and_tells_nothing(visitor, status):
    """Without the django_db mark a query raises."""
    response = visitor.get(f"/{status}/")
    text = response.content.decode()
    assert response.status_code == status
    assert "<h1" in text and "<!doctype html>" in text.lower()
    assert CANARY not in text and "Traceback" not in text and "Django" not in text
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    assert "<script>" not in text and "style=" not in text and " onclick" not in text


@with_trouble
@pytest.mark.django_db
def test_the_404_page_does_not_repeat_the_address_or_the_reason(visitor):
    make_home()
    response = visitor.get("/404/")
    assert response.status_code == 404
    assert CANARY not in response.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_without_any_template_there_is_a_page_of_last_resort(monkeypatch, status):
    def broken(*args, **kwargs):
        raise TemplateSyntaxError(CANARY)

    monkeypatch.setattr(errors.loader, "render_to_string", broken)
    response = errors.static_page(status) if status != 404 else errors.not_found(RequestFactory().get("/"))
    assert response.status_code == status
    assert b"<h1>" in response.content and CANARY.encode() not in response.content


@with_trouble
def test_a_missing_database_is_said_to_come_back(visitor):
    assert visitor.get("/503/")["Retry-After"] == "30"


@with_trouble
@pytest.mark.parametrize("body", [b"a=1&a=" + b"x" * 3_000_000, b"\xff", b"&".join([b"a=1"] * 20_000)])
@pytest.mark.parametrize("charset", ["", "; charset=utf-16", "; charset=utf-7"])
def test_the_page_for_a_bad_request_does_not_read_the_form_again(visitor, body, charset):
    for address in ("/400/", "/form/"):
        response = visitor.generic("POST", address, body, "application/x-www-form-urlencoded" + charset)
        assert response.status_code in (200, 400)


@with_trouble
def test_a_form_of_another_site_gets_our_own_page():
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    response = client.post("/form/", {"name": CANARY})
    assert response.status_code == 403
    assert response.content == errors.static_page(403).content


@with_trouble
def test_nobody_gets_mail_with_what_was_typed(visitor, settings):
    settings.ADMINS = [("Admin", "admin@example.org")]
    visitor.post("/500/", {"name": CANARY})
    assert mail.outbox == []


@with_trouble
def test_the_log_does_not_hold_what_was_typed(visitor, caplog):
    visitor.post("/500/?q=" + CANARY + "-query", {"name": CANARY + "-form"})
    visitor.post("/400/?q=" + CANARY + "-query", {"name": CANARY + "-form"})
    assert "Internal Server Error: /500/" in caplog.text
    assert CANARY + "-query" not in caplog.text and CANARY + "-form" not in caplog.text


@pytest.mark.django_db
def test_an_unknown_address_of_the_admin_gets_our_own_static_page(client):
    client.force_login(make_superuser())
    response = client.get("/admin/nowhere-at-all/")
    assert response.status_code == 404
    assert [template.name for template in response.templates][:2] == ["wagtailadmin/404.html", "plain.html"]
    assert b'href="/admin/"' in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/failwhale/", "/admin/test404/"])
def test_the_trial_errors_of_wagtail_are_gone(client, path):
    make_home()
    client.force_login(make_superuser())
    assert client.get(path).status_code == 404


# --- reports of the content security policy ---------------------------------------------------------------------------

REPORT = {
    "csp-report": {
        "document-uri": f"https://www.example.org/search/?q={CANARY}",
        "referrer": f"https://www.example.org/{CANARY}/",
        "effective-directive": "script-src-elem",
        "violated-directive": "script-src-elem",
        "blocked-uri": f"https://evil.example/{CANARY}",
        "script-sample": CANARY,
    }
}
MODERN = [
    {
        "type": "csp-violation",
        "url": f"https://www.example.org/{CANARY}",
        "body": {"documentURL": f"https://x/search/?q={CANARY}", "effectiveDirective": "img-src"},
    }
]


@pytest.fixture
def budget(monkeypatch, caplog):
    caplog.set_level("WARNING", logger="portal.errors")
    monkeypatch.setattr(errors, "budget", errors.LineBudget())


def send(body, content_type="application/csp-report", **headers):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client(enforce_csrf_checks=True).post("/csp-report/", body, content_type=content_type, **headers)


@pytest.mark.parametrize(
    ("body", "content_type", "directive"),
    [(REPORT, "application/csp-report", "script-src-elem"), (MODERN, "application/reports+json", "img-src")],
)
def test_a_report_leaves_directive_and_route_in_the_log_and_nothing_else(budget, caplog, body, content_type, directive):
    assert send(body, content_type).status_code == 204
    assert [record.getMessage() for record in caplog.records] == [
        f"Content security policy: {directive} on route search/"
    ]
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[1, null, [], {}]",
        b'{"csp-report": 1}',
        b"no json",
        b"\xff\xfe",
        b"[" * 15_000,
        b"1" * 15_000,
        b'{"csp-report": {}}',
        b'{"csp-report": {"document-uri": ["x"], "effective-directive": {"a": 1}}}',
        b'{"csp-report": {"document-uri": "https://[/%00", "effective-directive": "img-src\\n2026 ERROR forged"}}',
        b'{"csp-report": {"document-uri": "data:,x"}}',
        b'{"csp-report": {"effective-directive": "\\ud800"}}',
        b"x" * 3_000_000,
    ],
)
@pytest.mark.parametrize(
    "content_type",
    ["application/csp-report", "application/reports+json", "application/json", "text/plain", "image/png"],
)
def test_any_report_is_answered_alike(budget, caplog, body, content_type):
    status = 400 if len(body) > 2_621_440 else 204  # no request of the public side may be so large
    assert send(body, content_type).status_code == status
    assert "forged" not in caplog.text and "\n" not in "".join(record.getMessage() for record in caplog.records)


def test_a_long_report_is_not_parsed(budget, caplog):
    padded = REPORT | {"padding": "x" * errors.LONGEST_REPORT}
    assert send(padded).status_code == 204
    assert not caplog.records


def test_a_flood_of_reports_does_not_fill_the_log(budget, caplog):
    for _ in range(3):
        assert send(MODERN * 50, "application/reports+json").status_code == 204
    assert len(caplog.records) == errors.LINES_A_MINUTE


def test_the_log_opens_again_in_the_next_minute(monkeypatch):
    budget, clock = errors.LineBudget(), iter([0, 1, 61])
    monkeypatch.setattr(errors.time, "monotonic", lambda: next(clock))
    assert not budget.is_spent()
    budget.spent = errors.LINES_A_MINUTE
    assert budget.is_spent()
    assert not budget.is_spent()


def test_reports_are_only_posted():
    assert Client().get("/csp-report/").status_code == 405
