"""What the admin refuses, with a message that names the reason and the pages, where Wagtail shows an error 500 or nothing."""

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models.deletion import Collector, ProtectedError
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, PublishBulkAction
from wagtail.fields import StreamField
from wagtail.models import Page

SHOWN = 10


def refuse(request, reason, items=(), back="wagtailadmin_home", *args):
    """An error message with a list of objects (or of ready lines), and the way back."""
    messages.error(request, format_html("{}{}", reason, as_list(request.user, items)))
    return redirect(get_valid_next_url_from_request(request) or back, *args)


def as_list(user, items):
    """The first of these as list items, each a link to where it is edited."""
    items = list(items)
    if not items:
        return ""
    lines = [(link_to(user, item),) for item in items[:SHOWN]]
    if len(items) > SHOWN:
        lines.append((_("… and %(number)s more") % {"number": len(items) - SHOWN},))
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines))


def link_to(user, item):
    if isinstance(item, str):
        return item
    name = item.specific_deferred.get_admin_display_title() if isinstance(item, Page) else str(item)
    url = AdminURLFinder(user).get_edit_url(item)
    return format_html('<a class="button button-small button-secondary" href="{}">{}</a>', url, name) if url else name


# ---- deleting what others need ------------------------------------------------------------------------------------


def holders_of(objects) -> list:
    """What keeps these objects from being deleted: protected keys that lead to them, drafts included.

    Wagtail's own answer comes from the reference index, which lags behind and knows no drafts.
    """
    collector = Collector(using=DEFAULT_DB_ALIAS)
    try:
        collector.collect(objects)
    except ProtectedError as error:
        owners = {(owner._meta.model, owner.pk): owner for owner in map(owner_of, error.protected_objects)}
        return sorted(owners.values(), key=str)
    return []


def owner_of(row):
    """The page a row belongs to, for rows that are edited as part of a page."""
    for field in row._meta.fields:
        if isinstance(field, ParentalKey):
            return getattr(row, field.name)
    return row


def refuse_to_delete_pages(request, pages):
    """The answer when something outside needs these pages or those below them, else None."""
    for page in pages:
        if holders := holders_of(page.get_descendants(inclusive=True)):
            reason = _(
                "“%(title)s” cannot be deleted: other pages relate to it. Take it out of them first, or unpublish it."
            )
            return refuse(
                request, reason % {"title": page.title}, holders, "wagtailadmin_explore", page.get_parent().pk
            )
    return None


def refuse_to_delete_snippets(request, instances):
    for instance in instances:
        if holders := holders_of([instance]):
            reason = _("%(kind)s “%(name)s” cannot be deleted: it is in use. Take it out here first.")
            words = {"kind": capfirst(instance._meta.verbose_name), "name": instance}
            return refuse(request, reason % words, holders, list_of(type(instance)))
    return None


def list_of(model) -> str:
    """Name of the admin list of a snippet."""
    return model.snippet_viewset.get_url_name("list")


class NamingDeleteBulkAction(DeleteBulkAction):
    """Says which pages stand in the way, before Wagtail only says that there is no permission."""

    def dispatch(self, request, *args, **kwargs):
        pages, _no_access = self.get_actionable_objects()
        return refuse_to_delete_pages(request, pages) or super().dispatch(request, *args, **kwargs)


# ---- publishing several pages -------------------------------------------------------------------------------------


class CarefulPublishBulkAction(PublishBulkAction):
    """Publishes what may go live and names the rest with the reason; Wagtail's own ends in an error 500."""

    def __init__(self, request, model):
        super().__init__(request, model)
        self.refused: list = []

    def get_execution_context(self):
        return super().get_execution_context() | {"refused": self.refused}

    def form_valid(self, form):
        response = super().form_valid(form)
        if self.refused:
            reason = _("Not published, because something is missing. Open each page and publish it there to see where:")
            lines = [format_html("{}: {}", link_to(self.request.user, page), why) for page, why in self.refused]
            messages.error(self.request, format_html("{}{}", reason, as_list(self.request.user, lines)))
        return response

    def get_success_message(self, num_parent_objects, num_child_objects):
        if not num_parent_objects and not num_child_objects:
            return None
        return super().get_success_message(num_parent_objects, num_child_objects)

    @classmethod
    def execute_action(cls, objects, include_descendants=False, user=None, refused=None, **kwargs):
        done = [0, 0]
        for page in objects:
            done[0] += cls.publish(page, user, refused)
            drafts = page.get_descendants().not_live() if include_descendants else ()
            for draft in drafts:
                if user is None or draft.permissions_for_user(user).can_publish():
                    done[1] += cls.publish(draft, user, refused)
        return tuple(done)

    @staticmethod
    def publish(page, user, refused) -> bool:
        """Whether it worked; when not, the page and the reason are added to `refused`."""
        try:
            with transaction.atomic():
                if page.alias_of_id:
                    raise ValidationError(_("An alias goes live with the page it follows."))
                refuse_unfinished_blocks(page.get_latest_revision_as_object())
                revision = page.get_latest_revision() or page.specific.save_revision(user=user)
                revision.publish(user=user)
        except ValidationError as error:
            refused.append((page, " ".join(error.messages)))
        except IntegrityError:
            refused.append((page, _("It contradicts what another page says.")))
        else:
            return True
        return False


def refuse_unfinished_blocks(page):
    """Drafts may hold half-filled blocks, and model validation does not look into them (forms do)."""
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(page, field.name))
            except ValidationError as error:
                message = _("“%(field)s” is not finished.") % {"field": capfirst(field.verbose_name)}
                raise ValidationError(message) from error
