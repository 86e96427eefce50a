"""The registers of findings and of choices that a plan leaves to the office (认定记录、规则选项).

Some rules follow from what somebody has found (仍未整改, 工作不力, 整治不到位) and not from values; each finding is
put on record with its words and its paper. What a plan leaves open is chosen here, with the reason for the choice.
"""

from __future__ import annotations

from dataclasses import replace

from app.registers.fields import choice, file, month, registered_then, text
from app.registers.plans import plan_choices
from app.registers.spec import RegisterSpec, Transition

_PLAN = replace(
    choice("rule_set", "依据方案", "Plan", (), required=True, is_open=True, in_list=True), choices=plan_choices()
)
FINDINGS = RegisterSpec(
    id="findings",
    zh="认定记录",
    en="Findings",
    help_zh="整改不到位、工作不力、已约谈等须由人认定的事项。确认后，规则据此提出文书；系统不作认定。",
    help_en="What a person has to find: not mended, poor work, interview held. Confirmed, the rules draw on it; the "
    "program finds nothing by itself.",
    fields=(
        _PLAN,
        text(
            "finding",
            "认定事项",
            "Finding",
            "规则集中的标识，如 not_mended、interviewed。",
            "Id within the plan, such as not_mended.",
            required=True,
            in_list=True,
        ),
        choice(
            "subject_kind",
            "对象类型",
            "Kind of subject",
            (
                "section|断面|Section",
                "water_source|饮用水水源地|Water source",
                "black_odorous_water|黑臭水体|Black-odorous water",
                "outfall|入河排污口|Outfall",
                "rectification|整改事项|Rectification",
                "body|单位|Body",
            ),
            required=True,
            in_list=True,
        ),
        text(
            "subject",
            "对象编码",
            "Subject",
            "断面、水源地、水体的编码，或单位名称。",
            "Code, or the body's name.",
            required=True,
            in_list=True,
        ),
        text("subject_name", "对象名称", "Name of the subject", in_list=True),
        text("district", "县（市、区）", "District"),
        month("month", "月份", "Month", required=True, in_list=True),
        text("text", "认定内容", "What was found", required=True, multiline=True),
        text("document_number", "文号", "Document number", in_list=True),
        file("document", "文件", "Document"),
    ),
    states=registered_then("confirmed", "确认", "Confirmed"),
    transitions=(
        Transition(
            "registered", "confirmed", "确认", "Confirm", "chief|analyst", takes=("document_number", "document")
        ),
        Transition("registered", "revoked", "撤销", "Revoke", "chief|analyst", note_needed=True),
        Transition("confirmed", "revoked", "撤销", "Revoke", "chief|analyst", note_needed=True),
    ),
    key_fields=("rule_set", "finding", "subject_kind", "subject", "month"),
    read_role="chief|analyst",
    write_role="chief|analyst",
    title_fields=("finding", "subject"),
    subject_field="subject",
    month_field="month",
)
RULE_CHOICES = RegisterSpec(
    id="rule_choices",
    zh="规则选项",
    en="Choices of rules",
    help_zh="方案没有写明之处的选择：选项、理由和依据。没有生效的选择时用默认值，页面写明。",
    help_en="What the office chose where a plan is silent, with the reason; without one the default holds, and the "
    "page says so.",
    fields=(
        _PLAN,
        text(
            "setting",
            "设置",
            "Setting",
            "规则集中的设置标识，如 no_data。",
            "Id of the setting, such as no_data.",
            required=True,
            in_list=True,
        ),
        text("value", "选项", "Choice", required=True, in_list=True),
        month("first_month", "起始月份", "First month", "不填为一直。", "None: from the beginning.", in_list=True),
        month(
            "last_month", "终止月份", "Last month", "含该月；不填为一直。", "Included; none: without end.", in_list=True
        ),
        text("reason", "理由", "Reason", required=True, multiline=True),
        text("document_number", "文号", "Document number"),
    ),
    states=registered_then("in_force", "生效", "In force"),
    transitions=(
        Transition("registered", "in_force", "生效", "Put in force", "chief|analyst", takes=("document_number",)),
        Transition("registered", "revoked", "撤销", "Revoke", "chief|analyst", note_needed=True),
        Transition("in_force", "revoked", "撤销", "Revoke", "chief|analyst", note_needed=True),
    ),
    key_fields=("rule_set", "setting", "first_month", "last_month"),
    read_role="chief|analyst",
    write_role="chief|analyst",
    title_fields=("setting", "value"),
    subject_field="setting",
)
