"""The medical blocks of a document, and links to glossary terms."""

from django.db.models import Case, Q, When
from wagtail.models import Locale

from conditions.blocks import MedicalBodyBlock
from conditions.models import Anatomy, Citation, GlossaryTerm
from conditions.record_names import RecordNames
from portal.stored_blocks import Portable
from portal.streams import ImportProblem, Links, StreamBuilder


class MedicalLinks(Links):
    """Adds `term:slug`. Looked-up ids are kept, so a long import asks the database once for each."""

    def __init__(self, home):
        super().__init__(home)
        self.terms = dict(self.in_languages(GlossaryTerm).values_list("slug", "pk"))
        self.anatomy = dict(Anatomy.objects.filter(locale=home.locale).values_list("slug", "pk"))
        self.citations = dict(Citation.objects.values_list("source_id", "pk"))

    def in_languages(self, model):
        """Those of the default language, then those of this home page, which count where both have a name."""
        default = Q(locale=Locale.get_default())
        return model.objects.filter(default | Q(locale=self.home.locale)).order_by(
            Case(When(default, then=0), default=1)
        )

    def anchor(self, words: str, target: str) -> str:
        if not target.startswith("term:"):
            return super().anchor(words, target)
        slug = target.removeprefix("term:")
        if slug not in self.terms:
            self.missing.add(target)
            return words
        return f'<a linktype="glossary-term" id="{self.terms[slug]}">{words}</a>'

    def anatomy_id(self, slug: str) -> int:
        return self._known(self.anatomy, slug, "organ")

    def citation_id(self, source_id: str) -> int:
        return self._known(self.citations, source_id, "citation")

    @staticmethod
    def _known(ids: dict, name: str, what: str) -> int:
        if name not in ids:
            raise ImportProblem(f"there is no {what} “{name}”")
        return ids[name]


class MedicalStreamBuilder(StreamBuilder):
    links: MedicalLinks

    def make_stored(self, block):
        """A block in its own form, with names in place of ids (see portal/stored_blocks.py)."""
        known = MedicalBodyBlock().child_blocks.get(block["block"])
        if known is None:
            raise ImportProblem(f"there is no block “{block['block']}”")
        portable = Portable(RecordNames(self.links.home, self.links))
        return block["block"], portable.back(known, block["value"], self.child)

    def make_statistic(self, block):
        if (block.get("count") is None) != (block.get("of") is None):
            raise ImportProblem("a statistic needs both `count` and `of`, or neither")
        return "statistic", {
            "sentence": self.plain(block["sentence"]),
            "count": block.get("count"),
            "out_of": str(block["of"]) if block.get("of") else "",
            "who": self.plain(block["who"]),
            "period": str(block["period"]),
            "region": block["region"],
            "citation": self.links.citation_id(block["citation"]),
        }

    def make_diagram(self, block):
        return "anatomy", {"anatomy": self.links.anatomy_id(block["anatomy"])}

    def make_support(self, block):
        pages = [pk for slug in block["pages"] if (pk := self.links.page_id(f"support/{slug}"))]
        return ("support", {"pages": self.items(pages)}) if pages else None
