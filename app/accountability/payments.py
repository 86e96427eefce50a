"""The payments of one rule in one month, form by form (各类赔偿规则)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from app.accountability.compensation_lines import (
    CompensationLine,
    ManualAmount,
    OpenSubject,
    compensation_line,
)
from app.accountability.exceedance import ASSESSMENT, CLEAR, EXCEEDS, INCOMPLETE, NO_DATA, Exceedance, judge_exceedance
from app.accountability.money import FEN_PER_YUAN, in_english, in_wan, rounded_fen
from app.accountability.months import month_after
from app.accountability.outcome import SubjectMonth
from app.accountability.replay import Replay
from app.accountability.rules import Rule
from app.accountability.words import Words, month_words


@dataclass(slots=True)
class Payments:
    """What one rule brings in a month (单项规则结果).

    ``counts``: by payer, assessed sections had, missed and open.
    """

    lines: list[CompensationLine] = field(default_factory=list)
    open_subjects: list[OpenSubject] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    counts: dict[tuple[str | None, str], tuple[int, int, int]] = field(default_factory=dict)


def per_section_payments(replayed: Replay, rule: Rule, month: str) -> Payments:
    """A rate for each missed section, by the number of sections the payer has (按断面征收)."""
    found, payee = Payments(), str(rule.parameters["payee"])
    had: dict[str | None, list[tuple[SubjectMonth, Exceedance, bool]]] = {}
    for _, record in replayed.current(rule, month):
        answer = _answer(replayed, rule, record)
        payers, is_half = _payers(replayed, record)
        for payer in payers:
            had.setdefault(payer, []).append((record, answer, is_half))
            if answer.state in (NO_DATA, INCOMPLETE):
                found.open_subjects.append(_open(record, payer, answer))
    for payer, sections in sorted(had.items(), key=lambda item: item[0] or ""):
        missed = [(record, answer, is_half) for record, answer, is_half in sections if answer.state == EXCEEDS]
        still_open = sum(answer.state in (NO_DATA, INCOMPLETE) for _, answer, _ in sections)
        found.counts[payer, payee] = (len(sections), len(missed), still_open)
        band = _band(rule, len(sections))
        for record, answer, is_half in missed:
            found.lines.append(_section_line(replayed, rule, record, payer, answer, band, len(sections), is_half))
    found.notes += _unlisted(replayed, rule, month)
    return found


def fixed_payments(replayed: Replay, rule: Rule, month: str) -> Payments:
    """A fixed sum from one district to another where a section misses a named class (定额横向补偿)."""
    found, parameters = Payments(), rule.parameters
    amount = int(parameters["yuan"]) * FEN_PER_YUAN
    for _, record in replayed.current(rule, month):
        answer = judge_exceedance(record, water_class=int(parameters["water_class"]))
        if answer.state == EXCEEDS:
            words = Words(f"当月定额{in_wan(amount)}", f"fixed for the month: {in_english(amount)}")
            found.lines.append(compensation_line(
                replayed.rule_set, rule, record, parameters["payer"], parameters["payee"], amount, words,
                [answer.words],
            ))  # fmt: skip
        elif answer.state != CLEAR:
            found.open_subjects.append(_open(record, parameters["payer"], answer))
    return found


def two_way_payments(replayed: Replay, rule: Rule, month: str) -> Payments:
    """A sum downstream where a section misses, upstream where it attains (双向补偿)."""
    found, parameters = Payments(), rule.parameters
    upstream, downstream = str(parameters["upstream"]), str(parameters["downstream"])
    for _, record in replayed.current(rule, month):
        answer = judge_exceedance(record, water_class=int(parameters["water_class"]))
        if answer.state not in (EXCEEDS, CLEAR):
            found.open_subjects.append(_open(record, upstream, answer))
            continue
        missed = answer.state == EXCEEDS
        amount = int(parameters["yuan_missed" if missed else "yuan_met"]) * FEN_PER_YUAN
        payer, payee = (upstream, downstream) if missed else (downstream, upstream)
        words = Words(
            f"{'未达标，上游补偿下游' if missed else '达标，下游补偿上游'}：{in_wan(amount)}",
            f"{'missed, upstream pays' if missed else 'met, downstream pays'}: {in_english(amount)}",
        )
        if amount:
            line = compensation_line(replayed.rule_set, rule, record, payer, payee, amount, words, [answer.words])
            found.lines.append(line)
    return found


def percentage_payments(replayed: Replay, rule: Rule, month: str) -> Payments:
    """So much for each per cent by which an indicator has become worse, up to a cap (按变化幅度补偿)."""
    found, parameters = Payments(), rule.parameters
    before_month = month_after(month, -1 if parameters["reference"] == "previous_month" else -12)
    for subject, record in replayed.current(rule, month):
        before = replayed.records[subject].get(before_month)
        then, now = (_value(one, parameters["indicator"]) for one in (before, record))
        if then is None or now is None or then == 0:
            label, when = record.label(), month_words(month if now is None else before_month)
            found.notes.append(Words(
                f"{label.zh}：{when.zh}没有可比的终版值，未计算",
                f"{label.en}: no final value of {when.en} to compare, not computed",
            ))  # fmt: skip
            continue
        line = _percentage_line(replayed, rule, record, then, now)
        if line is not None:
            found.lines.append(line)
    return found


def manual_payments(replayed: Replay, rule: Rule, month: str, manual: Sequence[ManualAmount]) -> Payments:
    """A line that waits for an amount by hand for each missed section (视情收取), never 0."""
    found, parameters = Payments(), rule.parameters
    entered = {one.subject_code: one for one in manual if one.rule == rule.id}
    for _, record in replayed.current(rule, month):
        answer = _answer(replayed, rule, record)
        payer = {"{township}": record.township, "{district}": record.district}.get(
            parameters["payer"], parameters["payer"]
        )
        if answer.state != EXCEEDS:
            if answer.state != CLEAR:
                found.open_subjects.append(_open(record, payer, answer))
            continue
        amount = entered.get(record.code)
        words = (
            Words(f"手工核定{in_wan(amount.amount_fen)}：{amount.reason}",
                  f"entered by hand, {in_english(amount.amount_fen)}: {amount.reason}")
            if amount
            else Words("原文未给出金额，请填写金额和理由", "the plan gives no amount; enter it with the reason")
        )  # fmt: skip
        found.lines.append(compensation_line(
            replayed.rule_set, rule, record, payer, parameters["payee"], amount.amount_fen if amount else None, words,
            [answer.words], questions=() if amount else [words], manual_reason=amount.reason if amount else None,
        ))  # fmt: skip
    return found


def cap_lines(
    replayed: Replay,
    rule: Rule,
    month: str,
    lines: Sequence[CompensationLine],
    earlier: Mapping[tuple[str | None, str | None], int],
) -> Iterator[CompensationLine]:
    """What a cap takes off each payer's sum (封顶扣减), as a negative line; ``earlier`` [fen] of the year so far."""
    ceiling = int(rule.parameters["yuan"]) * FEN_PER_YUAN
    sums: dict[tuple[str | None, str | None], int] = {}
    for line in lines:
        if line.rule in rule.parameters["rules"]:
            sums[line.payer, line.payee] = sums.get((line.payer, line.payee), 0) + (line.amount_fen or 0)
    span = Words("当年", "the year") if rule.parameters["period"] == "year" else Words("当月", "the month")
    for (payer, payee), amount in sums.items():
        over = min(amount, earlier.get((payer, payee), 0) + amount - ceiling)
        if over > 0:
            before = earlier.get((payer, payee), 0)
            yield CompensationLine(
                key=":".join([replayed.rule_set.id, rule.id, payer or "", payee or "", month]),
                rule_set=replayed.rule_set.id, rule=rule.id, form=rule.form, clause=rule.clause,
                ground=replayed.rule_set.ground(rule), month=month, payer=payer, payee=payee, subject_code=None,
                subject_label=None, amount_fen=-over,
                arithmetic=Words(
                    f"{span.zh}封顶{in_wan(ceiling)}：此前{in_wan(before)}＋本月{in_wan(amount)}，扣减{in_wan(over)}",
                    f"cap of {span.en} {in_english(ceiling)}: {in_english(before)} before + {in_english(amount)} now, "
                    f"{in_english(over)} off",
                ),
                reasons=(), questions=(), is_in_force=replayed.rule_set.is_in_force(month),
            )  # fmt: skip


