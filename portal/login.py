"""Signing in to the admin, slowed down for whoever guesses passwords.

Five failures within 15 minutes of one name from one address close the door for that pair; twenty within an hour of one
name, from wherever, close it for an hour and tell the owner. Others, and other addresses, are not held up by the first.
"""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.forms import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.admin.forms.auth import LoginForm

from portal.models import LoginFailure, User
from portal.origin import network

PAIR_LIMIT, PAIR_WINDOW = 5, timedelta(minutes=15)
NAME_LIMIT, NAME_WINDOW = 20, timedelta(hours=1)
KEPT = timedelta(days=1)


class ThrottledLoginForm(LoginForm):
    """The same answer whether the name exists or not."""

    def clean(self):
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password"):
            return super().clean()
        attempt = Attempt(name, network(self.request) if self.request else "")
        attempt.refuse_after_too_many()
        try:
            cleaned = super().clean()
        except ValidationError:
            attempt.note_failure()
            raise
        attempt.forget()
        return cleaned


class Attempt:
    def __init__(self, name, address):
        self.name = name.strip()
        self.name_hash, self.address_hash = keyed(self.name.casefold()), keyed(address)

    def of_name(self, since):
        return LoginFailure.objects.filter(name_hash=self.name_hash, at__gt=timezone.now() - since)

    def of_pair(self):
        return self.of_name(PAIR_WINDOW).filter(address_hash=self.address_hash)

    def refuse_after_too_many(self):
        if self.of_pair().count() >= PAIR_LIMIT:
            raise ValidationError(_("Too many attempts. Wait 15 minutes, then try again."), code="throttled")
        if self.of_name(NAME_WINDOW).count() >= NAME_LIMIT:
            raise ValidationError(_("This account is closed for an hour after too many attempts."), code="throttled")

    def note_failure(self):
        with transaction.atomic():
            with connection.cursor() as cursor:  # attempts of one name are counted one after another
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self.name_hash])
            now = timezone.now()
            LoginFailure.objects.filter(at__lt=now - KEPT).delete()
            LoginFailure.objects.create(at=now, name_hash=self.name_hash, address_hash=self.address_hash)
            if self.of_name(NAME_WINDOW).count() == NAME_LIMIT:
                owner = User.objects.filter(username=self.name, is_active=True).first()
                if owner and owner.email:
                    transaction.on_commit(lambda: tell_of_lock.enqueue(owner.pk))

    def forget(self):
        self.of_pair().delete()


def keyed(text: str) -> str:
    return hmac.new(f"login:{settings.SECRET_KEY}".encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


@task(queue_name="mail")
def tell_of_lock(user_id):
    user = User.objects.get(pk=user_id)
    send_mail(
        _("Your account is closed for an hour"),
        _(
            "Somebody tried to sign in to your account with a wrong password twenty times. It is closed for an hour. "
            "If that was not you, tell the people who run this site."
        ),
        None,
        [user.email],
    )
