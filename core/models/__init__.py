"""The models that every room shares."""

from core.models.append_only import AppendOnlyModel
from core.models.audit import AuditEntry
from core.models.embargo import EarlyAccess, Embargo
from core.models.files import SiteDocument, SiteImage, SiteRendition
from core.models.guidance import GuidanceEdition
from core.models.letters import LetterState, OutgoingLetter
from core.models.pages import BasePage, PageAttachment, RelatedPage
from core.models.partnership import PartnershipContact, PartnershipSettings
from core.models.stamp import PublicStamp
from core.models.taxonomy import Audience, Theme

__all__ = [
    "AppendOnlyModel",
    "Audience",
    "AuditEntry",
    "BasePage",
    "EarlyAccess",
    "Embargo",
    "GuidanceEdition",
    "LetterState",
    "OutgoingLetter",
    "PageAttachment",
    "PartnershipContact",
    "PartnershipSettings",
    "PublicStamp",
    "RelatedPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "Theme",
]
