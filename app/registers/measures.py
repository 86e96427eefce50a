"""The register of measures by section (断面整治措施): 一断面一方案, and the lists of total nitrogen.

一断面、一方案: 平鲁区 2021 四（一） and its annex; the list 总氮污染问题及整改措施清单 with measure, time,
body and person: 冠县 2023 三（四）13, 高新区 2023 三（四）12, 度假区 2023 三（四）12.
"""

from __future__ import annotations

from dataclasses import replace

from app.registers.fields import choice, day, files, money, section, text, words
from app.registers.plans import plan_choices
from app.registers.spec import RegisterSpec, State, Transition

_WRITES = "analyst|chief"
MEASURES = RegisterSpec(
    id="measures",
    zh="断面整治措施",
    en="Measures by section",
    help_zh="“一断面一方案”和总氮整改清单：问题、措施、时限、责任单位和责任人。逾期由时限推算，不另登记。",
    help_en="The plan of each section and the lists of total nitrogen: problem, measure, deadline, body and person. "
    "Overdue follows from the deadline and is never entered.",
    fields=(
        choice(
            "list",
            "清单",
            "List",
            ("section_plan|一断面一方案|Section plan", "total_nitrogen|总氮整改清单|Total nitrogen"),
            required=True,
            in_list=True,
        ),
        text("section_name", "断面名称", "Section", required=True, in_list=True),
        section(
            "section",
            "断面编码",
            "Code of the section",
            "有点位的断面请填，便于从断面页面查看。",
            "Where the section is on the map.",
        ),
        text("river", "河流", "River", in_list=True),
        text("problem", "问题", "Problem", multiline=True),
        text("measure", "措施", "Measure", multiline=True, required=True, in_list=True),
        words("bodies", "责任单位", "Responsible bodies", "每行一个。", "One a line.", required=True, in_list=True),
        text("person", "责任人", "Person", in_list=True),
        day("deadline", "时限", "Deadline", in_list=True),
        money("cost_fen", "经费", "Cost"),
        replace(choice("plan", "依据方案", "Plan", (), is_open=True), choices=plan_choices()),
        text("clause", "条款", "Clause"),
        files("evidence", "佐证材料", "Evidence"),
        text("note", "备注", "Note", multiline=True),
    ),
    states=(
        State("not_started", "未开始", "Not started", editable=True),
        State("in_progress", "进行中", "In progress", editable=True),
        State("done", "已完成", "Done", editable=True),
        State("closed", "已销号", "Closed", closed=True),
        State("cancelled", "取消", "Cancelled", closed=True, void=True),
    ),
    transitions=(
        Transition("not_started", "in_progress", "开始", "Start", _WRITES),
        Transition("in_progress", "done", "完成", "Finish", _WRITES, takes=("evidence",)),
        Transition("done", "closed", "销号", "Close", "analyst", takes=("evidence",), note_needed=True),
        Transition("done", "in_progress", "退回", "Send back", "analyst", note_needed=True),
        Transition("not_started", "cancelled", "取消措施", "Drop", "analyst", note_needed=True),
        Transition("in_progress", "cancelled", "取消措施", "Drop", "analyst", note_needed=True),
    ),
    key_fields=("list", "section_name", "river", "measure", "plan"),
    read_role="viewer",
    write_role=_WRITES,
    title_fields=("section_name", "measure"),
    subject_field="section",
    deadline_field="deadline",
)
