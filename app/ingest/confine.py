"""What the reading process may not do: much memory, much time, large files, network, other programs, other folders.

Called by the child itself, before a reader or a byte of the upload is loaded. The limits on memory, processor time
and file size always hold. The kernel's further locks (an empty network, no sockets, no other program, no file
outside the working folder) are taken where the kernel has them; GDAL's own switches stand beside them in any case.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_DENIED = {  # audit number of the machine, then socket, connect, socketpair, execve, execveat, ptrace, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 53, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 199, 221, 281, 117, 425)),
}
_LANDLOCK_ALL = (1 << 13) - 1  # every right of the first version
_LANDLOCK_READ = (1 << 2) | (1 << 3)  # read a file, list a folder
_LANDLOCK_WRITE = _LANDLOCK_READ | (1 << 1) | (1 << 5) | (1 << 8)  # and write, remove, make a plain file


def limit_resources(memory_bytes: int, cpu_s: int, file_bytes: int) -> None:
    """Set the process's limits: address space [byte], processor time [s], largest file [byte]; no core dump."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a too large file is an OSError, not an end without a word
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _deny_calls(libc: ctypes.CDLL) -> bool:
    """Refuse sockets, other programs and tracing by a seccomp filter; True where the kernel took it."""
    machine = _DENIED.get(platform.machine())
    if machine is None:
        return False
    audit, numbers = machine
    refuse, allow = 0x00050000 | 13, 0x7FFF0000  # EACCES
    steps = [(0x20, 0, 0, 4), (0x15, 1, 0, audit), (0x06, 0, 0, refuse), (0x20, 0, 0, 0)]
    steps.append((0x35, len(numbers) + 1, 0, 0x40000000))  # the x32 doors
    steps += [(0x15, len(numbers) - at, 0, number) for at, number in enumerate(numbers)]
    steps += [(0x06, 0, 0, allow), (0x06, 0, 0, refuse)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    header = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program))
    return bool(libc.prctl(_PR_SET_SECCOMP, 2, ctypes.c_char_p(header), 0, 0) == 0)


def _lock_folders(libc: ctypes.CDLL, folder: Path, readable: list[Path]) -> bool:
    """Leave only ``folder`` and the program's own files within reach (Landlock); True where the kernel took it."""
    rules = libc.syscall(444, struct.pack("Q", _LANDLOCK_ALL), ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    try:
        for path, rights in [(folder, _LANDLOCK_WRITE), *((path, _LANDLOCK_READ) for path in readable)]:
            if not path.is_dir():
                continue
            place = os.open(path, os.O_PATH | os.O_DIRECTORY)
            try:
                if libc.syscall(445, rules, 1, struct.pack("=Qi", rights, place), 0) != 0:
                    return False
            finally:
                os.close(place)
        return bool(libc.syscall(446, rules, 0) == 0)
    finally:
        os.close(rules)


def confine(folder: Path, root: Path, *, memory_bytes: int, cpu_s: int, file_bytes: int) -> dict[str, bool]:
    """Shut the process into ``folder``; answers which of the kernel's locks hold.

    Parameters
    ----------
    folder
        The working folder: the upload's copy lies there, the answer is written there.
    root
        Folder that holds the package ``app``.
    memory_bytes, cpu_s, file_bytes
        Limits on address space [byte], processor time [s] and any one file written [byte].
    """
    limit_resources(memory_bytes, cpu_s, file_bytes)
    held = {"network": False, "calls": False, "folders": False}
    if not sys.platform.startswith("linux"):
        return held
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    held["network"] = libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    own = [Path(sys.prefix), Path(sys.base_prefix) / "lib", *(Path(one) for one in ("/usr", "/lib", "/lib64"))]
    held["folders"] = _lock_folders(libc, folder, [*own, root / "app"])
    held["calls"] = _deny_calls(libc)
    return held
