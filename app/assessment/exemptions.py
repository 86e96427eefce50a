"""Exemptions and deductions applied to a month: both results, before and after, can be judged (免考与扣除).

Nothing is deducted without a document, and no formula of deduction is built in: a deduction puts the value that the
document gives in the place of the measured mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from app.assessment.section_month import SectionFacts

EXEMPTION: Final = "exemption"
DEDUCTION: Final = "deduction"


@dataclass(frozen=True, slots=True)
class SectionExemption:
    """One exemption or deduction in force (免考或扣除).

    Attributes
    ----------
    indicators
        Codes; empty is every indicator.
    first_month, last_month
        ``YYYY-MM``, both included.
    approved_value
        Of a deduction: the value that the document gives [the indicator's unit].
    entry
        Its number in the register.
    """

    site: str
    kind: str
    indicators: tuple[str, ...]
    first_month: str
    last_month: str
    reason: str
    document_number: str
    approver: str
    approved_value: float | None = None
    entry: int | None = None

    def holds(self, month: str) -> bool:
        """Whether it holds in a month (是否适用)."""
        return self.first_month <= month <= self.last_month

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "indicators": list(self.indicators)}


def read_exemption(content: Mapping[str, Any], entry: int | None = None) -> SectionExemption | None:
    """An exemption from the register's content (免考条目); None without a document number, for then nothing holds.

    Examples
    --------
    >>> told = {"section": "S1", "kind": "exemption", "first_month": "2023-01", "last_month": "2023-12",
    ...     "reason": "地质本底", "document_number": "示例〔2023〕1号", "approver": "市生态环境局"}
    >>> read_exemption(told).holds("2023-05"), read_exemption({**told, "document_number": " "}) is None
    (True, True)
    """
    number = str(content.get("document_number") or "").strip()
    if not number:
        return None
    value = content.get("approved_value")
    return SectionExemption(
        site=str(content["section"]),
        kind=str(content["kind"]),
        indicators=tuple(content.get("indicators") or ()),
        first_month=str(content["first_month"]),
        last_month=str(content["last_month"]),
        reason=str(content.get("reason_text") or content["reason"]),
        document_number=number,
        approver=str(content.get("approver") or ""),
        approved_value=None if value is None else float(value),
        entry=entry,
    )


def exempt_facts(
    sections: Sequence[SectionFacts], exemptions: Iterable[SectionExemption], month: str
) -> list[SectionFacts]:
    """The sections with exempted indicators taken out of what must be judged (免考后应评指标).

    A section whose every indicator is exempted has nothing left to judge: it is undetermined, never met.

    Examples
    --------
    >>> from app.assessment.required import required_indicators
    >>> facts = SectionFacts("S1", "甲", "徒骇河", "river", required_indicators("氨氮,总磷"))
    >>> free = SectionExemption("S1", "exemption", ("w21003",), "2023-01", "2023-12", "地质本底", "示例1号", "市局")
    >>> exempt_facts([facts], [free], "2023-05")[0].required.codes, exempt_facts([facts], [free], "2024-01")[0] == facts
    (('w21011',), True)
    >>> exempt_facts([], [], "2023-05")
    []
    """
    free: dict[str, list[SectionExemption]] = {}
    for one in exemptions:
        if one.kind == EXEMPTION and one.holds(month):
            free.setdefault(one.site, []).append(one)
    return [_without(section, free[section.code]) if section.code in free else section for section in sections]


def exempt_facts_of_year(
    sections: Sequence[SectionFacts], exemptions: Sequence[SectionExemption], month: str
) -> list[SectionFacts]:
    """The sections as their year up to a month must be judged (年度免考后应评指标).

    An indicator is taken out only where it is exempted in every month of the year so far; where it is exempted in some,
    the year is judged on the other months.

    Examples
    --------
    >>> from app.assessment.required import required_indicators
    >>> facts = SectionFacts("S1", "甲", "徒骇河", "river", required_indicators("氨氮,总磷"))
    >>> free = SectionExemption("S1", "exemption", ("w21003",), "2023-02", "2023-12", "地质本底", "示例1号", "市局")
    >>> [exempt_facts_of_year([facts], [free], month)[0].required.codes for month in ("2023-05", "2024-05")]
    [('w21003', 'w21011'), ('w21003', 'w21011')]
    """
    kept = list(sections)
    free: dict[str, set[str]] = {}
    for position in range(1, int(month[5:]) + 1):
        here = {
            one.code: set(section.required.codes) - set(one.required.codes)
            for section, one in zip(kept, exempt_facts(kept, exemptions, f"{month[:4]}-{position:02d}"), strict=True)
        }
        free = here if position == 1 else {code: taken & here[code] for code, taken in free.items()}
    whole = [
        SectionExemption(code, EXEMPTION, tuple(sorted(taken)), month, month, "", "", "")
        for code, taken in free.items()
        if taken
    ]
    return exempt_facts(kept, whole, month)


def exempt_means(means: pd.DataFrame, exemptions: Iterable[SectionExemption]) -> pd.DataFrame:
    """Month means after exemptions and deductions (免考、扣除后均值): exempted rows left out, deducted ones replaced.

    Parameters
    ----------
    means
        From `app.assessment.means.month_means`, of one month or many.

    Returns
    -------
    DataFrame
        The same columns and order; a replaced mean bears the source ``document``.

    Examples
    --------
    >>> table = pd.DataFrame({"site_code": ["S1", "S1"], "month": "2023-05", "indicator": ["w21003", "w21017"],
    ...     "mean": [1.4, 1.3], "lower_mean": [1.4, 1.3], "detection_limit": np.nan, "below_count": 0,
    ...     "source": "manual", "valid": True})
    >>> less = SectionExemption("S1", "deduction", ("w21003",), "2023-05", "2023-05", "上游来水", "例2号", "市局", 0.9)
    >>> free = SectionExemption("S1", "exemption", ("w21017",), "2023-05", "2023-05", "地质本底", "示例1号", "市局")
    >>> exempt_means(table, [less, free])[["indicator", "mean", "source"]].values.tolist()
    [['w21003', 0.9, 'document']]
    """
    found = list(exemptions)
    if means.empty or not found:
        return means
    table = means.copy()
    for name in ("mean", "lower_mean", "detection_limit"):
        table[name] = table[name].astype(float)
    kept = np.ones(len(table), dtype=bool)
    sites, months, codes = (table[name].to_numpy(dtype=object) for name in ("site_code", "month", "indicator"))
    for one in found:
        here = (sites == one.site) & (months >= one.first_month) & (months <= one.last_month)
        if one.indicators:
            here &= np.isin(codes, one.indicators)
        if one.kind == EXEMPTION:
            kept &= ~here
        elif one.kind == DEDUCTION and one.approved_value is not None and here.any():
            table.loc[here, ["mean", "lower_mean"]] = one.approved_value
            table.loc[here, "detection_limit"] = np.nan
            table.loc[here, "below_count"] = 0
            table.loc[here, "source"] = "document"
    return table[kept]


def _without(section: SectionFacts, exemptions: Sequence[SectionExemption]) -> SectionFacts:
    """A section whose exempted indicators need not be judged."""
    if any(not one.indicators for one in exemptions):
        codes: tuple[str, ...] = ()
    else:
        taken = {code for one in exemptions for code in one.indicators}
        codes = tuple(code for code in section.required.codes if code not in taken)
    return replace(section, required=replace(section.required, codes=codes))
