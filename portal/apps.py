from django.apps import AppConfig

MINUTE, DAY = 60, 24 * 60 * 60  # seconds


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal import avatars, catalogs, legal_versions, page_cache, periodic, pictures
        from portal.page_checks import links, scanning, words  # noqa: F401  (checks register themselves)
        from portal.search import counts

        avatars.guard()
        catalogs.compile_where_needed()
        legal_versions.watch()
        page_cache.watch()
        periodic.every(MINUTE, "page scans", scanning.scan_all_due)
        periodic.every(DAY, "search counts", counts.forget)
        pictures.watch()
