"""The catalogue of registers (台账目录): a new register is a new specification in this tuple, nothing else."""

from __future__ import annotations

from typing import Final

from app.errors import Absent
from app.registers.aliases import ALIASES
from app.registers.control_orders import CONTROL_ORDERS
from app.registers.exemptions import EXEMPTIONS
from app.registers.findings import FINDINGS, RULE_CHOICES
from app.registers.investigations import INVESTIGATIONS
from app.registers.measures import MEASURES
from app.registers.notices import NOTICES
from app.registers.payments import PAYMENTS
from app.registers.sluice_states import SLUICE_STATES
from app.registers.spec import RegisterSpec
from app.registers.templates import TEMPLATES
from app.registers.works import PROGRESS, WORKS

REGISTERS: Final[tuple[RegisterSpec, ...]] = (
    EXEMPTIONS, ALIASES, NOTICES, PAYMENTS, MEASURES, WORKS, PROGRESS, FINDINGS, RULE_CHOICES, TEMPLATES,
    SLUICE_STATES, CONTROL_ORDERS, INVESTIGATIONS,
)  # fmt: skip


def register_spec(register_id: str) -> RegisterSpec:
    """The specification of a register (台账规格) by its id.

    Raises
    ------
    Absent
        There is none of that id.

    Examples
    --------
    >>> register_spec("works").zh
    '任务目标台账'
    >>> register_spec("wishes")
    Traceback (most recent call last):
    ...
    app.errors.Absent: There is no register “wishes”.
    """
    for spec in REGISTERS:
        if spec.id == register_id:
            return spec
    shown = register_id[:40]
    raise Absent(f"没有名为“{shown}”的台账。", f"There is no register “{shown}”.", parameter="register")
