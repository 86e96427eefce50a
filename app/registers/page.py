"""``docs/registers.md`` as text, made from the catalogue (台账说明): every register, field, state and step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from app.registers.lights import rule_words
from app.registers.spec import RegisterField, RegisterSpec

KINDS: Final[Mapping[str, str]] = {
    "text": "文本 text", "integer": "整数 whole number", "number": "数值 number", "date": "日期 date",
    "month": "月份 month", "instant": "时刻 moment with offset",
    "choice": "选项 choice", "money_fen": "金额，整数分 money in whole fen",
    "list": "列表 list of texts", "json": "JSON", "file": "附件 file (SHA-256)",
    "section": "断面编码 code of a section",
    "indicator": "指标编码 code of an indicator",
    "feature": "要素编码 code of a feature",
}  # fmt: skip
FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "field_unknown": ("没有这个栏目", "the register has no such field"),
    "field_missing": ("必填未填", "a needed field is blank"),
    "field_invalid": ("取值不合栏目类型", "the value is not of the field's kind"),
    "field_by_transition": ("该栏目在流转时填写", "the field comes with a step only"),
    "field_not_of_step": ("这一步不填该栏目", "the step does not take the field"),
    "note_missing": ("须写明理由", "the step needs a reason"),
    "section_absent": ("没有该断面", "there is no such section"),
    "indicator_unknown": ("没有该指标", "there is no such indicator"),
    "feature_absent": ("图层中没有该要素", "the layer has no such feature"),
    "step_needs_value": ("该步骤要求某栏目为特定值", "the step is only for a certain value of a field"),
    "moments_reversed": ("结束时刻不晚于开始时刻", "the end is not after the begin"),
    "file_absent": ("附件尚未上传", "the file has not been sent in"),
    "months_reversed": ("终止月份早于起始月份", "the last month is before the first"),
    "dates_reversed": ("停用日期早于启用日期", "valid to is before valid from"),
    "one_indicator": ("扣除须只针对一项指标", "a deduction is of one indicator"),
    "month_or_year": ("月份和年度填其中一项", "the month or the year, one of both"),
    "amount_nil": ("金额须大于零", "the amount must be above nil"),
}
HEAD: Final = """\
# Registers 台账

Made from the catalogue by `python -m app.registers.page > docs/registers.md`. Registers are data: a new one is a
specification in `app/registers/`, and the check, the API (`/api/registers/…`), the form on the page and the export
follow from it.

- **Nothing is deleted 不删除.** Every entry, change and step is an event with who, when, why and the content after it.
- **Versions 版本.** A change names the version it rests on (`If-Match`); 409 says who changed it since, and when.
- **The same again is the same 重复登记.** The key fields make an entry the same one; what was revoked may be
  entered anew.
- **Overdue is derived 逾期由时限推算**, from the deadline and today's date in China, and never stored.
- **Unknown is absent 未知不填.** Blank fields are left out; 0 is a value.
- **Attachments 附件** are PDF, JPG, PNG, DOCX, XLSX or TXT by their content, at most `SUYUAN_UPLOAD_MAX_BYTES`, kept
  once by SHA-256 in the folder `files` of the data folder, always given back as downloads. Whoever is signed in and
  knows the SHA-256 of a file may read it. Back up the folder together with the store.
"""


def registers_page(catalogue: Sequence[RegisterSpec]) -> str:
    """The page (台账说明页), one heading a register; a test compares it with ``docs/registers.md``.

    Examples
    --------
    >>> registers_page([]).splitlines()[0]
    '# Registers 台账'
    """
    lines = [*HEAD.splitlines(), ""]
    for spec in catalogue:
        lines += _register(spec)
    lines += ["## Lights of works 红黄绿灯", "", rule_words()["zh"], "", rule_words()["en"], ""]
    lines += ["## Faults 登记故障", "", "| code | 中文 | meaning |", "|---|---|---|"]
    lines += [f"| `{code}` | {zh} | {en} |" for code, (zh, en) in FAULTS.items()]
    return "\n".join(lines).rstrip() + "\n"


def _register(spec: RegisterSpec) -> list[str]:
    """A register's part of the page."""
    states = {state.id: state for state in spec.states}
    lines = [
        f"## {spec.id} {spec.zh} {spec.en}", "", spec.help_zh, spec.help_en, "",
        f"- key 关键栏目: {', '.join(f'`{name}`' for name in spec.key_fields)}",
        f"- reading 可见: `{spec.read_role}` · entering 登记: `{spec.write_role}` (and `admin`)",
        f"- states 状态: {' · '.join(f'`{state.id}` {state.zh}' for state in spec.states)}", "",
        "| field | 中文 | kind | needed | |", "|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [_field(field) for field in spec.fields]
    lines += ["", "| from | step | to | role | needs |", "|---|---|---|---|---|"]
    for step in spec.transitions:
        needs = [f"`{name}`" for name in step.needs] + (["理由 a reason"] if step.note_needed else [])
        needs += ["另一人 another person"] if step.other_person else []
        needs += ["非上一步办理人 another than took the step before"] if step.other_than_last else []
        needs += [f"`{step.only_if[0]}` = `{step.only_if[1]}`"] if step.only_if else []
        lines.append(
            f"| {states[step.from_state].zh} | {step.zh} {step.en} | `{step.to_state}` {states[step.to_state].zh} "
            f"| {', '.join(f'`{role}`' for role in step.role.split('|'))} | {', '.join(needs) or '—'} |"
        )
    return [*lines, ""]


def _field(field: RegisterField) -> str:
    """A field's row of the page."""
    kind = KINDS[field.kind] + (f" of `{field.layer}`" if field.layer else "")
    kind += (f" [{field.unit}]" if field.unit else "") + ("，可多项 several" if field.many else "")
    if field.choices:
        kind += ": " + ", ".join(f"`{one.value}` {one.zh}".replace("|", "\\|") for one in field.choices)
    needed = "是 yes" if field.required else "流转时 with a step" if field.by_transition else "—"
    return f"| `{field.name}` | {field.zh} | {kind} | {needed} | {field.help_zh} {field.help_en} |".replace("  |", " |")


if __name__ == "__main__":
    from app.registers.catalogue import REGISTERS

    print(registers_page(REGISTERS), end="")
