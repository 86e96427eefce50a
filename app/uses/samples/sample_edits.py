"""Changes of values by a person: a batch taken back, a value superseded on a document (监测值变更)."""

from __future__ import annotations

import math

from sqlalchemy import Connection, select

from app.assessment.readings import read_value
from app.errors import Absent, BreaksRule
from app.ingest.sample_values import MAY_BE_NEGATIVE
from app.store.engine import Store
from app.store.files import load_file
from app.store.sample_batches import count_batch_states, delete_batch_states
from app.store.sample_changes import supersede_sample, withdraw_batch


def withdraw_import(
    c: Connection, store: Store, batch_id: int, *, who: str, reason: str, document: str | None = None
) -> tuple[int, int]:
    """Take back the values of a batch and the states of months it set; how many of each (撤销导入).

    Raises
    ------
    Absent
        There is no such batch.
    BreaksRule
        No reason is given, official values are withdrawn without a document, or nothing of the batch stands any more.
    """
    states = count_batch_states(c, store, batch_id)
    values = withdraw_batch(c, store, batch_id, who=who, reason=reason, document=document)
    if not values and not states:
        raise BreaksRule(
            f"第 {batch_id} 批已没有可撤回的数据。", f"Nothing of batch {batch_id} stands any more.",
            parameter="batch", code="batch_gone",
        )  # fmt: skip
    return values, delete_batch_states(c, store, batch_id)


def supersede_value(
    c: Connection, store: Store, sample_id: int, *, raw_text: str, reason: str, document: str | None, who: str,
    file_sha256: str | None = None,
) -> int:  # fmt: skip
    """Put a value as it is written in the place of another; the id of the new one (凭文件更正).

    The unit is the old value's; ``<0.01`` and ``0.01L`` keep their detection limit.

    Raises
    ------
    Absent
        No such value or kept file.
    BreaksRule
        The text is no value; no reason, or an official value without a document.
    """
    s = store.tables.samples.c
    code = c.execute(select(s.indicator).where(s.id == sample_id)).scalar()
    if code is None:
        raise Absent(f"没有编号为 {sample_id} 的监测值。", f"There is no value {sample_id}.", parameter="id")
    if file_sha256 is not None:
        load_file(c, store, file_sha256)
    read = read_value(raw_text.strip(), may_be_negative=code in MAY_BE_NEGATIVE)
    value = None if math.isnan(read.value) else read.value
    if value is None and not read.below_limit and not read.state:
        raise BreaksRule(
            f"“{raw_text[:40]}”读不出数值。请写作 0.85、<0.01、0.01L 或断流等。",
            f"{raw_text[:40]!r} is no value; write it like 0.85, <0.01 or 0.01L.",
            parameter="raw_text", code="value_unreadable",
        )  # fmt: skip
    return supersede_sample(
        c, store, sample_id, value=value, raw_text=raw_text.strip(), below_limit=read.below_limit,
        detection_limit=read.detection_limit, who=who, reason=reason, document=document, file_sha256=file_sha256,
    )  # fmt: skip
