from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Conditions"

    def ready(self):
        from conditions import checks, glossary, search  # noqa: F401  (the first two register themselves)

        search.register()
