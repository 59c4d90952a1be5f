"""A log that changes while it is read is read once more, and is an error if it changes again."""

import os
import threading

from giant import FRAME, ROWS_A_FRAME, wait_until_read, write_giant
from hostile.parts import ROW, log
from support import HEADER, LOG, Workspace, finish, names_in, start


def call_on(space: Workspace) -> tuple[object, ...]:
    return (space.input, space.output, "2024-09-16", "--days", 1, "--json")


def test_a_log_that_changes_once_is_read_once_more(space: Workspace) -> None:
    path = space.input / f"{LOG}.zst"
    rows = write_giant(path, gibibytes=1)
    process = start(*call_on(space))
    wait_until_read(process, path)
    with path.open("ab") as log_file:
        log_file.write(FRAME)
    done = finish(process)
    assert done.status == 0, done.stderr
    assert done.summary["rows"] == rows + ROWS_A_FRAME
    assert space.report.read_bytes() == HEADER + b"a@example.org,0,%d,0,0\n" % (rows + ROWS_A_FRAME)


def test_a_log_that_keeps_changing_is_an_error_that_names_it(space: Workspace) -> None:
    path = space.input / f"{LOG}.zst"
    write_giant(path, gibibytes=0.5)
    stop = threading.Event()

    def keep_changing() -> None:
        step = 0
        while not stop.wait(0.001):
            step += 1
            os.utime(path, ns=(step, step))

    writer = threading.Thread(target=keep_changing)
    writer.start()
    try:
        done = finish(start(*call_on(space)))
    finally:
        stop.set()
        writer.join()
    assert done.status == 1
    assert path.name in done.stderr
    assert not space.report.exists()
    assert not space.tally().exists()


def test_a_log_that_is_appended_to_all_the_time_is_an_error_or_counted_right(
    space: Workspace,
) -> None:
    """Right is what the log held at some moment of the call: no half of a row among it."""
    rows = 200_000
    path = space.write(LOG, *[ROW] * rows)
    stop = threading.Event()
    written = [rows]

    def keep_appending() -> None:
        with path.open("ab", buffering=0) as log_file:
            while not stop.wait(0.0005):
                log_file.write(log((ROW,) * 10))
                written[0] += 10

    for _ in range(5):
        stop.clear()
        at_least = written[0]
        writer = threading.Thread(target=keep_appending)
        writer.start()
        try:
            done = finish(start(*call_on(space), "--no-cache"))
        finally:
            stop.set()
            writer.join()
        if done.status == 0:
            counted = done.summary["events"]
            assert at_least <= counted <= written[0]
            assert done.summary["rows"] == counted
            assert space.report.read_bytes() == HEADER + b"a@example.org,0,%d,0,0\n" % counted
        else:
            assert done.status == 1
            assert LOG in done.stderr


def test_a_log_that_is_deleted_while_it_is_read_leaves_no_half_of_a_day(space: Workspace) -> None:
    path = space.input / f"{LOG}.zst"
    rows = write_giant(path, gibibytes=0.5)
    process = start(*call_on(space))
    wait_until_read(process, path)
    path.unlink()
    done = finish(process)
    if done.status == 0:
        assert done.summary["rows"] == rows
    else:
        assert done.status == 1
        assert path.name in done.stderr
        assert not space.report.exists()


def test_a_log_that_is_cut_while_it_is_read_is_no_crash(space: Workspace) -> None:
    """A mapped file that shrinks kills a careless reader with SIGBUS."""
    path = space.input / LOG
    rows = 4_000_000
    with path.open("wb") as log_file:
        for _ in range(100):
            log_file.write(log((ROW,)) * (rows // 100))
    process = start(*call_on(space))
    wait_until_read(process, path)
    os.truncate(path, 0)
    done = finish(process)
    assert done.status in (0, 1), done.stderr
    if done.status == 0:
        assert done.summary["rows"] in (0, rows)
    assert not [name for name in names_in(space.cache) if "tmp" in name]
