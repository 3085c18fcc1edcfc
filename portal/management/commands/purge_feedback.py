from django.core.management.base import BaseCommand

from portal.views.feedback import blank_old_texts


class Command(BaseCommand):
    help = "Blank the words of page feedback after 90 days; the answers stay. Run it daily."

    def handle(self, **options):
        self.stdout.write(f"{blank_old_texts()} text(s) blanked")
