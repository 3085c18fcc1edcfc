"""Documents become pages: idempotent by id, all or nothing for each, and never over an editor's work."""

import hashlib
import json
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.models import ImportRecord, LegalPage, StandardPage
from portal.streams import ImportProblem, Links, StreamBuilder, check_stream


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "kept, because an editor changed it since"


def digest_of(document: dict) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()


class DocumentImporter:
    """Base of all imports below one home page. Subclasses say how a document is written."""

    required_keys = ("id", "title")

    def __init__(self, home, *, publish: bool = False):
        self.home = home
        self.publish = publish
        self.links = Links(home)

    def take(self, document: dict) -> Outcome:
        """Write one document. Raises ImportProblem and leaves nothing behind when it cannot be taken in."""
        if not isinstance(document, dict):
            raise ImportProblem("the line is not a JSON object")
        for key in self.required_keys:
            if document.get(key) in (None, "", []):
                raise ImportProblem(f"“{key}” is missing")
        try:
            with transaction.atomic():
                return self._take(document)
        except ValidationError as error:
            raise ImportProblem("; ".join(error.messages)) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ImportProblem(f"the document does not have the expected shape ({error!r})") from error

    def _take(self, document):
        digest = digest_of(document | {"publish": self.publish})
        record = ImportRecord.objects.filter(source_id=document["id"]).select_related("page").first()
        if record and record.digest == digest:
            return Outcome.UNCHANGED
        if record and record.edited_since():
            return Outcome.EDITED
        self.links.missing.clear()
        pages = self.write(document, record.page.specific if record else None)
        ImportRecord.objects.update_or_create(
            source_id=document["id"],
            defaults={
                "page": pages[0],
                # a document with links to pages that do not exist yet is taken again by the next run
                "digest": "" if self.links.missing else digest,
                "revisions": {page.pk: page.latest_revision_id for page in pages},
            },
        )
        return Outcome.UPDATED if record else Outcome.CREATED

    def write(self, document: dict, page) -> list:
        """Create or change the page(s) of a document; the first is its main page."""
        raise NotImplementedError

    def builder(self, kind: type[StreamBuilder], document, part=""):
        return kind(self.links, markup=document.get("markup") == "inline", seed=f"{document['id']}/{part}")

    @staticmethod
    def save(page, parent):
        """Save the page as a draft revision below its parent."""
        if page.pk is None:
            parent.add_child(instance=page)
        page.save_revision(clean=True)


class StandardImporter(DocumentImporter):
    """Standard and legal pages: no medical advice, so no review."""

    def write(self, document, page):
        parent = self.home
        if document.get("parent"):
            pk = self.links.page_id(document["parent"])
            if pk is None:
                raise ImportProblem(f"there is no page “{document['parent']}” to stand under")
            parent = StandardPage.objects.get(pk=pk)
        kind = LegalPage if document["type"] == "legal" else StandardPage
        page = page or kind(live=False, locale=self.home.locale)
        builder = self.builder(StreamBuilder, document)
        page.title, page.slug = document["title"], document["slug"]
        page.short_title = document.get("short_title", "")
        page.summary = builder.plain(document.get("summary"))
        page.search_description = document.get("description", "")
        page.body = builder.stream(document["blocks"])
        if kind is LegalPage:
            page.kind, page.effective_date = document["kind"], document["effective_date"]
        check_stream(page, "body")
        self.save(page, parent)
        if self.publish:
            page.get_latest_revision().publish()
            page.refresh_from_db()
        return [page]
