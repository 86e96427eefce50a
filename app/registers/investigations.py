"""The register of investigations (排查任务): 查、测、溯、治 of the leads of a trace, step by step.

查、测、溯、治: 平鲁区 2021 三（四）1; 排污口超标溯源联动: 度假区 2023 三（三）13. Only a verdict makes a lead more
or less than a lead, and it is never given by the person who found it.
"""

from __future__ import annotations

from app.registers.fields import choice, day, files, indicator, instant, month, section, text, whole
from app.registers.spec import RegisterSpec, State, Transition

CONFIRMED, EXCLUDED = "confirmed", "excluded"
VERDICT_STATES = ("verdict", "measure", "recheck", "closed")
"""States in which the verdict stands; sent back or reopened, it does not until it is given anew."""

_RECHECKED = ("met|达到要求|Met", "not_met|未达到要求|Not met")
INVESTIGATIONS = RegisterSpec(
    id="investigations",
    zh="排查任务",
    en="Investigations",
    help_zh="溯源线索的查、测、溯、治：下达任务、现场排查、认定、整改、复核、办结。线索不是结论；认定由排查人以外的人作出。",
    help_en="The leads of a trace on site: task, finding, verdict, measure, re-check, closing. A lead is no "
    "conclusion; the verdict is given by another person than the one who found.",
    fields=(
        whole("trace", "溯源编号", "Trace", minimum=1, maximum=2**53, in_list=True),
        text("lead", "线索编号", "Lead", "如 outfalls/PWK012。", "Such as outfalls/PWK012.", required=True),
        text("lead_name", "线索名称", "Name of the lead", required=True, in_list=True),
        section("section", "断面", "Section", in_list=True),
        indicator("indicator", "指标", "Indicator", in_list=True),
        month("month", "月份", "Month", in_list=True),
        text("inspector", "排查人", "Inspector", "账户名。", "Name of the account.", required=True, in_list=True),
        day("due", "排查时限", "Due", required=True, in_list=True),
        text("what", "排查内容", "What to look at", required=True, multiline=True),
        choice("finding", "排查结果", "Finding",
               ("confirmed|发现问题|Problem found", "excluded|未发现问题|No problem", "unclear|无法判断|Unclear"),
               by_transition=True, in_list=True),
        text("finding_text", "排查情况", "What was found", by_transition=True, multiline=True),
        instant("found_at", "排查时刻", "Found at", by_transition=True),
        files("evidence", "现场证据", "Evidence", "照片、监测报告等；照片保留其中的位置和时间。",
              "Photographs and reports; a photograph keeps the place and time written in it.", by_transition=True),
        choice("verdict", "认定", "Verdict", (f"{CONFIRMED}|属实|Confirmed", f"{EXCLUDED}|排除|Excluded"),
               by_transition=True, in_list=True),
        text("verdict_reason", "认定理由", "Reason for the verdict", by_transition=True, multiline=True),
        text("measure", "整改措施", "Measure", by_transition=True, multiline=True),
        text("body", "责任单位", "Responsible body", by_transition=True, in_list=True),
        text("person", "责任人", "Person", by_transition=True),
        day("deadline", "整改时限", "Deadline", by_transition=True, in_list=True),
        choice("recheck", "复核结果", "Re-check", _RECHECKED, by_transition=True),
        text("recheck_text", "复核情况", "What the re-check found", by_transition=True, multiline=True),
        files("recheck_evidence", "复核证据", "Evidence of the re-check", by_transition=True),
    ),
    states=(
        State("task", "待排查", "Task", editable=True),
        State("finding", "待认定", "Found", deadline=""),
        State("verdict", "已认定", "Verdict given", deadline=""),
        State("measure", "整改中", "Being mended", deadline="deadline"),
        State("recheck", "待销号", "Re-checked", deadline=""),
        State("closed", "已办结", "Closed", closed=True),
        State("void", "撤销", "Void", closed=True, void=True),
    ),
    transitions=(
        Transition("task", "finding", "提交排查结果", "Report the finding", "inspector",
                   needs=("finding", "finding_text"), takes=("found_at", "evidence")),
        Transition("finding", "verdict", "认定", "Give the verdict", "analyst", needs=("verdict", "verdict_reason"),
                   other_than_last=True),
        Transition("finding", "task", "退回重查", "Send back", "analyst", note_needed=True),
        Transition("verdict", "measure", "下达整改", "Order a measure", "analyst",
                   needs=("measure", "body", "person", "deadline"), only_if=("verdict", CONFIRMED)),
        Transition("verdict", "closed", "办结", "Close", "analyst", note_needed=True),
        Transition("verdict", "finding", "撤回认定", "Take the verdict back", "analyst", note_needed=True),
        Transition("measure", "recheck", "提交复核", "Report the re-check", "inspector",
                   needs=("recheck", "recheck_text"), takes=("recheck_evidence",)),
        Transition("recheck", "closed", "销号", "Close", "analyst", note_needed=True, other_than_last=True,
                   only_if=("recheck", "met")),
        Transition("recheck", "measure", "退回整改", "Send back", "analyst", takes=("measure", "deadline"),
                   note_needed=True),
        Transition("closed", "task", "重新排查", "Reopen", "analyst", note_needed=True),
        Transition("task", "void", "撤销", "Void", "analyst", note_needed=True),
        Transition("finding", "void", "撤销", "Void", "analyst", note_needed=True),
    ),
    key_fields=("trace", "lead", "section", "indicator", "month"),
    read_role="inspector|analyst|gis",
    write_role="analyst",
    title_fields=("lead_name", "indicator"),
    subject_field="lead",
    month_field="month",
    deadline_field="due",
)  # fmt: skip
