"""The register of payments (资金): amounts that no rule computes, each with its reason.

Where a plan gives no amount (按照权重视情收取一定数额, 度假区 2023 四（二）), the office enters one with a
reason; what the city pays to the province, spends on works, rewards or receives is entered here too, for the year's
settlement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.errors import Fault
from app.registers.fields import choice, file, money, month, registered_then, section, text
from app.registers.plans import plan_choices
from app.registers.spec import Content, RegisterField, RegisterSpec, Transition


def check_payment(content: Content) -> Sequence[Fault]:
    """What is wrong with a payment as a whole (资金检查): a month or a year, an amount above nil.

    >>> [fault.code for fault in check_payment({"amount_fen": 0})]
    ['month_or_year', 'amount_nil']
    >>> check_payment({"month": "2020-05", "amount_fen": 1})
    []
    """
    faults = []
    if bool(content.get("month")) == bool(content.get("year")):
        faults.append(
            Fault(
                "month_or_year",
                "月份和年度须填其中一项，且只填一项。",
                "Give the month or the year, one of both.",
                field="month",
            )
        )
    if content.get("amount_fen") == 0:
        faults.append(Fault("amount_nil", "金额须大于零。", "The amount must be above nil.", field="amount_fen"))
    return faults


PAYMENTS = RegisterSpec(
    id="payments",
    zh="资金",
    en="Payments",
    help_zh="规则算不出、须由办公室确定的金额，以及省级赔偿、市级治理支出、奖励和到账。每笔须写明事由。",
    help_en="Amounts that no rule computes, provincial compensation, works, rewards, receipts; each with a reason.",
    fields=(
        replace(choice("rule_set", "依据方案", "Plan", (), is_open=True, required=True), choices=plan_choices()),
        text("rule", "规则", "Rule", "规则集中的规则标识。", "Id of the rule within the plan."),
        choice(
            "kind",
            "类型",
            "Kind",
            (
                "manual|人工核定|Manual amount",
                "provincial_compensation|缴省级赔偿|Provincial compensation",
                "city_works|市级统筹治理|City works",
                "reward|奖励|Reward",
                "received|到账|Received",
            ),
            required=True,
            in_list=True,
        ),
        month("month", "月份", "Month", in_list=True),
        RegisterField("year", "integer", "年度", "Year", minimum=2000, maximum=2100, in_list=True),
        text("payer", "付款方", "Payer", required=True, in_list=True),
        text("payee", "收款方", "Payee", required=True, in_list=True),
        money("amount_fen", "金额", "Amount", required=True, in_list=True),
        section("section", "断面", "Section"),
        text("reason", "事由", "Reason", required=True, multiline=True),
        text("document_number", "文号", "Document number", in_list=True),
        file("document", "文件", "Document"),
    ),
    states=registered_then("confirmed", "确认", "Confirmed"),
    transitions=(
        Transition(
            "registered", "confirmed", "确认", "Confirm", "chief|analyst", takes=("document_number", "document")
        ),
        Transition("registered", "revoked", "撤销", "Revoke", "analyst", note_needed=True),
        Transition("confirmed", "revoked", "撤销", "Revoke", "chief|analyst", note_needed=True),
    ),
    key_fields=("rule_set", "rule", "kind", "month", "year", "payer", "payee", "section", "document_number", "reason"),
    read_role="chief|analyst",
    write_role="analyst",
    title_fields=("payer", "payee"),
    subject_field="payer",
    month_field="month",
    rules=(check_payment,),
)
