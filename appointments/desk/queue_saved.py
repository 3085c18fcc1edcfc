"""Saved views: filters of the list under a name, for oneself or for everybody at the desk."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.desk.queue_base import QueuePage
from appointments.desk.queue_filters import FilterForm, view_of
from appointments.desk.queue_views import address_of, list_address, saved_views
from appointments.models import SavedView


class NameForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]
        labels = {"name": gettext_lazy("Name"), "is_shared": gettext_lazy("Share with everybody at the desk")}


class SavedViews(QueuePage):
    """Create, rename, share and delete. Only managers share; a shared view is changed by managers and its owner."""

    action = "save_view"
    title = gettext_lazy("Saved views")
    icon = "thumbtack"

    def get(self, request):
        return self.show()

    def post(self, request):
        steps = {"create": self.create, "rename": self.rename, "delete": self.delete}
        step = steps.get(request.POST.get("do"))
        if step is None:
            raise Http404
        return step()

    def show(self, error="", status=200):
        return self.page("saved_views", status=status, saved_views=self.listed(), error=error)

    def listed(self):
        views = saved_views(self.request.user)
        return [item | {"may_change": self.may_change(item["saved"])} for item in views]

    def may_change(self, saved) -> bool:
        return saved.owner_id == self.request.user.pk or (saved.is_shared and self.may("share_view"))

    def create(self):
        saved = SavedView(owner=self.request.user, filters=self.posted_filters())
        if not self.save(saved):
            return self.show(self.error, status=422)
        messages.success(self.request, _("The view is saved."))
        return HttpResponseRedirect(list_address(**address_of(saved)))

    def rename(self):
        if not self.save(self.one()):
            return self.show(self.error, status=422)
        return self.back()

    def delete(self):
        self.one().delete()
        return self.back()

    def back(self):
        return HttpResponseRedirect(reverse("appointments_desk:saved_views"))

    def one(self) -> SavedView:
        pk = self.request.POST.get("saved", "")
        mine = Q(owner=self.request.user) | Q(is_shared=True)
        saved = (
            SavedView.objects.filter(mine, pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 10 else None
        )
        if saved is None:
            raise Http404
        if not self.may_change(saved):
            raise PermissionDenied
        return saved

    def save(self, saved) -> bool:
        """With the posted name. Whoever may not share keeps it for themselves."""
        form = NameForm(self.request.POST, instance=saved)
        if not form.is_valid():
            self.error = " ".join(form.errors.get("name", [_("Give it a name.")]))
            return False
        if not self.may("share_view"):
            saved.is_shared = False
        try:
            with transaction.atomic():
                saved.save()
        except IntegrityError:
            self.error = _("You have a view with this name already. Choose another name.")
            return False
        return True

    def posted_filters(self) -> dict:
        """Only what the filters of the list accept gets in."""
        prefix = "filter-"
        data = {name[len(prefix) :]: value for name, value in self.request.POST.items() if name.startswith(prefix)}
        form = FilterForm(data, user=self.request.user, moment=self.moment)
        return {"view": view_of(self.request.POST.get("view")).key, "filters": form.chosen}
