from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal import avatars, checks, legal_versions, page_cache, pictures  # noqa: F401

        avatars.guard()
        legal_versions.watch()
        page_cache.watch()
        pictures.watch()
