"""Fill the site with the demo: each app's own seed command, in the order of the apps."""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from portal.models import HomePage, User

ROLES = {"Administrator": None, "Editor": "Editor", "Moderator": "Moderator"}


class Command(BaseCommand):
    help = "Load the demo content. Safe to repeat: what exists is kept."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the site has a home page")

    def handle(self, *, if_empty, verbosity, **options):
        if if_empty and HomePage.objects.exists():
            return
        commands = get_commands()
        seeds = [f"seed_{app.split('.')[-1]}" for app in settings.INSTALLED_APPS]
        # Two rounds: pages of one app link to pages of another, and links to what is not there yet wait for the second.
        for _round in range(2):
            for name in filter(commands.__contains__, seeds):
                call_command(name, verbosity=verbosity)
        self.seed_accounts()

    def seed_accounts(self):
        """One account per role with a random password, listed in a file of the state folder. None in production."""
        lines = []
        for role, group in ROLES.items():
            username = role.lower()
            if User.objects.filter(username=username).exists():
                continue
            password = "-".join(secrets.token_hex(3) for _ in range(3))
            create = User.objects.create_user if group else User.objects.create_superuser
            user = create(username, f"{username}@larkmoor.example", password, first_name="Demo", last_name=role)
            if group:
                user.groups.add(Group.objects.get(name=group))
            lines.append(f"{role}\t{username}\t{password}\n")
        if lines:
            with (settings.STATE_DIR / "accounts.txt").open("a") as accounts:
                accounts.writelines(lines)
