"""Complete answers of each page, as a browser posts them, and a walk through a form with Django's client."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from appointments import submit
from appointments.models import RequestDraft

SENT = "/appointments/request/sent/"

SELF = {
    "who": {"for_whom": "self"},
    "patient": {
        "given_name": "Ana",
        "family_name": "Novak",
        "dob_month": "3",
        "dob_day": "4",
        "dob_year": "1961",
    },
    "reach": {"phone": "(212) 555-0143", "preferred_language": "en", "time_zone": "America/New_York"},
    "need": {"reason": "new_diagnosis"},
}
BEHALF = {
    "who": {"for_whom": "behalf", "requester_name": "Ivo Novak", "relationship": "SPS", "patient_knows": "yes"},
    "patient": SELF["patient"],
    "reach": SELF["reach"] | {"call_whom": "requester"},
    "need": SELF["need"],
}
REFERRAL = {
    "urgency": {"urgency": "routine"},
    "clinician": {
        "clinician_name": "Dr. Lee",
        "npi": "1234567893",
        "practice": "Lee Oncology",
        "phone": "212 555 0199",
    },
    "patient": SELF["patient"]
    | {"phone": "(212) 555-0143", "preferred_language": "en", "patient_informed": "referral_only"},
    "clinical": {"condition": "Liver metastases", "question": "consult"},
    "records": {"records_route": "fax"},
}


def begin(client, form="request", source=""):
    """Start a form; the address of its first page."""
    response = client.post(reverse(f"appointments:{form}_start") + source)
    assert response.status_code == 302
    return response.url


def page_of(url, slug) -> str:
    return re.sub(r"[^/]+/$", f"{slug}/", url.split("?")[0])


def fill(client, answers=SELF, form="request", source="", **changed):
    """Answer all pages; `changed` maps a page to other answers. Returns the address of the check page."""
    url = begin(client, form, source)
    for slug, typed in answers.items():
        response = client.post(page_of(url, slug), typed | changed.get(slug, {}))
        assert response.status_code == 302, response.content.decode()
        url = response.url
    assert url.endswith("/check/")
    return url


def hidden(html, name) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def sending(client, check_url) -> dict:
    """What the check page posts."""
    html = client.get(check_url).content.decode()
    return {"nonce": hidden(html, "nonce"), "shown": hidden(html, "shown")}


def send(client, check_url, **more):
    return client.post(check_url, sending(client, check_url) | more)


# ---- without a browser ----


def make_draft(answers=SELF, form="request", **changed):
    """A draft with all pages answered; `changed` maps pages to other answers."""
    pages = {slug: typed | changed.get(slug, {}) for slug, typed in answers.items()}
    return RequestDraft.objects.create(
        key_hash="0" * 64, form=form, answers=pages, expires_at=timezone.now() + timedelta(days=7)
    )


def sent(answers=SELF, form="request", *, signs=(), channel="web", actor=None, **changed):
    draft = make_draft(answers, form, **changed)
    return submit.submit(draft, draft.nonce, channel=channel, actor=actor, spam_signs=signs)


def kinds_of(request):
    """Its steps, without the notes that a message waits to be sent."""
    return [kind for kind in request.events.values_list("kind", flat=True) if kind != "message_queued"]


def main_of(response) -> str:
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]
