"""What stops an upload, of layers or of samples (上传中断): an error, an ended server, a state that forbids it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.errors import Clash, Fault, SuyuanError
from app.settings import Settings


def refused(error: SuyuanError) -> dict[str, Any]:
    """The columns of an upload that an error refuses; the error stands first among its faults (退回).

    >>> refused(broke_off("读取时服务中断", "The service ended while reading"))["message"]
    '读取时服务中断，没有改动任何数据；请重新上传。'
    """
    own = Fault(error.code or "file_refused", error.zh, error.en)
    faults = [own.as_dict(), *(fault.as_dict() for fault in error.faults)]
    return {"state": "refused", "faults": faults, "message": error.zh}


def broke_off(zh: str, en: str) -> SuyuanError:
    """The error of an upload whose reading stopped for the reason `zh`, in English `en` (读取中断)."""
    return SuyuanError(
        f"{zh}，没有改动任何数据；请重新上传。",
        f"{en}; nothing was changed; upload the file again.",
        code="upload_broke_off",
    )


def left_before(settings: Settings) -> datetime:
    """The instant before which an upload still being read was left by a server that ended (中断界限).

    With several server processes only those are taken that no process can still be reading.
    """
    longest = timedelta(seconds=0 if settings.workers == 1 else settings.reading_cpu_s * 3 + 60)
    return datetime.now(UTC) - longest


def wrong_state(state: str) -> Clash:
    """The error for what an upload's state does not let be done (上传状态不符)."""
    return Clash(
        f"这次上传的状态是 {state}，不能这样做。",
        f"The upload is {state}; this cannot be done.",
        parameter="upload",
        code="upload_state",
    )
