"""Which doctor treats which condition: one row, shown on the guide and on the doctor's page."""

from django.db import models


class TreatedCondition(models.Model):
    """A row names one guide and holds for its translations too. It is edited with the doctor."""

    doctor = models.ForeignKey("directory.Doctor", on_delete=models.CASCADE, related_name="treated_conditions")
    condition = models.ForeignKey("conditions.ConditionPage", on_delete=models.CASCADE, related_name="treating_doctors")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["doctor", "condition"], name="condition_once_per_doctor")]

    def __str__(self):
        return f"{self.doctor}: {self.condition}"
