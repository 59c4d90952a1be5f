"""Logs that take long to read and little room: for what happens while a log is read."""

import subprocess
import time
from pathlib import Path

import zstandard

from hostile.parts import ROW, log
from support import HANG_GUARD_SECONDS, age

ROWS_A_FRAME = 200_000
FRAME = zstandard.compress(log((ROW,)) * ROWS_A_FRAME)
BYTES_A_FRAME = (len(ROW) + 1) * ROWS_A_FRAME


def write_giant(path: Path, gibibytes: float) -> int:
    """A .csv.zst log of this many GiB when decompressed; returns its rows."""
    frames = int(gibibytes * 2**30 / BYTES_A_FRAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FRAME * frames)
    age(path)
    return frames * ROWS_A_FRAME


def wait_until_read(process: subprocess.Popen[bytes], path: Path) -> None:
    """Return when the program has the file open, or has mapped it."""
    give_up = time.monotonic() + HANG_GUARD_SECONDS
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise AssertionError(
                f"ended before it read {path}: {process.communicate()[1].decode()}"
            )
        if _is_open(process.pid, path):
            return
        time.sleep(0.001)
    raise AssertionError(f"never read {path}")


def _is_open(process: int, path: Path) -> bool:
    folder = Path("/proc") / str(process)
    try:
        if str(path) in (folder / "maps").read_text():
            return True
        return any(link.readlink() == path for link in (folder / "fd").iterdir())
    except OSError:
        return False
