"""Running a command, with the CPU time of each of its processes, also of those that outlive their parents."""

import ctypes
import os
import signal
import subprocess
import time

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Makes this process the parent of orphaned descendants, so that their CPU time is told when they end."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def cpu_clock(pid: int) -> float:
    """CPU seconds of a process itself, without children; of one that ended and was not waited for, too."""
    return time.clock_gettime((~pid << 3) | 2)


class Finished:
    def __init__(self, code: int, wall_s: float, out: bytes, main_cpu_s: float, all_cpu_s: float):
        self.code, self.wall_s, self.out = code, wall_s, out
        self.main_cpu_s = main_cpu_s  # of the command's own process, without children
        self.all_cpu_s = all_cpu_s  # of all processes, those included that it left behind


def children() -> set[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as f:
        return {int(pid) for pid in f.read().split()}


def run(command: list[str], environ: dict[str, str]) -> Finished:
    """Runs a command to its end, and waits for the processes that it left behind; after 20 s it ends them."""
    keep = children()
    read, write = os.pipe()
    begin = time.perf_counter()
    child = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=write, stderr=subprocess.DEVNULL, start_new_session=True)
    os.close(write)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    wall = time.perf_counter() - begin
    main = cpu_clock(child.pid)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    total = usage.ru_utime + usage.ru_stime
    end = time.monotonic() + 20
    while left := children() - keep:
        for pid in left:
            got, _, usage = os.wait4(pid, os.WNOHANG)
            if got:
                total += usage.ru_utime + usage.ru_stime
            elif time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    out = b""
    os.set_blocking(read, False)
    while True:
        try:
            piece = os.read(read, 65536)
        except BlockingIOError:
            break
        if not piece:
            break
        out += piece
    os.close(read)
    return Finished(child.returncode, wall, out, main, total)
