"""What must be said beside an increment (区间增量说明)."""

from __future__ import annotations

from typing import NamedTuple


class BalanceFacts(NamedTuple):
    """What is known of the balance of one stretch (区间平衡情况): its increment [kg/d or 1], ``known`` [kg/d], and what
    was lacking or taken for granted."""

    increment: float
    known: float | None
    is_relative: bool
    is_usable: bool
    has_unknown_time: bool
    lacking_flow: tuple[str, ...]
    proportion_source: str
    has_upper: bool
    divides: bool
    in_pool: bool
    k_is_exact: bool
    crosses_zero: bool


def balance_notes(facts: BalanceFacts) -> list[tuple[str, str]]:
    """Sentences in Chinese and in English of one stretch (区间说明), the gravest first.

    >>> facts = BalanceFacts(-3.0, None, False, True, False, (), "", True, False, False, False, False)
    >>> balance_notes(facts)[0][1]
    'The increment is below zero: less passes the lower section than arrives from above. Look at abstraction, diversion, settling, errors of measurement and the coefficient of decay.'
    """  # noqa: E501
    notes = []
    names_zh, names_en = "、".join(facts.lacking_flow), ", ".join(facts.lacking_flow)
    if not facts.is_usable:
        notes.append(
            (
                f"断面 {names_zh} 没有流量，也没有可替代的比例，区间增量无法计算。",
                f"No flow and no proportion in its place at {names_en}: the increment cannot be computed.",
            )
        )
    elif facts.is_relative:
        by_zh = facts.proportion_source or "给定比例"
        by_en = facts.proportion_source or "the proportion given"
        notes.append(
            (
                f"断面 {names_zh} 没有实测流量，按{by_zh}推算流量比例；增量为占下断面通量的份额，不是千克数。",
                f"No measured flow at {names_en}; flows are taken in proportion to {by_en}. The increment is a share "
                "of the flux at the lower section, not kilograms.",
            )
        )
    if facts.is_usable and facts.has_unknown_time:
        notes.append(
            (
                "上断面来水经过传播时间未知的河段，增量无法定值；下限按该段不衰减、上限按全部衰减计。",
                "Water from above passes a reach whose travel time is not known, so the increment has no value; the "
                "low bound takes no decay there, the high bound takes all as lost.",
            )
        )
    if facts.increment < 0:
        notes.append(
            (
                "增量为负：下断面通量小于上断面送达量。请核对取水、分流、沉降、监测误差和衰减系数。",
                "The increment is below zero: less passes the lower section than arrives from above. Look at "
                "abstraction, diversion, settling, errors of measurement and the coefficient of decay.",
            )
        )
    if facts.known is not None and facts.increment - facts.known < 0:
        notes.append(
            (
                "已知负荷大于区间增量，差额为负，照实列出。",
                "The known loads exceed the increment; the difference is below zero and shown as it is.",
            )
        )
    if facts.crosses_zero:
        notes.append(
            (
                "上下限跨零，现有数据不能确定区间有增量。",
                "The bounds lie on both sides of zero: these data do not tell whether anything is added.",
            )
        )
    if not facts.has_upper:
        notes.append(
            (
                "上游没有可用断面，增量为该断面全部通量。",
                "No section with a value lies upstream; the increment is the whole flux of this section.",
            )
        )
    if facts.divides:
        notes.append(
            (
                "区间内有分流，未给出分流比例，按各支均分。",
                "Water divides in this stretch; no shares are given, so each way takes the same.",
            )
        )
    if facts.in_pool:
        notes.append(
            (
                "区间内有环状河段，按一个水池合并计算。",
                "Reaches of this stretch form a ring; they are taken as one pool.",
            )
        )
    if facts.k_is_exact:
        notes.append(
            (
                "衰减系数的不确定度未给出，上下限未计入。",
                "The uncertainty of the coefficient of decay is not given; the bounds do not hold it.",
            )
        )
    return notes
