"""Records under names that mean the same on another site: addresses, slugs, file names. And back."""

from collections import defaultdict

from wagtail.documents import get_document_model
from wagtail.models import Page

from conditions.models import Anatomy, Citation, GlossaryTerm
from portal.models import ContactPoint, PortalImage
from portal.streams import Links


def file_name(record) -> str:
    return record.file.name.rpartition("/")[2]


class RecordNames:
    """`used` collects the ids that were named, so that an export can bring along what it names."""

    def __init__(self, home, links: Links | None = None):
        self.home, self.links = home, links or Links(home)
        self.used: dict[str, set[int]] = defaultdict(set)
        document = get_document_model()
        in_language = {"locale": home.locale}
        # kind → records, the field that names one, how its name is read
        self.kinds = {
            "glossary-term": (GlossaryTerm.objects.filter(**in_language), "slug", lambda row: row.slug),
            "conditions.glossaryterm": (GlossaryTerm.objects.filter(**in_language), "slug", lambda row: row.slug),
            "conditions.anatomy": (Anatomy.objects.filter(**in_language), "slug", lambda row: row.slug),
            "conditions.citation": (Citation.objects.all(), "source_id", lambda row: row.source_id),
            "portal.contactpoint": (ContactPoint.objects.all(), "label", lambda row: row.label),
            "portal.portalimage": (PortalImage.objects.all(), "file__endswith", file_name),
            "document": (document.objects.all(), "file__endswith", file_name),
            "wagtaildocs.document": (document.objects.all(), "file__endswith", file_name),
        }

    def name(self, kind: str, pk: int) -> str | None:
        self.used[kind].add(pk)
        if kind == "page":
            page = Page.objects.filter(pk=pk).only("url_path").first()
            inside = page and page.url_path.startswith(self.home.url_path)
            return page.url_path.removeprefix(self.home.url_path).strip("/") if inside else None
        if kind not in self.kinds:
            return None
        records, _field, named = self.kinds[kind]
        record = records.filter(pk=pk).first()
        return named(record) if record else None

    def pk(self, kind: str, name: str) -> int | None:
        if kind == "page":
            return self.links.page_id(name)
        if kind not in self.kinds:
            return None
        records, field, _named = self.kinds[kind]
        wanted = f"/{name}" if field == "file__endswith" else name
        pk = records.filter(**{field: wanted}).values_list("pk", flat=True).first()
        if pk is None:
            self.links.missing.add(f"{kind} {name}")
        return pk
