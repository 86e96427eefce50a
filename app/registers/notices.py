"""The register of notices (通知文书): 拟稿→核稿→签发→编号→用印→送达→反馈→销号.

The document number (文号) is the office's: it comes with the step 编号 and is never made here.
"""

from __future__ import annotations

from dataclasses import replace

from app.registers.fields import choice, day, file, files, month, text, words
from app.registers.plans import plan_choices
from app.registers.spec import RegisterSpec, State, Transition

_OFFICE = "analyst"
_ANSWERS = "analyst|chief|inspector"
_PLAN = choice("rule_set", "依据方案", "Plan", (), is_open=True, required=True)
STATES = (
    State("draft", "拟稿", "Draft", editable=True),
    State("reviewed", "核稿", "Reviewed"),
    State("signed", "签发", "Signed"),
    State("numbered", "编号", "Numbered"),
    State("sealed", "用印", "Sealed"),
    State("delivered", "送达", "Delivered"),
    State("answered", "反馈", "Answered"),
    State("closed", "销号", "Closed", closed=True),
    State("void", "作废", "Void", closed=True, void=True),
)
TRANSITIONS = (
    Transition("draft", "reviewed", "核稿", "Review", _OFFICE, other_person=True),
    Transition("reviewed", "signed", "签发", "Sign", _OFFICE, needs=("signer", "signed_on")),
    Transition("signed", "numbered", "编号", "Number", _OFFICE, needs=("document_number",), takes=("issued_on",)),
    Transition("numbered", "sealed", "用印", "Seal", _OFFICE, needs=("sealed_on",)),
    Transition(
        "sealed", "delivered", "送达", "Deliver", _OFFICE, needs=("delivered_on", "receipt"), takes=("receipt_file",)
    ),
    Transition("delivered", "answered", "反馈", "Answer", _ANSWERS, needs=("feedback",), takes=("attachments",)),
    Transition("answered", "closed", "销号", "Close", _OFFICE, takes=("attachments",), note_needed=True),
    Transition("reviewed", "draft", "退回", "Send back", _OFFICE, note_needed=True),
    Transition("signed", "draft", "退回", "Send back", _OFFICE, note_needed=True),
    Transition("answered", "delivered", "退回反馈", "Send the answer back", _OFFICE, note_needed=True),
    *(
        Transition(state.id, "void", "作废", "Void", _OFFICE, note_needed=True)
        for state in STATES if not state.closed
    ),
)  # fmt: skip
NOTICES = RegisterSpec(
    id="notices",
    zh="通知文书",
    en="Notices",
    help_zh="提醒函、预警通报、约谈通知等文书的流转。文号由办公室在“编号”一步填写，系统不编文号。",
    help_en="Reminders, warnings, interviews and other letters, from draft to closing. The office enters the document "
    "number with the step 编号; none is made here.",
    fields=(
        text("title", "标题", "Title", required=True, in_list=True),
        replace(_PLAN, choices=plan_choices()),
        text("rule", "规则", "Rule", "规则集中的规则标识。", "Id of the rule within the plan."),
        text("clause", "条款", "Clause", "方案原文的条款号，如 四（二）。", "The plan's own numbering.", in_list=True),
        choice(
            "kind",
            "文书类型",
            "Kind",
            (
                "reminder|提醒函|Reminder letter",
                "warning|预警通报|Warning",
                "interview|约谈通知|Interview",
                "supervision|督办函|Supervision letter",
                "listing|挂牌督办|Listed supervision",
                "accountability|问责建议|Accountability proposal",
                "circular|通报|Circular",
            ),
            required=True,
            is_open=True,
            in_list=True,
        ),
        text(
            "subject",
            "事由对象",
            "Subject",
            "断面、镇街或县区的编码或名称。",
            "Section, town or county.",
            required=True,
            in_list=True,
        ),
        text("subject_name", "对象名称", "Name of the subject"),
        month("month", "月份", "Month", required=True, in_list=True),
        words("addressees", "主送", "Addressees", "每行一个。", "One a line.", required=True),
        words("report_to", "抄报", "Report to", "每行一个。", "One a line."),
        text("reasons_zh", "理由", "Reasons (Chinese)", multiline=True, required=True),
        text("reasons_en", "理由（英文）", "Reasons (English)", multiline=True),
        day("deadline", "反馈期限", "Deadline", in_list=True),
        text(
            "document_number",
            "文号",
            "Document number",
            "办公室编定的文号。",
            "As the office gives it.",
            by_transition=True,
            in_list=True,
        ),
        text("signer", "签发人", "Signed by", by_transition=True),
        day("signed_on", "签发日期", "Signed on", by_transition=True),
        day("issued_on", "成文日期", "Issued on", by_transition=True),
        day("sealed_on", "用印日期", "Sealed on", by_transition=True),
        day("delivered_on", "送达日期", "Delivered on", by_transition=True),
        text("receipt", "送达回执", "Receipt", "签收人、签收方式。", "Who received it, and how.", by_transition=True),
        file("receipt_file", "回执扫描件", "Receipt as a file", by_transition=True),
        text("feedback", "反馈内容", "Answer", multiline=True, by_transition=True),
        files("attachments", "附件", "Attachments"),
    ),
    states=STATES,
    transitions=TRANSITIONS,
    key_fields=("rule_set", "rule", "kind", "subject", "month"),
    read_role="chief|analyst",
    write_role=_OFFICE,
    title_fields=("title",),
    subject_field="subject",
    month_field="month",
    deadline_field="deadline",
)
