"""The ledger of works and targets (任务目标台账), and the monthly progress of each (月度进展)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.errors import Fault
from app.registers.fields import choice, day, files, month, number, text, words
from app.registers.plans import plan_choices
from app.registers.spec import Content, RegisterSpec, State, Transition

_WRITES = "analyst"
_REPORTS = "analyst|chief|inspector"


def check_work(content: Content) -> Sequence[Fault]:
    """What is wrong with a work as a whole (任务检查): a target value and its comparison come together.

    >>> [fault.field for fault in check_work({"target_value": 90})]
    ['comparison']
    >>> check_work({})
    []
    """
    if (content.get("target_value") is None) == (content.get("comparison") is None):
        return []
    missing = "comparison" if content.get("comparison") is None else "target_value"
    return [
        Fault(
            "field_missing",
            "目标值和比较方式须同时填写，或都不填。",
            "A target value and its comparison come together, or neither.",
            field=missing,
        )
    ]


WORKS = RegisterSpec(
    id="works",
    zh="任务目标台账",
    en="Works and targets",
    help_zh="各工作方案的任务和目标：条款、牵头和配合单位、目标值、时限。进展按月填报，红黄绿灯由规则推算。",
    help_en="Works and targets of the plans: clause, bodies, target value, deadline. Progress is by month; the "
    "lights follow from a stated rule.",
    fields=(
        replace(
            choice("plan", "工作方案", "Plan", (), is_open=True, required=True, in_list=True), choices=plan_choices()
        ),
        text(
            "clause", "条款", "Clause", "方案原文的条款号。", "The plan's own numbering.", required=True, in_list=True
        ),
        text("item", "任务", "Work", required=True, in_list=True),
        text(
            "target",
            "目标",
            "Target",
            "方案原意，一句话。",
            "What the plan asks, in a sentence.",
            multiline=True,
            required=True,
            in_list=True,
        ),
        choice(
            "comparison",
            "比较",
            "Comparison",
            (
                ">=|不低于（≥）|At least (≥)",
                ">|高于（>）|Above (>)",
                "<=|不高于（≤）|At most (≤)",
                "=|等于（=）|Equal (=)",
            ),
        ),
        number("target_value", "目标值", "Target value", in_list=True),
        text("unit", "单位", "Unit", in_list=True),
        day("deadline", "时限", "Deadline", in_list=True),
        text(
            "deadline_text",
            "时限原文",
            "Deadline as written",
            "方案里的写法，如“2023年年底前”。",
            "As the plan puts it.",
        ),
        choice(
            "frequency",
            "填报频次",
            "Frequency",
            ("monthly|每月|Monthly", "quarterly|每季度|Quarterly", "yearly|每年|Yearly"),
            "不填为每月。",
            "None: monthly.",
        ),
        words("lead", "牵头单位", "Lead", "每行一个。", "One a line.", in_list=True),
        words("support", "配合单位", "Support", "每行一个。", "One a line.", in_list=True),
        words("implementing", "落实单位", "Implementing", "每行一个。", "One a line.", in_list=True),
        text("note", "备注", "Note", multiline=True),
        files("evidence", "佐证材料", "Evidence"),
    ),
    states=(
        State("open", "在办", "Open", editable=True),
        State("done", "完成", "Done"),
        State("closed", "销号", "Closed", closed=True),
        State("cancelled", "取消", "Cancelled", closed=True, void=True),
    ),
    transitions=(
        Transition("open", "done", "完成", "Finish", _WRITES, takes=("evidence",), note_needed=True),
        Transition("done", "open", "退回", "Send back", _WRITES, note_needed=True),
        Transition("done", "closed", "销号", "Close", _WRITES, takes=("evidence",), note_needed=True),
        Transition("open", "cancelled", "取消任务", "Drop", _WRITES, note_needed=True),
    ),
    key_fields=("plan", "clause", "item"),
    read_role="viewer",
    write_role=_WRITES,
    title_fields=("item",),
    subject_field="plan",
    deadline_field="deadline",
    rules=(check_work,),
)

PROGRESS = RegisterSpec(
    id="progress",
    zh="月度进展",
    en="Monthly progress",
    help_zh="一项任务一个月一条。已报的可改，改动留痕。",
    help_en="One entry for a work and a month. It may be changed, and every change is kept.",
    fields=(
        text("work", "任务编号", "Work", "台账中任务的编号。", "Id of the entry among the works.", required=True),
        month("month", "月份", "Month", required=True, in_list=True),
        number(
            "value",
            "当前值",
            "Value",
            "与目标值同单位；不适用时不填，不要填 0。",
            "In the unit of the target; leave it out where there is none, 0 is a value.",
            in_list=True,
        ),
        choice(
            "pace",
            "进度判断",
            "Pace",
            ("done|已完成|Done", "on_pace|按序时推进|On pace", "behind|滞后|Behind"),
            required=True,
            in_list=True,
        ),
        text("text", "进展情况", "Progress", multiline=True, required=True, in_list=True),
        text("reported_by", "填报单位", "Reported by", in_list=True),
        files("evidence", "佐证材料", "Evidence", in_list=True),
    ),
    states=(
        State("reported", "已报", "Reported", editable=True),
        State("withdrawn", "撤回", "Withdrawn", closed=True, void=True),
    ),
    transitions=(Transition("reported", "withdrawn", "撤回", "Withdraw", _REPORTS, note_needed=True),),
    key_fields=("work", "month"),
    read_role="viewer",
    write_role=_REPORTS,
    title_fields=("month",),
    subject_field="work",
    month_field="month",
)
