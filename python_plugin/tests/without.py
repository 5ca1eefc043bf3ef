"""Runs a program on a kernel that seems to lack a system call: ``without.py CALL PROGRAM ARG...``.

A seccomp filter of its own answers that call with ENOSYS, as an old kernel does.
"""

import ctypes
import os
import platform
import struct
import sys

NUMBERS = {
    "x86_64": {"landlock_create_ruleset": 444, "unshare": 272},
    "aarch64": {"landlock_create_ruleset": 444, "unshare": 97},
}
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, MODE_FILTER = 22, 38, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ENOSYS = 0x7FFF0000, 0x00050000 | 38


def refuse(number):
    steps = [(LOAD, 0, 0, 0), (JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, ENOSYS)]
    steps.append((RETURN, 0, 0, ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int] + 4 * [ctypes.c_ulong]
    for arguments in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, MODE_FILTER, ctypes.addressof(program), 0, 0),
    ):
        if prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), f"prctl{arguments}")


if __name__ == "__main__":
    refuse(NUMBERS[platform.machine()][sys.argv[1]])
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606
