"""The shared vocabulary of content blocks. A block says what something is, never how it looks.

Each has an icon, a group, a description and a preview value for editors; its template is found from its class name.
"""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from portal.block_base import INLINE_FEATURES, LIST_FEATURES, TEXT_FEATURES, NamedTemplate, PortalStructBlock, first_id
from portal.link_blocks import LinkBlock
from portal.media_blocks import FigureBlock, QuoteBlock, VideoBlock


class TextBlock(NamedTemplate, blocks.RichTextBlock):
    def __init__(self, **kwargs):
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        group = _("Text")
        description = _("Paragraphs, lists, small headings, links and glossary terms.")
        preview_value = "<p>Bile is a fluid that the liver makes. It helps the body digest fat.</p>"


class DetailsBlock(PortalStructBlock):
    summary = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=LIST_FEATURES)

    class Meta:
        icon = "collapse-down"
        group = _("Text")
        description = _("A part that opens on click. Only for what a reader may skip.")
        preview_value = {
            "summary": "How the scan works",
            "text": "<p>The scanner takes many pictures, layer by layer.</p>",
        }


class Urgency(blocks.ChoiceBlock):
    choices = [
        ("advice", _("Talk to your care team")),
        ("urgent", _("Urgent: call today")),
        ("emergency", _("Emergency: call 911")),
    ]


class CareCalloutBlock(PortalStructBlock):
    urgency = Urgency(default="advice")
    title = blocks.CharBlock(max_length=120, help_text=_("Printed after the urgency, for example “call us today if”."))
    text = blocks.RichTextBlock(features=LIST_FEATURES)

    class Meta:
        icon = "warning"
        group = _("Advice")
        description = _("When to get help, and how fast: talk to the team, call today, or call 911.")
        preview_value = {"urgency": "urgent", "title": "call us today if", "text": "<ul><li>you have a fever</li></ul>"}


class KeyPointsBlock(PortalStructBlock):
    items = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=1)

    class Meta:
        icon = "list-ul"
        group = _("Advice")
        description = _("What to take away from this chapter, in a few short sentences.")
        preview_value = {"items": ["Liver metastases come from a cancer that began in another organ."]}


class KeyFactsBlock(PortalStructBlock):
    title = blocks.CharBlock(max_length=80, default="At a glance")
    items = blocks.ListBlock(
        blocks.StructBlock([("label", blocks.CharBlock(max_length=60)), ("value", blocks.CharBlock(max_length=200))]),
        min_num=1,
    )

    class Meta:
        icon = "list-ul"
        group = _("Advice")
        description = _("A short list of facts: how long, where, what to bring.")
        preview_value = {"title": "At a glance", "items": [{"label": "How long", "value": "About 30 minutes"}]}


class DoDontBlock(PortalStructBlock):
    title = blocks.CharBlock(max_length=120)
    do = blocks.RichTextBlock(features=LIST_FEATURES, label=_("Do"))
    dont = blocks.RichTextBlock(features=LIST_FEATURES, label=_("Do not"))

    class Meta:
        icon = "check"
        group = _("Advice")
        description = _("Two lists side by side: what helps and what to avoid.")
        preview_value = {
            "title": "After the scan",
            "do": "<ul><li>Drink water.</li></ul>",
            "dont": "<ul><li>Do not drive.</li></ul>",
        }


class StepsBlock(PortalStructBlock):
    title = blocks.CharBlock(max_length=120)
    items = blocks.ListBlock(
        blocks.StructBlock(
            [("title", blocks.CharBlock(max_length=120)), ("text", blocks.RichTextBlock(features=LIST_FEATURES))]
        ),
        min_num=2,
    )

    class Meta:
        icon = "list-ol"
        group = _("Advice")
        description = _("What happens, in order.")
        preview_value = {
            "title": "What happens",
            "items": [
                {"title": "Before", "text": "<p>You change clothes.</p>"},
                {"title": "After", "text": "<p>You go home.</p>"},
            ],
        }


class QuestionsBlock(PortalStructBlock):
    title = blocks.CharBlock(max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=1)

    class Meta:
        icon = "help"
        group = _("Advice")
        description = _("Questions that readers can tick, print and take along.")
        preview_value = {"title": "Questions for your doctor", "items": ["What are my choices?", "What happens next?"]}


class TableBlock(PortalStructBlock):
    caption = blocks.CharBlock(max_length=200)
    table = TypedTableBlock(
        [("text", blocks.RichTextBlock(features=INLINE_FEATURES)), ("number", blocks.CharBlock(max_length=40))]
    )

    class Meta:
        icon = "table"
        group = _("Numbers")
        description = _("A table with a caption and a heading for every column.")

    def get_preview_value(self):
        columns = [{"type": "text", "heading": "Test"}, {"type": "number", "heading": "Minutes"}]
        table = {"columns": columns, "rows": [{"values": ["<p>Ultrasound</p>", "30"]}], "caption": ""}
        return self.to_python({"caption": "How long tests take", "table": table})

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and not all(column["heading"].strip() for column in value["table"].columns):
            raise StructBlockValidationError({"table": ValidationError(_("Give every column a heading."))})
        return value


