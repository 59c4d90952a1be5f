"""Ctrl-C, SIGTERM and kill -9: finished tallies stay, temporary files go."""

import random
import signal
import time

import pytest

from giant import wait_until_read, write_giant
from hostile.parts import row
from support import (
    GOOD_LOG,
    LOG,
    Workspace,
    assert_as_expected,
    call,
    finish,
    names_in,
    sources,
    start,
)

EARLIER = "2024-09-15"


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
def test_an_interrupted_call_keeps_what_is_finished(
    space: Workspace, number: signal.Signals, status: int
) -> None:
    space.write(f"{EARLIER}.csv", *GOOD_LOG)
    space.aggregate(target=EARLIER)
    before = names_in(space.output)
    giant = space.input / f"{LOG}.zst"
    write_giant(giant, gibibytes=200)
    summary = space.root / "summary.json"
    process = start(
        *(space.input, space.output, "2024-09-16", "--days", 2, "--json", "--summary", summary)
    )
    wait_until_read(process, giant)
    process.send_signal(number)
    done = finish(process)

    assert done.status == status
    assert done.summary["exit_status"] == status
    assert names_in(space.output) == before
    giant.unlink()
    again = space.aggregate("--days", 2)
    assert sources(again) == ["cache", "missing"]


def test_an_interrupted_call_leaves_the_old_report(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    report = space.report.read_bytes()
    giant = space.input / f"{EARLIER}.csv.zst"
    write_giant(giant, gibibytes=200)
    process = start(space.input, space.output, "2024-09-16", "--days", 2)
    wait_until_read(process, giant)
    process.terminate()
    assert finish(process).status == 143
    assert space.report.read_bytes() == report


def test_a_killed_call_does_no_harm(space: Workspace) -> None:
    """Killed at any moment, it leaves left-overs at most: the next call is right all the same."""
    for day in range(10, 17):
        space.write(f"2024-09-{day}.csv", *(row(b"u%d@x" % user) for user in range(day * 500)))
    expected = space.expected(days=7)
    chance = random.Random(0)
    options = (space.input, space.output, "2024-09-16", "--days", 7)
    for _ in range(30):
        process = start(*options, "--rebuild", "--rejects", space.rejects)
        time.sleep(chance.random() * 0.08)
        process.kill()
        finish(process)
        if space.report.exists():
            assert space.report.read_bytes() == expected.report
    done = space.aggregate("--days", 7, "--rejects", space.rejects)
    assert_as_expected(space, done, expected)

    assert call("cache", "prune", space.cache).status == 0
    left = {name for name in names_in(space.cache) if ".parquet" in name}
    assert left == {f"2024-09-{day}.parquet" for day in range(10, 17)}
