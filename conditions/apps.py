from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Conditions"

    def ready(self):
        from conditions import checks, glossary, page_checks, search  # noqa: F401  (all but the last register themselves)

        search.register()
