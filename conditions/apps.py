from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Conditions"

    def ready(self):
        from conditions import checks, glossary, page_checks, search, sweeps  # noqa: F401  (most register themselves)
        from conditions.directory import columns

        columns.register()
        search.register()
        sweeps.register()
