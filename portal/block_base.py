"""What all blocks stand on: their templates, the features of rich text, records for previews."""

import re

from django.apps import apps
from wagtail import blocks

TEXT_FEATURES = ["h3", "h4", "bold", "ol", "ul", "link", "document-link", "glossary-term"]
INLINE_FEATURES = ["bold", "link", "glossary-term"]
LIST_FEATURES = ["bold", "ul", "link", "glossary-term"]


class NamedTemplate:
    """Finds a block's template from its class: portal.blocks.KeyFactsBlock → portal/blocks/key_facts_block.html."""

    def get_template(self, value=None, context=None):
        if template := getattr(self.meta, "template", None):
            return template
        app = type(self).__module__.split(".")[0]
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()
        return f"{app}/blocks/{name}.html"


class PortalStructBlock(NamedTemplate, blocks.StructBlock):
    shows = ""  # the model of the record that the whole block consists of

    def get_preview_template(self, value, context=None):
        """While there is no such record, the preview says so instead of showing nothing."""
        if self.shows and first_id(self.shows) is None:
            return "portal/blocks/nothing_yet.html"
        return super().get_preview_template(value, context)

    def get_preview_context(self, value, parent_context=None):
        context = super().get_preview_context(value, parent_context)
        if self.shows:
            context["shown_kind"] = apps.get_model(self.shows)._meta.verbose_name
        return context


def first_id(model: str, **conditions) -> int | None:
    """For previews of blocks that show a record: the first one there is."""
    return apps.get_model(model).objects.filter(**conditions).values_list("pk", flat=True).first()
