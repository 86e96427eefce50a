"""The forms that a rule can have, with the keys and settings each needs (规则形式): the only part that is code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

RUN_SETTINGS: Final = ("month_target", "no_data", "incomplete_month", "across_years", "repeats")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of rule (规则形式): its keys with their types, and the settings that it asks for."""

    required: Mapping[str, type]
    optional: Mapping[str, type] = field(default_factory=dict)
    settings: tuple[str, ...] = ()


_LETTER: Final = {"report_to": list, "deadline_days": int, "needs_deadline": bool}

FORMS: Final[Mapping[str, Form]] = {
    # money
    "per_section": Form(
        {"bands": list, "payee": str}, {"purposes": list}, ("month_target", "shared_section")
    ),
    "fixed_payment": Form({"water_class": int, "yuan": int, "payer": str, "payee": str}),
    "two_way_payment": Form(
        {"water_class": int, "upstream": str, "downstream": str, "yuan_missed": int, "yuan_met": int}
    ),
    "percentage_change": Form(
        {"indicator": str, "indicator_zh": str, "indicator_en": str, "reference": str, "yuan_per_percent": int,
         "payer": str, "payee": str},
        {"max_yuan": int, "both_directions": bool, "lower_is_worse": bool},
    ),
    "cap": Form({"yuan": int, "period": str, "rules": list}),
    "manual_payment": Form({"payer": str, "payee": str}, {"purposes": list}, ("month_target",)),
    "settlement": Form({"pool": str, "rules": list}, {}, ("reward_distribution",)),
    # letters that follow from runs
    "rung": Form(
        {"run": int, "addressees": list}, {**_LETTER, "is_top": bool, "purposes": list},
        (*RUN_SETTINGS, "exceedance", "run_unit"),
    ),
    "warning": Form({"periods": list, "addressees": list}, {**_LETTER, "purposes": list},
                    ("month_target", "shared_notice")),
    "interview_without_improvement": Form(
        {"run": int, "periods": list, "addressees": list}, {**_LETTER, "purposes": list},
        (*RUN_SETTINGS, "mix_periods", "no_improvement", "shared_notice"),
    ),
    "accountability_after_interviews": Form(
        {"interviews": int, "interview_rule": str, "interview_finding": str, "effect_finding": str,
         "addressees": list},
        _LETTER, ("interview_count", "interviews_from"),
    ),
    "listing": Form(
        {"steps": list, "not_mended": str, "listed": str, "ladder": list, "addressees": list}, _LETTER,
        (*RUN_SETTINGS, "run_unit", "listed_after"),
    ),
    # letters that follow from something put on record
    "finding": Form(
        {"findings": list, "addressees": list}, {**_LETTER, "choices_zh": list, "choices_en": list},
    ),
    "overdue": Form({"findings": list, "addressees": list}, _LETTER, ("slow_means",)),
    "weak_improvement": Form(
        {"findings": list, "addressees": list}, {**_LETTER, "purposes": list}, ("weak_means", "month_target")
    ),
    "year_missed": Form(
        {"findings": list, "addressees": list}, {**_LETTER, "purposes": list}, ("month_target",)
    ),
    # work that is due, computed or done elsewhere
    "disclosure": Form({"rules": list, "publish_in_zh": str, "publish_in_en": str}, {"report_to": list}),
    "duty": Form(
        {"frequency": str},
        {"frequency_setting": str, "publishes": bool, "buffer_m": int, "measured_from": str, "distance_m": int,
         "population_above": int, "where_zh": str, "where_en": str, "rivers": list},
    ),
    "duty_on_exceedance": Form({}, {"purposes": list}, ("month_target",)),
}  # fmt: skip

FREQUENCIES: Final = ("monthly", "quarterly", "regular", "standing")
