"""Every page that a reader reaches from the sitemap, and every file these pages use, fetched once over plain HTTP."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

ADDRESSES = ("href", "src", "poster", "action")
# forms go there by POST
NO_GET = {
    "/feedback/",
    "/close-banner/",
    *(f"{prefix}/appointments/{form}/start/" for prefix in ("", "/es", "/ar") for form in ("request", "refer")),
}


@dataclass
class Answer:
    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.headers.get("content-type", "").startswith("text/html")

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")

    @cached_property
    def anchors(self) -> set[str]:
        return {element["id"] for element in self.soup.find_all(id=True)}


class Site:
    """`sitemap` (paths), `answers` by path, and `linked_from`: where each address was found first."""

    def __init__(self, url: str):
        self.url = url
        self.host = urlsplit(url).netloc
        listed = re.findall(r"<loc>(.*?)</loc>", self.fetch("/sitemap.xml").body.decode())
        self.names = {self.host, *(urlsplit(address).netloc for address in listed)}  # the public name may be another
        self.sitemap = [self.inside(address) for address in listed]
        self.linked_from = dict.fromkeys(self.sitemap, "/sitemap.xml")
        self.anchors_wanted: dict[tuple[str, str], str] = {}  # (path, anchor) -> the page that wants it
        self.answers: dict[str, Answer] = {}
        with ThreadPoolExecutor(6) as readers:
            while waiting := [path for path in self.linked_from if path not in self.answers]:
                for answer in readers.map(self.fetch, waiting):
                    self.answers[answer.path] = answer
                    self.note_links(answer)

    @property
    def pages(self) -> list[Answer]:
        return [answer for answer in self.answers.values() if answer.is_page]

    def fetch(self, path: str) -> Answer:
        connection = HTTPConnection(self.host, timeout=120)
        try:
            connection.request("GET", path, headers={"Accept": "*/*"})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(path, response.status, headers, response.read())
        finally:
            connection.close()

    def inside(self, address: str) -> str | None:
        """The path and query of an address of this site; None for another host, mail, telephone."""
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.netloc in self.names:
            return parts.path + (f"?{parts.query}" if parts.query else "")
        return None

    def note_links(self, answer: Answer):
        if 300 <= answer.status < 400:
            found = [answer.headers["location"]]
        else:
            found = addresses(answer.soup) if answer.is_page else []
        for address in found:
            full = urljoin(self.url + answer.path, address)
            path = self.inside(full)
            if path is None or path in NO_GET:
                continue
            path = path.split("?from=")[0]  # a signed note on which page one came from: the same form for all
            self.linked_from.setdefault(path, answer.path)
            if anchor := urlsplit(full).fragment:
                self.anchors_wanted.setdefault((path, anchor), answer.path)


def addresses(soup) -> list[str]:
    found = [element[name] for name in ADDRESSES for element in soup.find_all(attrs={name: True})]
    for element in soup.find_all(srcset=True):
        found += [candidate.split()[0] for candidate in element["srcset"].split(",")]
    return found
