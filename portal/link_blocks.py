"""Links that editors choose: to a page of the site or to a safe address. Menu, footer and cards are made of them."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from portal.localized import foreign, own_address, shown_pages
from portal.page_cache import remembered

# An address on this site, or elsewhere with encryption. Browsers read “/\” and “/<tab>/” as “//”, another site.
SAFE_ADDRESS = re.compile(r"(/(?![/\\])|https://(?=[^/])|mailto:|tel:)[^\s\\\x00-\x1f]*")


class LinkValue(blocks.StructValue):
    """A link to a page of the site or an address; `url` is empty for a page that is not live."""

    @property
    def shown(self):
        """The page in the reader's language where it is written in it; None for a page that is not live."""
        page = self.get("page")
        if page is None or get_language() in (None, settings.LANGUAGE_CODE):
            return page if page is not None and page.live else None
        return remembered(("shown", get_language(), page.pk), lambda: shown_pages([page.pk]).get(page.pk))

    @property
    def url(self):
        if self.get("page") is not None:
            return self.shown.url if self.shown else ""
        return own_address(self.get("address"))

    @property
    def text(self):
        return self.get("title") or (self.shown or self.get("page")).title if self.get("page") else self.get("title")

    @property
    def foreign(self):
        """The language of the page where it is not the reader's."""
        return foreign(getattr(self.shown, "language", None))


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=80, required=False, help_text=_("Leave empty to use the title of the page."))
    page = blocks.PageChooserBlock(required=False)
    address = blocks.CharBlock(
        max_length=300,
        required=False,
        help_text=_("Instead of a page: an address on this site (/…) or elsewhere (https://…)."),
    )

    class Meta:
        icon = "link"
        value_class = LinkValue

    def clean(self, value):
        value = super().clean(value)
        page, address = value.get("page"), value.get("address")
        if address and not SAFE_ADDRESS.fullmatch(address):  # in drafts, too: previews have links that work
            message = _("Start the address with / or https:// and write it without spaces.")
            raise StructBlockValidationError({"address": ValidationError(message)})
        if self.is_deferred_validation:
            return value
        if bool(page) == bool(address):
            raise StructBlockValidationError(
                {"page": ValidationError(_("Choose a page or type an address, one of the two."))}
            )
        if address and not value.get("title"):
            raise StructBlockValidationError({"title": ValidationError(_("Say where the link leads."))})
        return value


class MenuEntryBlock(blocks.StructBlock):
    link = LinkBlock()
    children = blocks.ListBlock(LinkBlock(), default=[], help_text=_("One level below; leave empty for a plain link."))

    class Meta:
        icon = "list-ul"


class LinkGroupBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=60)
    links = blocks.ListBlock(LinkBlock(), min_num=1)

    class Meta:
        icon = "list-ul"
