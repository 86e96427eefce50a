"""The register of sluice states (闸坝启闭记录): which sluice or pump had which state from when to when, as reported.

Joint control of sluices when a water exceeds: 度假区 2023 三（四）10 (发现超标水体，立即启动涵闸联合管控).
"""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Fault
from app.registers.fields import choice, files, instant, number, sluice, text
from app.registers.instants import instant_of
from app.registers.spec import Content, RegisterSpec, State, Transition

STATES = (
    "open|开启|Open", "closed|关闭|Closed", "partly|部分开启|Partly open", "reversed|反向运行|Reversed",
    "unknown|不明|Unknown",
)  # fmt: skip


def check_span(content: Content) -> Sequence[Fault]:
    """What is wrong with a span of time (时段检查): the end must come after the begin.

    >>> [fault.field for fault in check_span({"from": "2026-09-02T08:00:00+08:00", "to": "2026-09-01T08:00:00+08:00"})]
    ['to']
    >>> check_span({})
    []
    """
    first, last = content.get("from"), content.get("to")
    if first is None or last is None or instant_of(first) < instant_of(last):
        return []
    return [
        Fault(
            "moments_reversed",
            "结束时刻须晚于开始时刻。请改正。",
            "The end must be after the begin; mend it.",
            field="to",
        )
    ]


SLUICE_STATES = RegisterSpec(
    id="sluice_states",
    zh="闸坝启闭记录",
    en="Sluice states",
    help_zh="闸坝、泵站的启闭情况：从何时到何时处于何种状态，谁报告的。止时不填为至今。没有记录的时段为不明，不按开启或关闭推定。",
    help_en="Which state a sluice or pump had from when to when, and who reported it. Without an end it still holds. "
    "Where nothing is recorded the state is unknown; neither open nor closed is assumed.",
    fields=(
        sluice("sluice", "闸坝泵站", "Sluice", required=True, in_list=True),
        choice("state", "启闭状态", "State of the gate", STATES, required=True, in_list=True),
        instant("from", "起始时刻", "From", required=True, in_list=True),
        instant("to", "终止时刻", "Until", "不填为至今。", "None: still so.", in_list=True),
        number("opening_percent", "开度", "Opening", "部分开启时填写。", "Where partly open.", unit="%",
               minimum=0, maximum=100),
        number("flow_m3_per_s", "过闸流量", "Flow through", "反向运行时也填正数。", "Positive, also where reversed.",
               unit="m³/s", minimum=0, maximum=1e5),
        text("reported_by", "报告人", "Reported by", "单位或姓名。", "Body or person.", required=True, in_list=True),
        choice(
            "reason", "事由", "Reason",
            ("release|提闸放水|Release", "joint_control|联合管控|Joint control", "flood|防汛排涝|Flood",
             "irrigation|引水灌溉|Irrigation", "ecological|生态补水|Ecological water", "repair|检修|Repair",
             "spill|突发水污染处置|Spill"),
            is_open=True, in_list=True,
        ),
        text("control_order", "管控令编号", "Control order", "联合管控令台账中的编号。", "Id among the orders."),
        text("source", "依据", "Source", "调度记录、电话、现场等。", "Log, telephone, on site.", in_list=True),
        files("evidence", "佐证材料", "Evidence"),
        text("note", "备注", "Note", multiline=True),
    ),
    states=(
        State("recorded", "已记录", "Recorded", editable=True),
        State("void", "撤销", "Void", closed=True, void=True),
    ),
    transitions=(Transition("recorded", "void", "撤销", "Void", "analyst|gis", note_needed=True),),
    key_fields=("sluice", "from"),
    read_role="viewer",
    write_role="inspector|analyst|gis|chief",
    title_fields=("sluice", "state"),
    subject_field="sluice",
    rules=(check_span,),
)  # fmt: skip
