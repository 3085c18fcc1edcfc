"""Fill the site with the demo: each app's own seed command, in the order of the apps."""

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from portal.demo_accounts import make_account
from portal.models import HomePage

ROLES = {"Administrator": None, "Editor": "Editor", "Moderator": "Moderator"}  # role → group


class Command(BaseCommand):
    help = "Load the demo content. Safe to repeat: what exists is kept."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the site has a home page")

    def handle(self, *, if_empty, verbosity, **options):
        if if_empty and HomePage.objects.exists():
            return
        for role, group in ROLES.items():
            make_account(role, role.lower(), group)
        commands = get_commands()
        names = [app.split(".")[-1] for app in settings.INSTALLED_APPS]
        seeds, endings = [f"seed_{name}" for name in names], [f"finish_{name}" for name in names]
        # Two rounds: pages of one app link to pages of another, and links to what is not there yet wait for the second.
        for _round in range(2):
            for name in filter(commands.__contains__, seeds):
                call_command(name, verbosity=verbosity)
        for name in filter(commands.__contains__, endings):  # what people did with the content since
            call_command(name, verbosity=verbosity)
