"""Requirements and their dated versions; exemptions from them."""

from learning.compliance.models.exemptions import Exemption
from learning.compliance.models.requirements import CourseListing, Renewal, Requirement, RequirementVersion

__all__ = ["CourseListing", "Exemption", "Renewal", "Requirement", "RequirementVersion"]
