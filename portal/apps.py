from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal import page_cache, pictures

        page_cache.watch()
        pictures.watch()
