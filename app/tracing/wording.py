"""The words of a trace by its level of evidence, and what a row may show at it (溯源用语)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.tracing.candidates import LEVELS, Candidate, Lead
from app.tracing.trace_question import Sentence

CAVEAT: Final = Sentence(
    "模型排查线索，不作为执法和处罚依据", "Leads of a model; not grounds for enforcement or penalty"
)
"""On every page, export, print and link of a trace."""

_POSSIBLY: Final = Sentence("上游可能", "possibly upstream")
LEVEL_WORDS: Final[dict[str, Sentence]] = {
    "L0": _POSSIBLY,
    "L1": _POSSIBLY,
    "L2": Sentence("时间相符", "fits in time"),
    "L3": Sentence("特征相符", "fits in kind"),
    "L4": Sentence("区间负荷异常", "load unaccounted for in the stretch"),
}

KIND_WORDS: Final[dict[str, Sentence]] = {
    "outfall": Sentence("入河排污口", "Outfall"),
    "drain": Sentence("雨水口、溢流口", "Drain or overflow"),
    "discharger": Sentence("排污单位", "Discharger"),
    "channel": Sentence("排污通道", "Channel"),
    "tributary": Sentence("支流", "Tributary"),
    "settlement": Sentence("村居生活面源", "Settlement"),
    "livestock": Sentence("畜禽养殖", "Livestock"),
    "farmland": Sentence("农田面源", "Farmland"),
    "black_odorous_water": Sentence("黑臭水体", "Black-odorous water"),
    "pool": Sentence("闸前积存水体", "Pool behind a sluice"),
    "opened_sluice": Sentence("时段内提闸放水", "Sluice opened within the window"),
    "unlisted": Sentence("本区间未列入清单的来源", "Unlisted source in this stretch"),
}

STATE_WORDS: Final[dict[str, Sentence]] = {
    "open": Sentence("待排查", "open"),
    "assigned": Sentence("已派排查任务", "assigned"),
    "confirmed": Sentence("已查实", "confirmed"),
    "excluded": Sentence("已排除", "excluded"),
}


@dataclass(frozen=True, slots=True)
class ShownLead:
    """What a row may show of a lead (可显示内容): ``chain`` None where the level does not carry it."""

    name: Sentence
    words: Sentence
    shows_name: bool
    shows_chain: bool
    chain: dict[str, Any] | None


def level_words(level: str) -> Sentence:
    """The words of a level of evidence (证据用语); never "source": that needs a verdict.

    Examples
    --------
    >>> level_words("L2").zh, level_words("L0").en
    ('时间相符', 'possibly upstream')
    """
    return LEVEL_WORDS[level]


def shows_name(level: str) -> bool:
    """True where a row may name the lead: from L2 on; below, it shows the outfall's code and the reach only."""
    return LEVELS.index(level) >= LEVELS.index("L2")


def shows_chain(level: str) -> bool:
    """True where a row may show 受纳水体—排污口—排污通道—排污单位: at L4."""
    return level == "L4"


def shown_lead(lead: Lead, level_reached: str) -> ShownLead:
    """What a row may show of a lead (可显示内容): by the lower of its own level and the trace's.

    A candidate excluded by a verdict is shown with 已排除 for its words, whatever its level.

    Examples
    --------
    >>> nan = float("nan")
    >>> pwk = Candidate("outfall", "outfalls", "PWK004", "某厂排污口", 0, 0.0, chain={"water": "清河"})
    >>> shown = shown_lead(Lead(pwk, 1, 1.0, 1.0, "L1", (), 0.0, nan, nan, nan), "L4")
    >>> shown.name.zh, shown.words.zh, shown.chain
    ('PWK004', '上游可能', None)
    """
    level = min(lead.evidence_level, level_reached)
    candidate = lead.candidate
    named = shows_name(level)
    words = LEVEL_WORDS[level] if candidate.verdict != "excluded" else STATE_WORDS["excluded"]
    chain = candidate.chain if shows_chain(level) and candidate.chain else None
    return ShownLead(_name(candidate, named), words, named, chain is not None, chain)


def _name(candidate: Candidate, named: bool) -> Sentence:
    """The name where it may be told, else the code; what no layer lists has the words of its kind."""
    if not candidate.layer:
        kind = KIND_WORDS[candidate.kind]
        return Sentence(f"{kind.zh}（{candidate.key}）", f"{kind.en} ({candidate.key})") if candidate.key else kind
    shown = candidate.name if named and candidate.name else candidate.key
    return Sentence(shown, shown)
