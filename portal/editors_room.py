"""What editors find in the admin besides Wagtail's own: style sheet and script of checks, reports, help."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from portal.page_checks import views  # noqa: F401  (registers its addresses)


@hooks.register("insert_global_admin_css")
def editors_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/editors.css"))


@hooks.register("insert_editor_js")
def text_checks_js():
    return format_html('<script type="module" src="{}"></script>', static("js/text_checks.js"))
