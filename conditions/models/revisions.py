"""Drafts that refer to something deleted since: they open without it."""

from django.db import models
from modelcluster.models import get_all_child_relations


class DanglingKeysMixin:
    """For pages with PROTECTed keys. The database protects what stored rows refer to, and drafts are not rows.

    modelcluster raises for such a key when it rebuilds a draft, so that the page could no longer be opened. Here the key
    becomes empty; a child row that needs it (a relation to a deleted guide) is left out.
    """

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        if check_fks:
            data = data | dict.fromkeys(dangling_keys(cls, data))
            for relation in get_all_child_relations(cls):
                name, model = relation.get_accessor_name(), relation.related_model
                if rows := data.get(name):
                    data[name] = [row for row in rows if not any(dangling_keys(model, row))]
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)


def dangling_keys(model, data):
    """Names of the PROTECTed foreign keys in this serialized row whose target no longer exists."""
    for field in model._meta.concrete_fields:
        if not field.many_to_one or field.remote_field.on_delete is not models.PROTECT:
            continue
        pk = data.get(field.name)
        if pk and not field.remote_field.model._default_manager.filter(pk=pk).exists():
            yield field.name
