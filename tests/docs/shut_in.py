"""Runs a Python program under the system-call list and the memory rule of the unit, as systemd would: for a test.

`python shut_in.py FILE ARGUMENT…`; FILE holds the names of the calls that are allowed, one a line. All others fail with
EPERM (seccomp(2)), and no memory can be both written and executed (PR_SET_MDWE, where the kernel has it).
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

ALLOW, FAIL_WITH_EPERM = 0x7FFF0000, 0x00050001
SET_NO_NEW_PRIVS, SET_MDWE, REFUSE_EXEC_GAIN = 38, 65, 1


def shut_in(allowed: list[str]) -> None:
    """Applies both to this process and all that it starts. Raises OSError where the kernel refuses the filter."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0)
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    seccomp.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    seccomp.seccomp_load.argtypes = [ctypes.c_void_p]
    context = seccomp.seccomp_init(FAIL_WITH_EPERM)
    for name in allowed:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            seccomp.seccomp_rule_add(context, ALLOW, number, 0)
    failed = seccomp.seccomp_load(context)
    if failed:
        raise OSError(-failed, os.strerror(-failed))


if __name__ == "__main__":
    shut_in(Path(sys.argv[1]).read_text(encoding="ascii").split())
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
