"""Treatments, tests and support programs from documents."""

from conditions.importing_parts import cited, sign_as_example, team_of
from conditions.models import ConditionPage, SupportIndexPage, SupportPage, TreatmentIndexPage, TreatmentPage
from conditions.streams import MedicalLinks, MedicalStreamBuilder
from portal.importing import DocumentImporter
from portal.streams import check_stream


class ReviewedImporter(DocumentImporter):
    """One reviewed page a document, below the index of its type."""

    index_type = None
    page_type = None

    def __init__(self, home, *, publish_as_example: bool = False):
        super().__init__(home, publish=publish_as_example)
        self.page_types = (self.page_type,)
        self.links = MedicalLinks(home)
        self.index = self.index_type.objects.child_of(home).get()

    def write(self, document, page):
        page = page or self.page_type(live=False, locale=self.home.locale)
        builder = self.builder(MedicalStreamBuilder, document)
        page.title, page.slug = document["title"], document["slug"]
        page.summary = builder.plain(document.get("summary"))
        page.search_description = document.get("description", "")
        page.owner_team = team_of(document)
        page.citations = cited(self.links, document.get("citations") or [])
        for name in self.fill(page, document, builder):
            check_stream(page, name)
        self.save(page, self.index)
        if self.publish:
            sign_as_example(page, document)
            page.save_revision(clean=False).publish()
        return [page]

    def fill(self, page, document, builder) -> list[str]:
        """Set the fields of the type; the names of its streams are returned."""
        raise NotImplementedError


class TreatmentImporter(ReviewedImporter):
    index_type = TreatmentIndexPage
    page_type = TreatmentPage

    def fill(self, page, document, builder):
        page.kind = document["kind"]
        page.medical_name = document.get("medical_name", "")
        page.synonyms = document.get("synonyms", [])
        page.duration = document.get("duration", "")
        page.key_facts = [
            builder.child("fact", {"label": builder.plain(row["label"]), "value": builder.plain(row["value"])})
            for row in document.get("key_facts", [])
        ]
        names = [*TreatmentPage.sections, "care_here"]
        for name in names:
            setattr(page, name, builder.stream(document.get(name), sections=False))
        return [*names, "key_facts"]


class SupportImporter(ReviewedImporter):
    index_type = SupportIndexPage
    page_type = SupportPage

    def fill(self, page, document, builder):
        audience, formats = document.get("audience", []), document.get("format", [])
        page.for_patients, page.for_caregivers = "patient" in audience, "caregiver" in audience
        page.in_person, page.online = "in_person" in formats, "online" in formats
        page.by_phone, page.in_print = "phone" in formats, "print" in formats
        page.languages = ", ".join(document.get("languages", ["en"]))
        page.cost = builder.plain(document.get("cost"))
        page.conditions = list(
            ConditionPage.objects.filter(slug__in=document.get("conditions", []), locale=self.home.locale)
        )
        page.body = builder.stream(document["blocks"])
        return ["body"]
