"""The admin's doors of the portal: what editors can reach, and what is refused there with a clear message."""

from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from portal import (
    admin_guards,
    admin_scripts,  # noqa: F401  (registers itself)
    editors_room,  # noqa: F401  (registers itself)
    file_rights,
    viewsets,
)
from portal.reports import base as reports
from portal.reports.feedback import FeedbackByPage, WordsOfReaders
from portal.reports.languages import Translations, in_step
from portal.reports.pictures import PicturesToMend
from portal.reports.searches import SearchesWithoutResult
from portal.reports.texts import BrokenLinks, ReadingGrades, TypedPhones
from portal.rich_text import PageUrlHandler
from portal.staff_sessions import staff_session

file_rights.register()

register_snippet(viewsets.AlertViewSet)
register_snippet(viewsets.ContactGroup)
register_snippet(viewsets.TeamViewSet)
register_snippet(viewsets.SearchSynonymViewSet)
register_snippet(viewsets.WordingViewSet)

reports.register(
    BrokenLinks,
    ReadingGrades,
    TypedPhones,
    PicturesToMend,
    FeedbackByPage,
    WordsOfReaders,
    SearchesWithoutResult,
    Translations,
)

# in place of Wagtail's actions of the same name
hooks.register("register_bulk_action", admin_guards.NamingDeleteBulkAction, order=10)
hooks.register("register_bulk_action", admin_guards.CarefulPublishBulkAction, order=10)

hooks.register("before_delete_snippet", admin_guards.refuse_to_delete_snippets)


@hooks.register("register_admin_urls")
def session_url():
    return [path("session/", staff_session, name="staff_session")]


@hooks.register("register_admin_urls")
def translation_url():
    return [path("translations/<int:page_id>/", in_step, name="translation_in_step")]


@hooks.register("construct_reports_menu")
def hide_the_log_of_searches(request, menu_items):
    """Wagtail's report of search terms reads a log that is never written here; ours counts without it."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


@hooks.register("before_delete_page")
def refuse_to_delete_a_page_in_use(request, page):
    return admin_guards.refuse_to_delete_pages(request, [page])


@hooks.register("register_rich_text_features", order=10)
def link_pages_by_address(features):
    """In place of Wagtail's own handler, which costs several queries for each block of text."""
    features.register_link_type(PageUrlHandler)
