"""Who may see requests, and who may decide. Roles are groups; being a superuser is none of them."""

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    SCHEDULER = "scheduler", _("Scheduler")
    MANAGER = "manager", _("Scheduling manager")
    AUDITOR = "auditor", _("Auditor")
    BREAK_GLASS = "break_glass", _("Emergency access")


GROUPS = {"Scheduler": Role.SCHEDULER, "Scheduling manager": Role.MANAGER, "Auditor": Role.AUDITOR}

DESK = frozenset({Role.SCHEDULER, Role.MANAGER})
LEAD = frozenset({Role.MANAGER})
READS = DESK | {Role.BREAK_GLASS}
AUDIT = frozenset({Role.AUDITOR})

# What staff do beside the verbs of triage, whose roles stand in transitions.TRANSITIONS.
ACTIONS = {
    "list": READS,
    "view": READS,
    "reveal": READS,
    "search": DESK,
    "save_view": DESK,
    "share_view": LEAD,
    "take_request": DESK,  # by phone, fax or in person
    "export": LEAD,
    "print": LEAD,
    "metrics": LEAD,
    "settings": LEAD,
    "access_log": DESK | AUDIT,  # one's own rows, the team's, or all: see desk.audit_log
    "audit": AUDIT,
    "legal_hold": AUDIT,
    "purge": AUDIT,
    "break_glass": frozenset(),  # see may(): only administrators, who have no other role here
}


def roles_of(user) -> frozenset[Role]:
    """Roles of an active user, from groups and from emergency access that has not ended. Kept on the user object."""
    if not user.is_active:
        return frozenset()
    held = getattr(user, "_appointment_roles", None)
    if held is None:
        names = user.groups.values_list("name", flat=True)
        held = user._appointment_roles = frozenset(GROUPS[name] for name in names if name in GROUPS)
    return held | ({Role.BREAK_GLASS} if emergency_access(user) else frozenset())


def emergency_access(user):
    """The emergency access a superuser has now, or None."""
    from appointments.models import BreakGlass

    if not user.is_superuser:
        return None
    return BreakGlass.objects.filter(user=user, ends_at__gt=timezone.now()).order_by("-ends_at").first()


def may(user, action: str) -> bool:
    """Whether a user may do something of ACTIONS or of the verbs. KeyError for anything else: nothing is open by default."""
    from appointments.transitions import TRANSITIONS

    if not user.is_authenticated or not user.is_active:
        return False
    if action == "break_glass":
        return user.is_superuser
    allowed = ACTIONS[action] if action in ACTIONS else TRANSITIONS[action].roles
    return bool(roles_of(user) & allowed)


def demand(user, action: str) -> None:
    """Raises PermissionDenied."""
    if not may(user, action):
        raise PermissionDenied


def role_name(user) -> str:
    """The role that is written beside a step; the widest first."""
    roles = roles_of(user) if user is not None else frozenset()
    return next(
        (role.value for role in (Role.MANAGER, Role.SCHEDULER, Role.AUDITOR, Role.BREAK_GLASS) if role in roles), ""
    )
