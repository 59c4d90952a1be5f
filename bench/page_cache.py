"""The page cache: filled with files, emptied of them; and how fast the device is without it."""

import ctypes
import mmap
import os
import time
from collections.abc import Iterable
from pathlib import Path

BLOCK = 4 << 20


def warm(files: Iterable[Path]) -> None:
    block = bytearray(BLOCK)
    for file in files:
        with file.open("rb", buffering=0) as stream:
            while stream.readinto(block):
                pass


def drop(files: Iterable[Path]) -> None:
    """Needs no root. Pages that are not written yet stay, hence fsync."""
    for file in files:
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def share_resident(files: Iterable[Path]) -> float:
    """The share of the files' pages that are in the page cache, as mincore(2) tells."""
    pages = resident = 0
    for file in files:
        states = page_states(file)
        pages += len(states)
        resident += sum(state & 1 for state in states)
    return resident / pages if pages else 0.0


def page_states(file: Path) -> bytes:
    libc = ctypes.CDLL(None, use_errno=True)
    length = file.stat().st_size
    if length == 0:
        return b""
    with file.open("rb") as stream:
        # A private mapping may be written to, which is what ctypes asks for to give its address.
        mapping = mmap.mmap(stream.fileno(), length, access=mmap.ACCESS_COPY)
    states = (ctypes.c_ubyte * -(-length // mmap.PAGESIZE))()
    start = ctypes.c_char.from_buffer(mapping)
    status = libc.mincore(ctypes.c_void_p(ctypes.addressof(start)), ctypes.c_size_t(length), states)
    error = ctypes.get_errno()
    del start
    mapping.close()
    if status != 0:
        raise OSError(error, os.strerror(error), str(file))
    return bytes(states)


def device_bytes_per_second(files: Iterable[Path]) -> float | None:
    """One reader, in order, past the page cache (O_DIRECT), blocks of 4 MiB; None if it cannot."""
    read = 0
    block = mmap.mmap(-1, BLOCK)
    started = time.perf_counter()
    try:
        for file in files:
            descriptor = os.open(file, os.O_RDONLY | os.O_DIRECT)
            try:
                while got := os.readv(descriptor, [block]):
                    read += got
            finally:
                os.close(descriptor)
    except OSError:
        return None
    return read / (time.perf_counter() - started)
