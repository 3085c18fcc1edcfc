"""Demo accounts: one of each role with a random password, listed in a file of the state folder. None on a real site."""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group

from portal.models import User


def make_account(role, username, group=None, first_name="Demo", last_name="") -> User:
    """The account of this name, made and listed when it is new. Without a group it is an administrator's."""
    existing = User.objects.filter(username=username).first()
    if existing:
        return existing
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    create = User.objects.create_user if group else User.objects.create_superuser
    address = f"{username}@larkmoor.example"
    user = create(username, address, password, first_name=first_name, last_name=last_name or role)
    if group:
        user.groups.add(Group.objects.get(name=group))
    with (settings.STATE_DIR / "accounts.txt").open("a") as accounts:
        accounts.write(f"{role}\t{username}\t{password}\n")
    return user
