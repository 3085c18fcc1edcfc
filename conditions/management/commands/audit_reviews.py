from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from conditions.models.workflow import FindingKind, ReviewAudit
from conditions.review_audit import audit


class Command(BaseCommand):
    help = "Check that every live medical page is the one that was signed. Fails when it finds something."

    def handle(self, **options):
        found = audit()
        for page in Page.objects.filter(pk__in=found).order_by("pk"):
            for kind in sorted(found[page.pk]):
                self.stdout.write(f"{page.pk} {page.url_path}: {FindingKind(kind).label}")
        if found:
            raise CommandError(f"The review of {len(found)} live page(s) does not hold.")
        self.stdout.write(f"{ReviewAudit.objects.latest().pages} live pages, each as it was signed")
