"""The types of question, and the shapes that the rules share."""

from collections.abc import Mapping
from typing import Any

SINGLE = "single"
MULTIPLE = "multiple"
TRUE_FALSE = "true_false"

Option = Mapping[str, Any]
