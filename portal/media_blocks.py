"""Pictures, films and voices. Each shows a record whose own words (credit, description) it prints."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from portal.block_base import LIST_FEATURES, PortalStructBlock, first_id


def first_image() -> dict:
    return {"image": first_id("portal.PortalImage"), "decorative": True, "alt_text": ""}


class FigureBlock(PortalStructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(max_length=300, required=False)
    long_description = blocks.RichTextBlock(
        features=LIST_FEATURES, required=False, help_text=_("For diagrams: what the picture says, in words.")
    )

    class Meta:
        icon = "image"
        group = _("Media")
        description = _("One picture with caption; its credit comes from the picture itself.")

    def get_preview_value(self):
        return self.to_python({"image": first_image(), "caption": "What the picture shows", "long_description": ""})


class VideoBlock(PortalStructBlock):
    title = blocks.CharBlock(max_length=120)
    video = DocumentChooserBlock(help_text=_("An MP4 file of our own."))
    captions = DocumentChooserBlock(help_text=_("A WebVTT file."))
    transcript = blocks.RichTextBlock(features=LIST_FEATURES)
    reviewed_on = blocks.DateBlock()
    next_review_due = blocks.DateBlock()

    class Meta:
        icon = "media"
        group = _("Media")
        description = _("A film of our own with captions and transcript; it has review dates of its own.")

    def get_preview_value(self):
        film, words_of_it = (first_id("wagtaildocs.Document", file__endswith=end) for end in (".mp4", ".vtt"))
        words = {"title": "A visit to the scanner", "transcript": "<p>A nurse shows the scanner.</p>"}
        days = {"reviewed_on": "2026-01-01", "next_review_due": "2028-01-01"}
        return self.to_python({"video": film, "captions": words_of_it} | words | days)


class QuoteBlock(PortalStructBlock):
    text = blocks.TextBlock(max_length=600)
    who = blocks.CharBlock(max_length=120)
    consent_on_file = blocks.BooleanBlock(help_text=_("The person agreed in writing that this is shown here."))

    class Meta:
        icon = "openquote"
        group = _("Media")
        description = _("The words of a patient or carer who agreed to share them.")
        preview_value = {"text": "It helped to bring my sister along.", "who": "A patient", "consent_on_file": True}


class PersonInPictureBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=120)
    role = blocks.CharBlock(max_length=160, required=False)

    class Meta:
        icon = "user"


class HeroBlock(PortalStructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(max_length=300, required=False)
    people = blocks.ListBlock(
        PersonInPictureBlock(),
        default=[],
        help_text=_("From left to right. Their names are printed, so the place is never the only clue."),
    )

    class Meta:
        icon = "image"
        group = _("Media")
        description = _("The large picture of a page, with caption, credit and the people it shows.")

    def get_preview_value(self):
        people = [{"name": "Ana Example", "role": "Nurse"}]
        return self.to_python({"image": first_image(), "caption": "On the ward", "people": people})
