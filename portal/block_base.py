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
    pass


def first_id(model: str) -> int | None:
    """For previews of blocks that show a record: the first one there is."""
    return apps.get_model(model).objects.values_list("pk", flat=True).first()
