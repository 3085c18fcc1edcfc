from portal.models.accounts import LoginFailure, User
from portal.models.alerts import Alert
from portal.models.contact import ClosedDay, ContactPoint, OpeningCalendar, OpeningSpan, SpecialHours
from portal.models.content import ContentPage
from portal.models.feedback import PageFeedback
from portal.models.imports import ImportRecord
from portal.models.media import PortalImage, PortalRendition
from portal.models.pages import HomePage, LegalPage, StandardPage
from portal.models.scans import OutsideAddress, PageFinding, PageLink, PageScan
from portal.models.search import SearchSynonym, SearchTermCount
from portal.models.settings import (
    BannerSettings,
    BrandSettings,
    FooterSettings,
    NavigationSettings,
    OrganizationSettings,
)
from portal.models.teams import Team
from portal.models.words import Wording

__all__ = [
    "Alert",
    "BannerSettings",
    "BrandSettings",
    "ClosedDay",
    "ContactPoint",
    "ContentPage",
    "FooterSettings",
    "HomePage",
    "ImportRecord",
    "LegalPage",
    "LoginFailure",
    "NavigationSettings",
    "OpeningCalendar",
    "OpeningSpan",
    "OrganizationSettings",
    "OutsideAddress",
    "PageFeedback",
    "PageFinding",
    "PageLink",
    "PageScan",
    "PortalImage",
    "PortalRendition",
    "SearchSynonym",
    "SearchTermCount",
    "SpecialHours",
    "StandardPage",
    "Team",
    "User",
    "Wording",
]
