"""The register of exemptions and deductions (免考与扣除).

Nothing is deducted without a document, and no formula of deduction is built in: the value after deduction is the one
that the document gives. Whether a reason holds is for the office that approves it to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Fault
from app.registers.fields import choice, file, month, number, registered_then, section, text
from app.registers.spec import Content, RegisterField, RegisterSpec, Transition


def check_exemption(content: Content) -> Sequence[Fault]:
    """What an exemption lacks as a whole (免考检查): months in order, a text for 其他, a value for a deduction.

    Examples
    --------
    >>> [fault.field for fault in check_exemption({"kind": "deduction", "reason": "其他", "indicators": ["w21003"]})]
    ['reason_text', 'approved_value']
    >>> check_exemption({})
    []
    """
    faults = []
    first, last = content.get("first_month"), content.get("last_month")
    if first and last and last < first:
        faults.append(
            Fault(
                "months_reversed",
                f"终止月份 {last} 早于起始月份 {first}。请改正其一。",
                f"The last month {last} is before the first, {first}; mend one of them.",
                field="last_month",
            )
        )
    if content.get("reason") == "其他" and not content.get("reason_text"):
        faults.append(
            Fault(
                "field_missing",
                "原因为“其他”时须写明具体原因。",
                "The reason 其他 (other) needs its text.",
                field="reason_text",
            )
        )
    if content.get("kind") == "deduction":
        if content.get("approved_value") is None:
            faults.append(
                Fault(
                    "field_missing",
                    "扣除须填写文件批准的扣除后数值；系统不推算。",
                    "A deduction needs the value after it as the document gives it; none is computed.",
                    field="approved_value",
                )
            )
        if len(content.get("indicators") or ()) != 1:
            faults.append(
                Fault(
                    "one_indicator",
                    "扣除须只针对一项指标；多项请分别登记。",
                    "A deduction is of one indicator; enter one for each.",
                    field="indicators",
                )
            )
    return faults


EXEMPTIONS = RegisterSpec(
    id="exemptions",
    zh="免考与扣除",
    en="Exemptions and deductions",
    help_zh="凭文件登记断面的免考或扣除。生效后，评价同时给出免考前和免考后两种结果；没有文号的不生效。",
    help_en="Exemptions and deductions of a section, by document. In force, assessments show both results, before and "
    "after; without a document number nothing takes effect.",
    fields=(
        section("section", "断面", "Section", required=True, in_list=True),
        choice(
            "kind",
            "类型",
            "Kind",
            ("exemption|免考|Exemption", "deduction|扣除|Deduction"),
            required=True,
            in_list=True,
        ),
        RegisterField(
            "indicators",
            "indicator",
            "指标",
            "Indicators",
            many=True,
            in_list=True,
            help_zh="不填为全部指标。",
            help_en="None: all indicators.",
        ),
        month("first_month", "起始月份", "First month", required=True, in_list=True),
        month("last_month", "终止月份", "Last month", "含该月。", "Included.", required=True, in_list=True),
        choice(
            "reason",
            "原因",
            "Reason",
            (
                "地质本底|地质本底|Geological background",
                "上游来水|上游来水|Water from upstream",
                "断流|断流|No flow",
                "冰封|冰封|Ice",
                "施工|施工|Construction",
                "其他|其他|Other",
            ),
            required=True,
            in_list=True,
        ),
        text(
            "reason_text",
            "具体原因",
            "Reason in words",
            "原因为“其他”时必填。",
            "Needed where the reason is other.",
            multiline=True,
        ),
        text(
            "document_number",
            "文号",
            "Document number",
            "批准文件的文号，照原文填写。",
            "As the document bears it.",
            required=True,
            in_list=True,
        ),
        file("document", "文件", "Document", "批准文件的扫描件或原件。", "The document itself."),
        text("approver", "批准人或单位", "Approver", required=True),
        choice(
            "approval_level",
            "批准层级",
            "Level of approval",
            ("national|国家|National", "province|省|Province", "city|市|City", "county|县（市、区）|County"),
        ),
        number(
            "approved_value",
            "扣除后数值",
            "Value after deduction",
            "文件给出的数值，单位与该指标一致。",
            "As the document gives it, in the unit of the indicator.",
            minimum=0,
        ),
        text("note", "备注", "Note", multiline=True),
    ),
    states=registered_then("in_force", "生效", "In force"),
    transitions=(
        Transition(
            "registered",
            "in_force",
            "生效",
            "Put in force",
            "analyst",
            needs=("document_number", "approver"),
            takes=("document",),
        ),
        Transition("registered", "revoked", "撤销", "Revoke", "analyst", note_needed=True),
        Transition("in_force", "revoked", "撤销", "Revoke", "analyst", note_needed=True),
    ),
    key_fields=("section", "kind", "indicators", "first_month", "last_month", "reason", "document_number"),
    read_role="viewer",
    write_role="analyst",
    title_fields=("section", "reason"),
    subject_field="section",
    month_field="first_month",
    last_month_field="last_month",
    rules=(check_exemption,),
)
