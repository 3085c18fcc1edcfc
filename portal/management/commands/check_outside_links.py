"""Ask the sites that our pages and sources link to whether the address still answers; reports show what they said."""

import ipaddress
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.models import OutsideAddress, PageLink
from portal.page_checks.links import URL, outside_sources

TIMEOUT = 15  # seconds
FORBIDDEN = {401, 403, 405, 429}  # a site that does not like to be asked by a program; a person may well read it
AGENT = "Mozilla/5.0 (compatible; link check of a hospital's site)"


class Command(BaseCommand):
    help = "Ask other sites whether our links to them still lead somewhere. Nothing else on this site ever does."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=0, help="ask so many, longest unasked first")

    def handle(self, *, limit, **options):
        addresses = set(PageLink.objects.filter(kind=URL).values_list("address", flat=True))
        for source in outside_sources:
            addresses |= set(filter(None, source()))
        asked = dict(OutsideAddress.objects.values_list("address", "checked_at"))
        OutsideAddress.objects.exclude(address__in=addresses).delete()
        queue = sorted(addresses, key=lambda address: (address in asked, str(asked.get(address, "")), address))
        problems = 0
        for address in queue[: limit or None]:
            status, problem = ask(address)
            problems += bool(problem)
            values = {"status": status, "problem": problem, "checked_at": timezone.now()}
            OutsideAddress.objects.update_or_create(address=address, defaults=values)
        self.stdout.write(f"{len(queue[: limit or None])} addresses asked, {problems} with a problem.")


class CarefulRedirects(urllib.request.HTTPRedirectHandler):
    """Follows where a site sends us, but never into our own network."""

    def redirect_request(self, request, *arguments):
        followed = super().redirect_request(request, *arguments)
        if followed is not None and (reason := refusal(followed.full_url)):
            raise OSError(reason)
        return followed


def refusal(address: str) -> str:
    """Why this address is not asked: it is none of the web, or lies in a network that is not public."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "not a web address"
    found = {row[4][0] for row in socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)}
    return "" if all(ipaddress.ip_address(ip).is_global for ip in found) else "not a public address"


opener = urllib.request.build_opener(CarefulRedirects)


def ask(address: str) -> tuple[int | None, str]:
    """(status, problem)."""
    try:
        if reason := refusal(address):
            return None, reason
        request = urllib.request.Request(address, headers={"User-Agent": AGENT})  # noqa: S310  (looked at above)
        with opener.open(request, timeout=TIMEOUT) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        return error.code, "" if error.code in FORBIDDEN else f"answers {error.code}"
    except (OSError, ValueError) as error:
        return None, f"does not answer ({type(error).__name__})"