class ContactBlock(PortalStructBlock):
    shows = "portal.ContactPoint"

    contact_point = SnippetChooserBlock("portal.ContactPoint")

    class Meta:
        icon = "mail"
        group = _("Shared")
        description = _("A phone number with its hours. Edited in one place, shown everywhere.")

    def get_preview_value(self):
        return self.to_python({"contact_point": first_id(self.shows)})


class RelatedLinksBlock(PortalStructBlock):
    title = blocks.CharBlock(max_length=120)
    links = blocks.ListBlock(LinkBlock(), min_num=1)

    class Meta:
        icon = "link"
        group = _("Shared")
        description = _("Hand-picked links. Lists of related conditions appear by themselves; do not repeat them here.")
        preview_value = {
            "title": "Read more",
            "links": [{"title": "Our words explained", "page": None, "address": "/glossary/"}],
        }


class PeopleBlock(PortalStructBlock):
    title = blocks.CharBlock(max_length=120)
    people = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("name", blocks.CharBlock(max_length=120)),
                ("role", blocks.CharBlock(max_length=160)),
                ("text", blocks.TextBlock(max_length=600, required=False)),
            ]
        ),
        min_num=1,
    )

    class Meta:
        icon = "group"
        group = _("Shared")
        description = _("People with name, role and a few words, for example the leaders of the center.")
        preview_value = {"title": "Our leaders", "people": [{"name": "Ana Example", "role": "Director", "text": ""}]}


class LanguageLinesBlock(PortalStructBlock):
    lines = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("language", blocks.CharBlock(max_length=12, help_text=_("Language tag, such as es or zh-Hant."))),
                ("name", blocks.CharBlock(max_length=60, help_text=_("Name of the language in that language."))),
                ("text", blocks.TextBlock(max_length=400)),
            ]
        )
    )

    class Meta:
        icon = "globe"
        group = _("Text")
        description = _("The same sentence in many languages, each marked with its language.")
        preview_value = {"lines": [{"language": "es", "name": "Español", "text": "Hay ayuda en su idioma, sin costo."}]}


class ContentBlock(blocks.StreamBlock):
    """What may stand inside a section."""

    text = TextBlock()
    key_points = KeyPointsBlock()
    care_callout = CareCalloutBlock()
    key_facts = KeyFactsBlock()
    do_dont = DoDontBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    figure = FigureBlock()
    video = VideoBlock()
    table = TableBlock()
    details = DetailsBlock()
    contact = ContactBlock()
    related_links = RelatedLinksBlock()
    quote = QuoteBlock()
    people = PeopleBlock()
    language_lines = LanguageLinesBlock()


def anchor_of(title: str) -> str:
    """The anchor of a section whose editor typed none."""
    return slugify(title)[:60] or "section"


class SectionValue(blocks.StructValue):
    @property
    def anchor_id(self) -> str:
        return self.get("anchor") or anchor_of(self["title"])


MINIMUM_FOR_CONTENTS = 3


def contents_of(body) -> list[dict]:
    """Anchors and titles of a body's sections, when there are enough to be worth a list."""
    sections = [block.value for block in body if block.block_type == "section"]
    rows = [{"id": section.anchor_id, "title": section["title"]} for section in sections]
    return rows if len(rows) >= MINIMUM_FOR_CONTENTS else []


class SectionBlock(PortalStructBlock):
    title = blocks.CharBlock(max_length=300)
    anchor = blocks.RegexBlock(
        r"^[a-z][a-z0-9-]*$",
        max_length=60,
        required=False,
        help_text=_("For links to this section; made from the title when empty."),
        error_messages={"invalid": _("Use small letters, digits and hyphens.")},
    )
    content = ContentBlock()

    class Meta:
        icon = "title"
        group = _("Text")
        value_class = SectionValue
        description = _("A heading and what belongs under it. From three sections on, the page lists them on top.")
        preview_value = {
            "title": "What bile does",
            "anchor": "",
            "content": [("text", "<p>It helps the body digest fat.</p>")],
        }


class BodyBlock(ContentBlock):
    section = SectionBlock()


class HomeTaskBlock(PortalStructBlock):
    icon = blocks.ChoiceBlock(
        choices=[("book", _("Book")), ("hands", _("Hands")), ("doctor", _("Doctor")), ("referral", _("Referral"))]
    )
    text = blocks.CharBlock(max_length=160)
    link = LinkBlock()

    class Meta:
        icon = "form"
        group = _("Shared")
        description = _("One thing people come for: a card with a title, a line and a link.")
        preview_value = {
            "icon": "book",
            "text": "Read what it is and what may help.",
            "link": {"title": "I have a diagnosis", "page": None, "address": "/cancer-types/"},
        }
