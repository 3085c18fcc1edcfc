from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Conditions"

    def ready(self):
        from conditions import checks, glossary, page_checks, search, sweeps, withdrawn  # noqa: F401  (most register themselves)
        from conditions.directory import columns
        from conditions.reports.base import owned_by
        from portal import periodic
        from portal.reports.feedback import owners

        columns.register()
        search.register()
        owners.append(owned_by)
        sweeps.register()
        periodic.every(sweeps.DAY, "withdrawn sources", withdrawn.call_in_all)
