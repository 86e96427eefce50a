"""The class of every reach in a month, by the section that judges it (河段月类别)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.assessment.limits import NUMERALS, RIVER
from app.assessment.reach_class import HOW, Ints, judges_of_reaches
from app.assessment.section_month import SectionMonth
from app.settings import Settings
from app.store.engine import Store
from app.uses.assessment.month_assessment import assess_sections


@dataclass(frozen=True, slots=True)
class ReachMonth:
    """A reach's class of a month and the section it comes from (河段月类别).

    Attributes
    ----------
    row
        Row of the reach in the network.
    water_class
        1–6; 0 where no section judges it or that section has no class this month.
    section
        Code of the section that judges it; None for none.
    how
        ``downstream``, ``upstream`` or ``none``: where that section lies (`judges_of_reaches`).
    """

    row: int
    code: str
    water_class: int
    section: str | None
    section_name: str | None
    how: str
    attainment: str | None
    reason: tuple[str, str] | None

    def as_properties(self) -> dict[str, Any]:
        """GeoJSON properties, JSON ready."""
        return {
            "code": self.code,
            "class": self.water_class or None,
            "class_name": NUMERALS[self.water_class] or None,
            "section": self.section,
            "section_name": self.section_name,
            "how": self.how,
            "attainment": self.attainment,
            "reason_zh": self.reason[0] if self.reason else None,
            "reason_en": self.reason[1] if self.reason else None,
        }


class SectionsOnNetwork(Protocol):
    """What is needed of `app.uses.network.river_network.RiverNetwork` (河网与断面)."""

    @property
    def network(self) -> Any:
        """`app.network.Network`; its ``keys`` are asked for."""

    @property
    def rivers(self) -> NDArray[Any]:
        """(n,) river of each reach, blank where unknown."""

    def sections(self) -> tuple[NDArray[Any], Ints, NDArray[np.float64]]:
        """Key, row of the reach (-1 none) and measure from its inlet [m] of each section."""

    def main_rows(self) -> tuple[Ints, Ints]:
        """(n,) main row downstream and upstream of each reach, -1 for none."""


def assess_reaches(
    c: Connection,
    store: Store,
    settings: Settings,
    month: str,
    network: SectionsOnNetwork,
    sections: Sequence[SectionMonth] | None = None,
) -> list[ReachMonth]:
    """The class of every reach in a month, by the section that judges it (河段月类别).

    The judging section is the nearest one downstream within the same river, else the nearest upstream
    (`app.assessment.reach_class.judges_of_reaches`); a lake's section never judges a river. It is chosen among the
    sections in force in the month by position alone: where it has no class this month (断流, no data), neither has
    the reach, and the reason is told.

    Parameters
    ----------
    network
        `app.uses.network.river_network.RiverNetwork`: the arrays and what lies on them.
    sections
        The month's sections where the caller has them already.
    """
    judged = assess_sections(c, store, settings, month) if sections is None else sections
    place = {
        section.section.code: position for position, section in enumerate(judged) if section.section.water_type == RIVER
    }
    keys, rows, measures_m = network.sections()
    here = np.array([str(key) in place for key in keys.tolist()], dtype=bool)
    positions = [place[str(key)] for key in keys[here].tolist()]
    main_down, main_up = network.main_rows()
    judges = judges_of_reaches(main_down, main_up, network.rivers.tolist(), rows[here], measures_m[here])
    answers = []
    for row, key in enumerate(network.network.keys.tolist()):
        number = int(judges.section[row])
        section = judged[positions[number]] if number >= 0 else None
        answers.append(
            ReachMonth(
                row=row,
                code=str(key),
                water_class=section.water_class if section else 0,
                section=section.section.code if section else None,
                section_name=section.section.name if section else None,
                how=HOW[judges.how[row]],
                attainment=section.attainment if section else None,
                reason=section.reason if section else None,
            )
        )
    return answers
