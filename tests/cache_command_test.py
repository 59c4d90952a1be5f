"""crudtally cache list, verify and prune."""

import fcntl
import time
from pathlib import Path

from hostile.parts import row
from support import (
    GOOD_LOG,
    GOOD_REPORT,
    HANG_GUARD_SECONDS,
    LOG,
    TARGET,
    Workspace,
    call,
    finish,
    names_in,
    sources,
    start,
)

EARLIER = "2024-09-15"


def count_two_days(space: Workspace) -> None:
    space.write(f"{EARLIER}.csv", row(b"z@x"), b"bad")
    space.write(LOG, *GOOD_LOG)
    assert space.aggregate("--days", 2).status == 0


def leftover_of_a_killed_call(space: Workspace) -> Path:
    """Kill a call while it writes a tally; the temporary file that it leaves."""
    space.write(LOG, *(row(b"user%d@example.org" % user) for user in range(400_000)))
    space.aggregate()
    finished = names_in(space.cache)
    for _ in range(100):
        process = start(space.input, space.output, TARGET, "--days", 1, "--rebuild")
        give_up = time.monotonic() + HANG_GUARD_SECONDS
        while process.poll() is None and time.monotonic() < give_up:
            if temporary_names(space.cache) - finished:
                process.kill()
        finish(process)
        if left := temporary_names(space.cache) - finished:
            return space.cache / left.pop()
    raise AssertionError("no call could be killed while it wrote a tally")


def temporary_names(folder: Path) -> set[str]:
    """Names besides the locks, which hold nothing."""
    return {path.name for path in folder.iterdir() if not path.name.endswith(".lock")}


def test_list_names_each_day_with_its_numbers(space: Workspace) -> None:
    count_two_days(space)
    space.aggregate("--normalize-email")
    done = call("cache", "list", space.cache)
    assert done.status == 0
    assert EARLIER in done.stdout
    assert TARGET in done.stdout
    assert "normalize-email" in done.stdout


def test_verify_passes_a_sound_cache(space: Workspace) -> None:
    count_two_days(space)
    assert call("cache", "verify", space.cache).status == 0


def test_verify_names_what_is_damaged(space: Workspace) -> None:
    count_two_days(space)
    data = bytearray(space.tally().read_bytes())
    data[len(data) // 4] ^= 0xFF
    space.tally().write_bytes(data)
    done = call("cache", "verify", space.cache)
    assert done.status == 1
    assert f"{TARGET}.parquet" in done.stdout + done.stderr
    assert f"{EARLIER}.parquet" not in done.stderr
    assert space.tally().read_bytes() == data


def test_verify_names_rejects_that_are_lost(space: Workspace) -> None:
    count_two_days(space)
    (space.cache / f"{EARLIER}.rejects.parquet").unlink()
    done = call("cache", "verify", space.cache)
    assert done.status == 1
    assert EARLIER in done.stdout + done.stderr


def test_prune_removes_no_tally_without_being_told_to(space: Workspace) -> None:
    count_two_days(space)
    before = names_in(space.cache)
    assert call("cache", "prune", space.cache).status == 0
    assert names_in(space.cache) == before


def test_prune_before_a_date_removes_tallies_whose_logs_exist(space: Workspace) -> None:
    count_two_days(space)
    assert call("cache", "prune", space.cache, "--before", TARGET).status == 0
    assert not space.tally(EARLIER).exists()
    assert not (space.cache / f"{EARLIER}.rejects.parquet").exists()
    assert space.tally().exists()
    assert sources(space.aggregate("--days", 2)) == ["log", "cache"]


def test_prune_keeps_the_only_copy_of_a_day(space: Workspace) -> None:
    count_two_days(space)
    (space.input / f"{EARLIER}.csv").unlink()
    call("cache", "prune", space.cache, "--before", "2024-10-01")
    assert space.tally(EARLIER).exists()
    assert not space.tally().exists()
    assert sources(space.aggregate("--days", 2)) == ["cache", "log"]


def test_prune_deletes_the_only_copy_of_a_day_on_request(space: Workspace) -> None:
    count_two_days(space)
    (space.input / f"{EARLIER}.csv").unlink()
    call("cache", "prune", space.cache, "--before", TARGET, "--delete-only-copy")
    assert not space.tally(EARLIER).exists()
    assert sources(space.aggregate("--days", 2)) == ["missing", "cache"]


def test_prune_removes_a_left_over_and_nothing_else(space: Workspace) -> None:
    leftover_of_a_killed_call(space)
    assert call("cache", "prune", space.cache).status == 0
    assert names_in(space.cache) == {f"{TARGET}.parquet", "cache.json"}
    assert sources(space.aggregate()) == ["cache"]


def test_prune_leaves_a_temporary_file_alone_while_it_is_written(space: Workspace) -> None:
    """A left-over is a temporary file whose lock can be taken."""
    leftover = leftover_of_a_killed_call(space)
    with leftover.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert call("cache", "prune", space.cache).status == 0
        assert leftover.exists()
    call("cache", "prune", space.cache)
    assert not leftover.exists()


def test_a_left_over_disturbs_no_call(space: Workspace) -> None:
    leftover_of_a_killed_call(space)
    space.write(LOG, *GOOD_LOG)
    assert space.aggregate("--accept-shrunk").status == 0
    assert space.report.read_bytes() == GOOD_REPORT


def test_a_cache_command_on_a_folder_that_is_no_cache_is_an_error(space: Workspace) -> None:
    for command in ("list", "verify", "prune"):
        done = call("cache", command, space.root / "nowhere")
        assert done.status != 0
        assert "nowhere" in done.stderr


def test_an_unknown_cache_command_is_a_usage_error(space: Workspace) -> None:
    assert call("cache", "burn", space.cache).status == 2


def test_a_folder_named_cache_is_written_with_a_dot(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.input.rename(space.root / "cache")
    done = call("./cache", "output", TARGET, "--days", 1, cwd=space.root)
    assert done.status == 0, done.stderr
    assert space.report.read_bytes() == GOOD_REPORT
