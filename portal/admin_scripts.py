"""The Wagtail admin without inline scripts: what Wagtail writes as <script>, `static/js/admin_init.js` starts.

The other half are the five templates in `portal/templates/wagtailadmin/`. A test walks the admin and fails on a script
that comes back with a new version of Wagtail.
"""

import json

from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

from portal.staff_sessions import IDLE


@hooks.register("insert_global_admin_js", order=-1)
def admin_init():
    return format_html('<script src="{}"></script>', static("js/admin_init.js"))


@hooks.register("insert_global_admin_js")
def session_warning():
    context = {"url": reverse("staff_session"), "seconds": int(IDLE.total_seconds())}
    script = format_html('<script type="module" src="{}"></script>', static("js/session_warning.js"))
    return format_html("{}{}", loader.render_to_string("portal/session_warning.html", context), script)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/portal.css"))


def render(self, name, value, attrs=None, renderer=None):
    """`BaseChooser.render` with a <template> in place of its <script>."""
    value_data = self.get_value_data(value)
    html = self.render_html(name, value_data, attrs)
    id_ = attrs["id"]
    if isinstance(self, AdminTaskChooser):
        return format_html('{}<template data-init="createTaskChooser" data-id="{}"></template>', html, id_)
    options = json.dumps(self.get_js_init_options(id_, name, value_data))
    return format_html(
        '{}<template data-init="{}" data-id="{}" data-options="{}"></template>', html, self.js_constructor, id_, options
    )


BaseChooser.render = render
