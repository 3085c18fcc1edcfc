"""Pictures and documents: whoever may change them may not yet delete those of others. That takes the right to delete."""

from django.contrib.auth import get_permission_codename
from wagtail.documents import get_document_model
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.images.models import Image
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy


class CarefulDeletePolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's, where the right to change is the right to delete; here others' files need a right of its own."""

    def may_delete(self, user) -> bool:
        right = get_permission_codename("delete", self.auth_model._meta)
        return user.has_perm(f"{self.auth_model._meta.app_label}.{right}")

    def user_has_any_permission_for_instance(self, user, actions, instance):
        if (
            set(actions) == {"delete"}
            and getattr(instance, self.owner_field_name) != user
            and not self.may_delete(user)
        ):
            return False
        return super().user_has_any_permission_for_instance(user, actions, instance)

    def instances_user_has_any_permission_for(self, user, actions):
        found = super().instances_user_has_any_permission_for(user, actions)
        if set(actions) == {"delete"} and not self.may_delete(user):
            return found.filter(**{self.owner_field_name: user})
        return found


def register():
    for model, auth_model in ((get_image_model(), Image), (get_document_model(), Document)):
        policy = CarefulDeletePolicy(model, auth_model=auth_model, owner_field_name="uploaded_by_user")
        # Wagtail registers its own for these models and their children later; the one for exactly this model counts
        register_permission_policy(model, policy, exact_class=True)
