"""Errors of the assessment's own callers: values, codes or water types that cannot be graded (无法评价的输入)."""

from __future__ import annotations

from app.errors import BreaksRule


class UnfitValues(BreaksRule, ValueError):
    """Values, a water type or a target of the wrong shape or name; also a ``ValueError`` for callers in Python."""


class UnknownIndicator(UnfitValues):
    """An indicator code that GB 3838-2002 Table 1 does not hold; the sentence lists the known ones."""
