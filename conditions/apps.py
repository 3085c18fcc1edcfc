from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Conditions"

    def ready(self):
        from conditions import checks, glossary  # noqa: F401  (they register themselves)
