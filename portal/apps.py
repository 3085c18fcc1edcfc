from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal import avatars, legal_versions, page_cache, pictures

        avatars.guard()
        legal_versions.watch()
        page_cache.watch()
        pictures.watch()
