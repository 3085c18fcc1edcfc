from django.apps import AppConfig

DAY = 24 * 60 * 60  # seconds


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal import avatars, legal_versions, page_cache, periodic, pictures
        from portal.search import counts

        avatars.guard()
        legal_versions.watch()
        page_cache.watch()
        periodic.every(DAY, "search counts", counts.forget)
        pictures.watch()
