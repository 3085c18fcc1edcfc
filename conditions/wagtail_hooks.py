"""The admin's doors of medical content: what editors can reach, and what is refused there with a clear message."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from conditions import (
    admin_guards,
    editors_help,  # noqa: F401  (registers itself)
    export_view,  # noqa: F401  (registers itself)
    glossary,
    home_panels,  # noqa: F401  (registers itself)
    viewsets,
    withdrawn,
)
from conditions.directory.admin_lists import DirectoryGroup
from conditions.editorial import menus  # noqa: F401  (registers itself)
from conditions.reports.content import GuideSizes, UndefinedTerms, UnusedTerms, WithdrawnSources
from conditions.reports.reviews import ChangedSinceReview, MissingReview, ReviewsDue
from portal.reports import base as reports

reports.register(
    ReviewsDue,
    ChangedSinceReview,
    MissingReview,
    WithdrawnSources,
    GuideSizes,
    UnusedTerms,
    UndefinedTerms,
)
register_snippet(viewsets.GlossaryTermViewSet)
register_snippet(viewsets.MedicalGroup)
register_snippet(DirectoryGroup)

hooks.register("register_rich_text_features", glossary.register_feature)

hooks.register("before_delete_snippet", admin_guards.refuse_to_delete_terms_in_use)
hooks.register("before_unpublish_page", admin_guards.confirm_chapters_before_unpublishing)
hooks.register("before_move_page", admin_guards.refuse_to_move_a_chapter)
hooks.register("before_copy_page", admin_guards.keep_copies_in_draft)
hooks.register("before_bulk_action", admin_guards.guard_bulk_action)

hooks.register("after_create_snippet", withdrawn.tell_pages)
hooks.register("after_edit_snippet", withdrawn.tell_pages)
