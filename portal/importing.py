"""Documents become pages: idempotent by id, all or nothing for each, and never over an editor's work."""

import hashlib
import json
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from portal.document_shape import DOCUMENT, check_characters, check_shape
from portal.models import ContentPage, ImportRecord, LegalPage, StandardPage
from portal.streams import ImportProblem, Links, StreamBuilder, check_stream
from portal.translations import tie


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "kept, because an editor changed it since"


def digest_of(document: dict) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()


class NothingNew(Exception):
    """Writing a document would only repeat what is there: undo it."""


class DocumentImporter:
    """Base of all imports below one home page. Subclasses say how a document is written."""

    page_types: tuple[type[ContentPage], ...] = ()
    required_keys = ("id", "title")
    shape = DOCUMENT

    def __init__(self, home, *, publish: bool = False):
        self.home = home
        self.publish = publish
        self.links = Links(home)

    def take(self, document: dict) -> Outcome:
        """Write one document. Raises ImportProblem and leaves nothing behind when it cannot be taken in."""
        self.links.missing.clear()
        try:
            document = self.checked(document)
            with transaction.atomic():
                return self._take(document)
        except NothingNew:
            return Outcome.UNCHANGED
        except ImportProblem:
            raise
        except ValidationError as error:
            raise ImportProblem(words_of(error)) from error
        except (DataError, IntegrityError) as error:
            raise ImportProblem(f"the database refuses it: {str(error).splitlines()[0]}") from error
        except RecursionError as error:
            raise ImportProblem("the document is nested too deeply") from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ImportProblem(f"the document does not have the expected shape ({error!r})") from error

    def checked(self, document) -> dict:
        """The document without its empty keys. Raises ImportProblem where it is not built as expected."""
        if not isinstance(document, dict):
            raise ImportProblem("the line is not a JSON object")
        for key in self.required_keys:
            if document.get(key) in (None, "", []):
                raise ImportProblem(f"“{key}” is missing")
        check_characters(document)
        check_shape(document, self.shape)
        return {key: value for key, value in document.items() if value is not None}

    def _take(self, document):
        record = ImportRecord.objects.filter(source_id=document["id"]).select_related("page").first()
        if record and record.digest == self.digest(document, ()):
            return Outcome.UNCHANGED
        if self.is_edited(record):
            return Outcome.EDITED
        page = record.page.specific if record else None
        if page and not isinstance(page, self.page_types):
            raise ImportProblem(f"the id “{document['id']}” belongs to a {page._meta.verbose_name}: “{page.title}”")
        pages = self.write(document, page)
        digest = self.digest(document, self.links.missing)
        if record and record.digest == digest:
            raise NothingNew
        ImportRecord.objects.update_or_create(
            source_id=document["id"],
            defaults={
                "page": pages[0],
                "digest": digest,
                "revisions": {page.pk: page.latest_revision_id for page in pages},
            },
        )
        return Outcome.UPDATED if record else Outcome.CREATED

    def digest(self, document, missing) -> str:
        """What was imported. With links to pages that do not exist yet it differs, so that the next run tries again."""
        told = {"publish": self.publish}
        if missing:
            told["missing"] = sorted(missing)
        if document.get("translates"):  # imported anew when the original was
            told["original"] = (
                ImportRecord.objects.filter(source_id=document["translates"]).values_list("digest").first()
            )
        return digest_of(document | told)

    def is_edited(self, record: ImportRecord | None) -> bool:
        """Has anybody changed what the import wrote?"""
        return bool(record and record.edited_since())

    def write(self, document: dict, page) -> list:
        """Create or change the page(s) of a document; the first is its main page."""
        raise NotImplementedError

    def original_of(self, document) -> ContentPage | None:
        """The page that a document translates, as it was imported; None for a document that stands alone."""
        if not document.get("translates"):
            return None
        record = ImportRecord.objects.filter(source_id=document["translates"]).select_related("page").first()
        if record is None:
            raise ImportProblem(f"there is no “{document['translates']}” to translate")
        return record.page.specific

    def parent_of(self, original):
        """Where a translation stands: below the translation of the page above."""
        parent = original.get_parent().get_translation_or_none(self.home.locale)
        if parent is None:
            raise ImportProblem(f"translate the page above “{original.title}” first")
        return parent.specific

    def builder(self, kind: type[StreamBuilder], document, part=""):
        return kind(self.links, markup=document.get("markup") == "inline", seed=f"{document['id']}/{part}")

    @staticmethod
    def save(page, parent):
        """Save the page as a draft revision below its parent."""
        if page.pk is None:
            page.clean_fields(exclude=["path", "depth", "draft_title"])  # in words, before the database says it
            parent.refresh_from_db(fields=["path", "depth", "numchild"])  # another document may have been undone
            parent.add_child(instance=page)
        check_lengths(page)
        page.save_revision(clean=True)


def check_lengths(page):
    """Long texts have a limit, too; only forms ask for it. Raises ImportProblem."""
    for field in page._meta.concrete_fields:
        if isinstance(field, models.TextField) and field.max_length:
            length = len(getattr(page, field.name))
            if length > field.max_length:
                raise ImportProblem(f"{field.name}: at most {field.max_length} characters (it has {length}).")


def words_of(error: ValidationError) -> str:
    """The messages, each after the name of its field."""
    if not hasattr(error, "error_dict"):
        return "; ".join(error.messages)
    return "; ".join(f"{name}: {' '.join(words)}" for name, words in error.message_dict.items())


class StandardImporter(DocumentImporter):
    """Standard and legal pages: no medical advice, so no review."""

    page_types = (StandardPage, LegalPage)

    def write(self, document, page):
        original = self.original_of(document)
        parent = self.parent_of(original) if original else self.home
        if document.get("parent") and not original:
            parent = StandardPage.objects.filter(pk=self.links.page_id(document["parent"])).first()
            if parent is None:
                raise ImportProblem(f"there is no page “{document['parent']}” to stand under")
        kind = LegalPage if document["type"] == "legal" else StandardPage
        page = page or kind(live=False, locale=self.home.locale)
        builder = self.builder(StreamBuilder, document)
        if original:
            tie(page, original)
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
