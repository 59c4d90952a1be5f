"""Runs one command and prints its wall seconds, processor seconds, peak KiB and exit status.

    python -I -S launch.py TIMEOUT LOG COMMAND...

A process of its own, as small as Python gets: the peak memory of a new process begins with what its
parent had in memory, and this one has less than anything that is measured here.
"""

import os
import signal
import sys
import time


def main() -> None:
    timeout, log, *command = sys.argv[1:]
    log_flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    outputs = [
        (os.POSIX_SPAWN_OPEN, 1, log, log_flags, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    started = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=outputs)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(process, signal.SIGKILL))
    signal.alarm(int(timeout))
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    processor_seconds = usage.ru_utime + usage.ru_stime
    print(seconds, processor_seconds, usage.ru_maxrss, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
