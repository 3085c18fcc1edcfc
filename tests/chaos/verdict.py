"""Counting afterwards: what was promised, what is there."""

import re
from collections import Counter

from appointments.chains import problems
from appointments.models import AppointmentRequest, OutboxMessage, PatientSnapshot, RequestDraft, RequestEvent

MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)\r?$", re.MULTILINE | re.IGNORECASE)


def arrived(folder) -> Counter:
    """How often each message came to the mail server."""
    return Counter(MESSAGE_ID.search(path.read_bytes())[1].decode() for path in folder.glob("*.eml"))


def checks(people, crowd, sink) -> list[tuple[str, object, bool]]:
    """(what, the figure, whether it is as it must be)"""
    stored = Counter(str(nonce) for nonce in AppointmentRequest.objects.values_list("form_nonce", flat=True))
    acknowledged = Counter(crowd.acknowledged)
    names = PatientSnapshot.objects.values_list("request__form_nonce", "given_name")
    expected_names = {person.nonce: f"Invented{number}" for number, person in enumerate(people)}
    messages = {str(pk) for pk in OutboxMessage.objects.values_list("pk", flat=True)}
    mails = arrived(sink.folder)
    wanted = {f"<{pk}@127.0.0.1>" for pk in messages}
    duplicates = sum(mails.values()) - len(mails)
    unsent = OutboxMessage.objects.exclude(status="sent").count()
    submitted = RequestEvent.objects.filter(kind="submitted").count()
    wrong_names = sum(expected_names.get(str(nonce)) != name for nonce, name in names)
    kills, served, drafts = sum(sink.kills.values()), crowd.taken, RequestDraft.objects.count()
    return [
        ("people served", served, True),
        ("acknowledged", len(acknowledged), len(acknowledged) == served),
        ("stored", sum(stored.values()), len(stored) == sum(stored.values()) == served),
        ("acknowledged and not stored", len(set(acknowledged) - set(stored)), not set(acknowledged) - set(stored)),
        ("stored with somebody else's answers", wrong_names, wrong_names == 0),
        ("submitted events", submitted, submitted == served),
        ("forms of people not served", drafts, drafts == len(people) - served),
        ("messages", len(messages), len(messages) == 2 * served),
        ("messages not sent", unsent, unsent == 0),
        ("messages that never arrived", len(wanted - set(mails)), wanted <= set(mails)),
        ("mails nobody wrote", len(set(mails) - wanted), set(mails) <= wanted),
        (f"mails that came twice ({kills} kills in mid-send)", duplicates, duplicates <= kills),
        ("broken rows of history", count := sum(1 for _problem in problems()), count == 0),
    ]
