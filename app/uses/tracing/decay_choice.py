"""The decay that a person chose, with its source: there is no default (衰减系数的选定)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.errors import BreaksRule
from app.tracing.decay import decay_choices

MOST_PER_D = 20.0
"""Above this a coefficient of decay is taken for a slip of the unit [1/d]."""


def chosen_decay(given: Mapping[str, Any] | None, indicator: str | None) -> tuple[float, str] | None:
    """Coefficient [1/d] and source of the decay that was chosen (选定的衰减系数); None where none was.

    Parameters
    ----------
    given
        ``{"id"}`` of a choice in the table, or ``{"k_per_d", "source"}``.
    indicator
        Code of the indicator, which a choice of the table must be of.

    Raises
    ------
    BreaksRule
        No such choice for the indicator, a choice and a coefficient both, a coefficient without its source or out of
        bounds.

    Examples
    --------
    >>> chosen_decay({"k_per_d": 0.15, "source": "马颊河 2024 年率定"}, "w21003"), chosen_decay(None, None)
    ((0.15, '马颊河 2024 年率定'), None)
    """
    if given is None:
        return None
    wanted = given.get("id")
    if wanted is not None and given.get("k_per_d") is not None:
        raise BreaksRule(
            "衰减系数的编号 id 与自定值 k_per_d 只填一个。", "Give the id of a decay or a k_per_d, not both.",
            parameter="decay",
        )  # fmt: skip
    if wanted is not None:
        for choice in decay_choices(indicator) if indicator else ():
            if choice.id == wanted:
                return choice.k_per_d, f"{choice.context_zh}，{choice.source}"
        raise BreaksRule(
            f"没有适用于该指标的衰减系数“{str(wanted)[:40]}”，请从 /api/tracing/decay-choices 中选定。",
            f"There is no decay “{str(wanted)[:40]}” for this indicator; see /api/tracing/decay-choices.",
            parameter="decay",
        )
    k_per_d, source = given.get("k_per_d"), str(given.get("source") or "").strip()
    if k_per_d is None or not 0 <= float(k_per_d) <= MOST_PER_D:
        raise BreaksRule(
            f"衰减系数 k_per_d 应在 0 与 {MOST_PER_D:g} 之间（1/d）。",
            f"k_per_d must be between 0 and {MOST_PER_D:g} [1/d].", parameter="decay",
        )  # fmt: skip
    if not source.isprintable():
        raise BreaksRule(
            "衰减系数的来源含有控制字符。", "The decay's source holds control characters.", parameter="decay"
        )
    if not source:
        raise BreaksRule("自定的衰减系数须写明来源。", "A decay of one's own needs its source.", parameter="decay")
    return float(k_per_d), source
