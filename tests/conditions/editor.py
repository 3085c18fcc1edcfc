"""The page editor as a browser uses it: what its form sends, with changes."""

from django.http import QueryDict
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, querydict_from_html, rich_text, streamfield

from portal.blocks import TEXT_FEATURES


def edit(client, page, action="", follow=False, **changes):
    """Save an existing page: as a draft, or with `action="publish"`."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, edit_data(client, page) | as_data(changes, action), follow=follow)


def autosave(client, page, **changes):
    """What the browser sends by itself while somebody types."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, edit_data(client, page) | as_data(changes, ""), HTTP_ACCEPT="application/json")


def create(client, parent, model, action="", **fields):
    """Make a page below this parent with the editor's form."""
    url = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
    data = flat(querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")) | streams_of(model())
    return client.post(url, data | as_data(fields, action))


def edit_data(client, page):
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    return flat(querydict_from_html(html, form_id="page-edit-form")) | streams_of(page.get_latest_revision_as_object())


def page_url(name, *args):
    """An address of the page admin; pages stand for their ids."""
    return reverse(f"wagtailadmin_pages:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def bulk(client, action, *objects, app="wagtailcore", model="page", **data):
    """Confirm a bulk action on these objects and follow to where it leads."""
    url = reverse("wagtail_bulk_action", args=[app, model, action])
    query = "&".join(f"id={row.pk}" for row in objects)
    return client.post(f"{url}?next=/admin/&{query}", data, follow=True)


def as_data(changes, action):
    """Nested values become the form's flat names; a list stays the values of one field."""
    lists = {name: value for name, value in changes.items() if isinstance(value, list)}
    nested = nested_form_data({name: value for name, value in changes.items() if name not in lists})
    return nested | lists | ({f"action-{action}": "1"} if action else {})


def flat(data: QueryDict) -> dict:
    """Several values of a name stay a list, as the test client wants them."""
    return {name: values if len(values) > 1 else values[0] for name, values in data.lists()}


def streams_of(page) -> dict:
    """The blocks of a page, which the browser builds from scripts. Text blocks and plain values are enough for tests."""
    data = {}
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            blocks = [(child.block_type, sent(child.value)) for child in getattr(page, field.name)]
            data |= nested_form_data({field.name: streamfield(blocks)})
    return data


def sent(value):
    return rich_text(value.source, features=TEXT_FEATURES) if isinstance(value, RichText) else value


def errors_of(response) -> dict:
    """Field → messages of the form that came back."""
    form = response.context["form"]
    return {name: list(messages) for name, messages in form.errors.items()}


def row_errors(response, relation) -> list[dict]:
    """The same for each row of an inline panel."""
    return [dict(row.errors) for row in response.context["form"].formsets[relation].forms]


def messages_of(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def no_rows():
    return inline_formset([])
