"""Rewards to those who met the year's target (年度达标奖励), and how they are divided to the fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.accountability.money import in_english, in_wan, money
from app.accountability.outcome import MET, MET_ON_N
from app.accountability.words import Words
from app.errors import BreaksRule

COLLECTED, PROVINCE, CITY_WORKS, REWARD = "collected", "province", "city_works", "reward"
STEPS: Final = (COLLECTED, PROVINCE, CITY_WORKS, REWARD)


@dataclass(frozen=True, slots=True)
class ManualSum:
    """A sum that a person enters with its reason (手工填写金额) [fen]."""

    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class RewardCandidate:
    """A district and whether it met the year's target (奖励对象).

    Attributes
    ----------
    attainment
        ``met``, ``missed``, ``met_on_n`` or ``undetermined`` of all its assessed sections' year.
    is_final
        Whether that rests on final values only.
    weight
        For the setting ``weighted``; None where none is entered.
    """

    district: str
    attainment: str
    is_final: bool
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """One line of the settlement (结算明细).

    ``amount_fen`` [fen] is positive for what comes in, negative for what goes out, None where it has still to be
    entered.
    """

    step: str
    party: str
    amount_fen: int | None
    words: Words

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "step": self.step, "party": self.party, "amount": money(self.amount_fen), "words": self.words.as_dict(),
        }  # fmt: skip


def reward_lines(
    way: str, rest: int | None, candidates: Sequence[RewardCandidate], rewards: Mapping[str, ManualSum],
    notes: list[Words],
) -> list[SettlementLine]:  # fmt: skip
    """What those who met the year's target get of the rest (达标奖励), by the setting ``reward_distribution``.

    ``rest`` [fen] is None while a sum before it is still to be entered; ``notes`` gets a line for each district of
    which the year is not proved.
    """
    met = sorted((one for one in candidates if one.attainment == MET and one.is_final), key=lambda one: one.district)
    unproved = [one for one in candidates if one.attainment in (MET, MET_ON_N) and one not in met]
    notes += [
        Words(f"{one.district}：年度达标尚未证实，未列入奖励", f"{one.district}: the year is not proved met")
        for one in unproved
    ]
    names = [one.district for one in met]
    for district in rewards:
        if district not in names:
            raise BreaksRule(
                f"{district}未完成年度目标或尚未证实，不能奖励。",
                f"{district} has not been shown to meet the year's target and cannot be rewarded.",
                parameter="rewards",
            )
    if way == "manual":
        return _manual_rewards(rest, names, rewards)
    weights = [1 if way == "equal" else one.weight for one in met]
    if rest is None or any(weight is None for weight in weights):
        words = Words("奖励金额待前项或权重填写后计算", "the reward waits for the sums above or for weights")
        return [SettlementLine(REWARD, name, None, words) for name in names]
    parts = split_fen(rest, [int(weight or 0) for weight in weights])
    return [
        SettlementLine(
            REWARD, name, -part,
            Words(
                f"奖励{name}：{in_wan(rest)}×{weight}/{sum(int(one or 0) for one in weights)}＝{in_wan(part)}",
                f"reward of {name}: {in_english(rest)} × {weight}/{sum(int(one or 0) for one in weights)} = "
                f"{in_english(part)}",
            ),
        )
        for name, part, weight in zip(names, parts, weights, strict=True)
    ]  # fmt: skip


def _manual_rewards(rest: int | None, names: Sequence[str], rewards: Mapping[str, ManualSum]) -> list[SettlementLine]:
    """Rewards entered by hand, those missing told."""
    total = sum(one.amount_fen for one in rewards.values())
    if rewards and (rest is None or total > rest):
        raise BreaksRule(
            f"奖励合计{in_wan(total)}超过可奖励的{in_wan(rest or 0)}。",
            f"The rewards of {in_english(total)} are more than the {in_english(rest or 0)} there are.",
            parameter="rewards",
        )
    lines = []
    for name in names:
        one = rewards.get(name)
        words = (
            Words(f"奖励{name}{in_wan(one.amount_fen)}：{one.reason}",
                  f"reward of {name}, {in_english(one.amount_fen)}: {one.reason}")
            if one
            else Words(f"奖励{name}的金额待填写", f"the reward of {name} is still to be entered")
        )  # fmt: skip
        lines.append(SettlementLine(REWARD, name, -one.amount_fen if one else None, words))
    return lines


def split_fen(amount_fen: int, weights: Sequence[int]) -> list[int]:
    """An amount split by weights to the fen (按权重分配) [fen]; what does not divide goes to the first ones.

    Examples
    --------
    >>> split_fen(100, [1, 1, 1]), split_fen(100, [])
    ([34, 33, 33], [])
    """
    total = sum(weights)
    if any(weight < 0 for weight in weights) or (weights and total == 0):
        raise BreaksRule(
            "权重应为非负数，且不能全为零。", "Weights must not be negative, nor all zero.", parameter="weights"
        )
    parts = [amount_fen * weight // total for weight in weights]
    left = amount_fen - sum(parts) if weights else 0
    for place, weight in enumerate(weights):
        if left > 0 and weight > 0:
            parts[place] += 1
            left -= 1
    return parts
