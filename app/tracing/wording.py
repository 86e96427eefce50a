"""The words of a trace and of its leads by level of evidence, and from which level a lead is named (溯源用语)."""

from __future__ import annotations

from typing import Final

from app.tracing.candidates import LEVELS
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

LEVEL_TITLES: Final[dict[str, Sentence]] = {
    "L0": Sentence("河网拓扑", "topology"),
    "L1": Sentence("停止点", "upstream with stops"),
    "L2": Sentence("传播时间", "travel time"),
    "L3": Sentence("特征与档案", "pollutant and record"),
    "L4": Sentence("质量平衡", "mass balance"),
}
"""What a whole trace went as far as; what a lead's evidence says stands in `LEVEL_WORDS`."""

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


def level_words(level: str) -> Sentence:
    """The words of a level of evidence (证据用语); never "source": that needs a verdict.

    Examples
    --------
    >>> level_words("L2").zh, level_words("L0").en
    ('时间相符', 'possibly upstream')
    """
    return LEVEL_WORDS[level]


def shows_name(level: str) -> bool:
    """True where a row may name the lead and its chain 受纳水体—排污口—排污通道—排污单位: from L2 on.

    Below, it shows the outfall's code and the reach only.

    >>> shows_name("L1"), shows_name("L2")
    (False, True)
    """
    return LEVELS.index(level) >= LEVELS.index("L2")