def _answer(replayed: Replay, rule: Rule, record: SubjectMonth) -> Exceedance:
    """The month's answer by the rule's purposes and the setting ``month_target``."""
    purposes = tuple(rule.parameters.get("purposes", (ASSESSMENT,)))
    return judge_exceedance(record, purposes=purposes, month_target=replayed.settings["month_target"].value)


def _payers(replayed: Replay, record: SubjectMonth) -> tuple[list[str | None], bool]:
    """Who pays for a section, and whether each pays half."""
    way = replayed.settings["shared_section"].value
    if not record.is_shared or way == "listed_only":
        return ([record.district] if replayed.rule_set.binds(record.district) else []), False
    both = [record.district, record.district_beyond]
    return [one for one in both if one and replayed.rule_set.binds(one)], way == "half_each"


def _band(rule: Rule, count: int) -> Mapping[str, Any]:
    """The band of a number of sections."""
    bands: Sequence[Mapping[str, Any]] = rule.parameters["bands"]
    return next(band for band in reversed(bands) if band["from"] <= count)


def _section_line(
    replayed: Replay, rule: Rule, record: SubjectMonth, payer: str | None, answer: Exceedance, band: Mapping[str, Any],
    count: int, is_half: bool,
) -> CompensationLine:  # fmt: skip
    """One missed section at its rate."""
    rate = int(band["yuan"]) * FEN_PER_YUAN
    amount = rate // 2 if is_half else rate
    span = f"{band['to']}个（含）以下" if "to" in band else f"{band['from']}个（含）以上"
    span_en = f"up to {band['to']}" if "to" in band else f"{band['from']} or more"
    half = Words(f"，共有断面各缴一半＝{in_wan(amount)}", f", half of it each: {in_english(amount)}")
    shared = Words(
        f"左右岸共有断面（另一方：{record.district_beyond or '未登记'}），由谁缴纳按设置，请核定",
        f"A shared section (with {record.district_beyond or 'not on record'}); who pays is by the setting, confirm it",
    )
    return compensation_line(
        replayed.rule_set, rule, record, payer, rule.parameters["payee"], amount,
        Words(
            f"有考核断面{count}个（{span}），每月每断面{in_wan(rate)}{half.zh if is_half else ''}",
            f"{count} assessed sections ({span_en}): {in_english(rate)} a section{half.en if is_half else ''}",
        ),
        [answer.words], questions=[shared] if record.is_shared else (),
    )  # fmt: skip


