"""GET /mail/: what a laptop's mail server kept. Only where settings name a folder, and only from this machine."""

from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MOST = 100
HERE = {"127.0.0.1", "::1"}


@require_safe
@never_cache
def sent_mail(request):
    if settings.MAIL_FOLDER is None or request.META.get("REMOTE_ADDR") not in HERE:
        raise Http404
    files = sorted(Path(settings.MAIL_FOLDER).glob("*.eml"), reverse=True)
    mails = [shown(path) for path in files[:MOST]]
    return render(request, "portal/sent_mail.html", {"mails": mails, "count": len(files)})


def shown(path: Path) -> dict:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    return {
        "subject": mail["Subject"],
        "to": mail["X-Envelope-To"],
        "date": mail["Date"],
        "body": body.get_content() if body else "",
        "attachments": [part.get_filename() for part in mail.iter_attachments()],
    }
