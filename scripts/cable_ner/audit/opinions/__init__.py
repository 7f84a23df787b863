"""Second opinions on labels, from small models that were trained on other cables; kept on disk between audits."""

from .cache import cached_opinions
from .opinion import READERS, SCORED, SPANNED, Effort, Opinion, tag_set

__all__ = ["READERS", "SCORED", "SPANNED", "Effort", "Opinion", "cached_opinions", "tag_set"]