def _percentage_line(
    replayed: Replay, rule: Rule, record: SubjectMonth, then: Decimal, now: Decimal
) -> CompensationLine | None:
    """The payment for one section's change; None where it brings none."""
    parameters = rule.parameters
    worse = then - now if parameters.get("lower_is_worse") else now - then
    percent = (worse / then * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    if percent == 0 or (percent < 0 and not parameters.get("both_directions")):
        return None
    rate = int(parameters["yuan_per_percent"]) * FEN_PER_YUAN
    amount, cut = rounded_fen(abs(percent) * rate), Words("", "")
    if "max_yuan" in parameters and amount > int(parameters["max_yuan"]) * FEN_PER_YUAN:
        amount = int(parameters["max_yuan"]) * FEN_PER_YUAN
        cut = Words(f"，封顶{in_wan(amount)}", f", capped at {in_english(amount)}")
    payer, payee = parameters["payer"], parameters["payee"]
    if percent < 0:
        payer, payee = payee, payer
    way = Words("变差", "worse") if percent > 0 else Words("改善", "better")
    words = Words(
        f"{parameters['indicator_zh']}由{then}变为{now}，{way.zh}{abs(percent)}%×{in_wan(rate)}{cut.zh}",
        f"{parameters['indicator_en']} from {then} to {now}, {abs(percent)}% {way.en} × {in_english(rate)}{cut.en}",
    )
    return compensation_line(replayed.rule_set, rule, record, payer, payee, amount, words, [])


def _value(record: SubjectMonth | None, indicator: str) -> Decimal | None:
    """A final value as a decimal; None where there is none."""
    if record is None or not record.is_final or indicator not in record.values:
        return None
    value = Decimal(repr(float(record.values[indicator])))
    return value if value.is_finite() else None


def _open(record: SubjectMonth, payer: str | None, answer: Exceedance) -> OpenSubject:
    """A section of which nothing is proved."""
    return OpenSubject(record.code, record.label(), payer, answer.state, answer.words)


def _unlisted(replayed: Replay, rule: Rule, month: str) -> list[Words]:
    """A note for each section whose level is not on record: it may change how many the payer has."""
    notes = []
    for (kind, _), months in replayed.records.items():
        record = months.get(month)
        if record is not None and kind in rule.selection.kinds and record.assessment_level is None:
            label = record.label()
            notes.append(Words(
                f"{label.zh}未登记考核级别，未计入考核断面数",
                f"{label.en}: its assessment level is not on record, so it is not counted",
            ))  # fmt: skip
    return notes
