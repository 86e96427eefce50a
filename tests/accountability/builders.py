"""Records of tests in short: a section's months from one letter each."""

from __future__ import annotations

from typing import Any

from app.accountability.months import month_after
from app.accountability.outcome import MissedIndicator, RiverChief, SubjectMonth, TargetOutcome

PHOSPHORUS = MissedIndicator("w21011", "总磷", "total phosphorus", 0.25)
AMMONIA = MissedIndicator("w21003", "氨氮", "ammonia nitrogen", 0.5)
OXYGEN = MissedIndicator("w01009", "溶解氧", "dissolved oxygen", None)

# x missed, o met, n met on fewer, u undetermined, d 断流, f 结冰, s 未采样, p missed but not final, - no record
LETTERS: dict[str, tuple[str, str | None, bool]] = {
    "x": ("missed", None, True),
    "o": ("met", None, True),
    "n": ("met_on_n", None, True),
    "u": ("undetermined", None, True),
    "d": ("undetermined", "断流", True),
    "f": ("undetermined", "结冰", True),
    "s": ("undetermined", "未采样", True),
    "p": ("missed", None, False),
}


def target(attainment: str, water_class: int = 5, missed: tuple[MissedIndicator, ...] | None = None, **more: Any
           ) -> TargetOutcome:  # fmt: skip
    """A month's target of 考核."""
    over = (missed or (PHOSPHORUS,)) if attainment == "missed" else ()
    usual = {"purpose": "考核", "period": "month", "water_class": water_class, "attainment": attainment, "missed": over}
    return TargetOutcome(**{**usual, **more})


def section(code: str, month: str, letter: str = "o", **more: Any) -> SubjectMonth:
    """A section's month; the target is class Ⅴ unless others are given."""
    attainment, state, is_final = LETTERS[letter]
    reached = {"missed": 6, "met": 4, "met_on_n": 4}.get(attainment)
    usual: dict[str, Any] = {
        "kind": "section", "name": f"断面{code}", "river": "徒骇河", "district": "高唐县", "assessment_level": "国考",
        "township": "甲镇", "river_chiefs": (RiverChief("张某", "镇级"),), "is_final": is_final, "state": state,
        "water_class": reached, "is_complete": attainment == "met", "targets": (target(attainment),),
    }  # fmt: skip
    return SubjectMonth(**{**usual, "code": code, "month": month, **more})


def history(letters: str, first: str = "2023-01", code: str = "S1", **more: Any) -> list[SubjectMonth]:
    """A section's months from one letter each."""
    return [
        section(code, month_after(first, place), letter, **more)
        for place, letter in enumerate(letters)
        if letter != "-"
    ]
