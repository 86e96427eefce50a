"""The register of joint sluice control orders (涵闸联合管控令): what is closed or opened, for what cause, until when.

发现超标水体，立即启动涵闸联合管控: 度假区 2023 三（四）10. An order is drafted by a person or from a section's flow,
level or quality; only a person puts it in force.
"""

from __future__ import annotations

from app.registers.fields import choice, file, files, indicator, instant, month, section, sluice, text
from app.registers.sluice_states import check_span
from app.registers.spec import RegisterSpec, State, Transition

_SIGNS = "chief|analyst"
CONTROL_ORDERS = RegisterSpec(
    id="control_orders",
    zh="涵闸联合管控令",
    en="Sluice control orders",
    help_zh="断面生态流量不足、水质超标或突发水污染时的涵闸联合管控：管控哪些闸坝、怎样管控、从何时到何时、谁执行。"
    "执行后请在闸坝启闭记录中登记实际启闭。",
    help_en="Joint control of sluices when a section lacks its ecological flow, misses its quality, or after a spill: "
    "which sluices, what is done, from when to when, by whom. What was really opened or closed is entered among the "
    "sluice states.",
    fields=(
        section("section", "断面", "Section", required=True, in_list=True),
        choice(
            "cause", "起因", "Cause",
            ("ecological_flow|生态流量（水位）不足|Ecological flow or level", "quality|水质超标|Quality exceedance",
             "spill|突发水污染|Spill", "release|提闸放水|Release"),
            required=True, in_list=True,
        ),
        month("month", "月份", "Month", in_list=True),
        indicator("indicator", "超标指标", "Indicator"),
        text("cause_text", "依据", "Grounds", "实测值、目标和差额。", "What was measured, the target, the shortfall.",
             required=True, multiline=True),
        sluice("sluices", "管控闸坝", "Sluices", required=True, many=True, in_list=True),
        choice(
            "action", "管控措施", "Action",
            ("close|关闭|Close", "open|开启|Open", "partly|控制开度|Keep partly open", "keep|维持现状|Keep as it is",
             "reverse|反向运行|Reverse"),
            required=True, in_list=True,
        ),
        text("action_text", "措施说明", "What is to be done", multiline=True),
        instant("from", "起始时刻", "From", required=True, in_list=True),
        instant("to", "终止时刻", "Until", "不填为另行通知。", "None: until further notice.", in_list=True),
        text("by", "下令单位", "Ordered by", required=True, in_list=True),
        text("document_number", "文号", "Document number", by_transition=True),
        file("document", "文件", "Document", by_transition=True),
        text("executed_by", "执行单位", "Carried out by", by_transition=True, in_list=True),
        instant("executed_at", "执行时刻", "Carried out at", by_transition=True),
        text("executed_text", "执行情况", "What was done", by_transition=True, multiline=True),
        files("evidence", "佐证材料", "Evidence", by_transition=True),
        instant("lifted_at", "解除时刻", "Lifted at", by_transition=True),
    ),
    states=(
        State("draft", "拟令", "Draft", editable=True),
        State("in_force", "已下达", "In force"),
        State("executed", "已执行", "Carried out"),
        State("lifted", "已解除", "Lifted", closed=True),
        State("void", "撤销", "Void", closed=True, void=True),
    ),
    transitions=(
        Transition("draft", "in_force", "下达", "Put in force", _SIGNS, takes=("document_number", "document")),
        Transition("in_force", "executed", "报告执行", "Report", "inspector|gis|chief|analyst",
                   needs=("executed_by", "executed_at"), takes=("executed_text", "evidence")),
        Transition("executed", "lifted", "解除", "Lift", _SIGNS, needs=("lifted_at",), note_needed=True),
        Transition("in_force", "lifted", "解除", "Lift", _SIGNS, needs=("lifted_at",), note_needed=True),
        Transition("draft", "void", "撤销", "Void", _SIGNS, note_needed=True),
        Transition("in_force", "void", "撤销", "Void", _SIGNS, note_needed=True),
    ),
    key_fields=("section", "cause", "month", "action", "from"),
    read_role="viewer",
    write_role=_SIGNS,
    title_fields=("section", "cause"),
    subject_field="section",
    month_field="month",
    rules=(check_span,),
)  # fmt: skip
