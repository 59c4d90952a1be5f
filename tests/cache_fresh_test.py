"""A day is read once in its life, and again when its log has changed."""

import gzip
import os
from pathlib import Path

import pytest
import zstandard

from hostile.parts import ROW, log, row
from support import (
    GOOD_LOG,
    GOOD_REPORT,
    LOG,
    TARGET,
    Call,
    Workspace,
    age,
    assert_as_expected,
    sources,
)

OTHER_ROW = row(b"z@example.org")
WEEK = [f"2024-09-{day}" for day in range(10, 17)]


def write_week(space: Workspace) -> None:
    for number, day in enumerate(WEEK):
        space.write(f"{day}.csv", *(row(b"u%d@x" % user) for user in range(number + 1)))


def assert_recounted(space: Workspace, done: Call) -> None:
    assert_as_expected(space, done, space.expected())
    assert sources(done) == ["log"]
    assert done.summary["bytes_read"] > 0


def assert_kept(space: Workspace, done: Call, report: bytes = GOOD_REPORT) -> None:
    assert done.status == 0, done.stderr
    assert sources(done) == ["cache"]
    assert space.report.read_bytes() == report


def test_a_second_call_reads_no_log(space: Workspace) -> None:
    write_week(space)
    first = space.aggregate("--days", 7)
    assert sources(first) == ["log"] * 7
    assert first.summary["bytes_read"] == sum(f.stat().st_size for f in space.input.iterdir())
    report = space.report.read_bytes()
    space.report.unlink()

    second = space.aggregate("--days", 7)
    assert sources(second) == ["cache"] * 7
    assert second.summary["bytes_read"] == 0
    assert second.summary["cache_bytes_read"] > 0
    assert space.report.read_bytes() == report
    for number in ("rows", "events", "rejects", "misfiled", "users"):
        assert second.summary[number] == first.summary[number]


def test_the_next_days_call_reads_one_log(space: Workspace) -> None:
    write_week(space)
    space.aggregate("--days", 6, target=WEEK[-2])
    done = space.aggregate("--days", 7)
    assert sources(done) == ["cache"] * 6 + ["log"]
    assert done.summary["bytes_read"] == (space.input / LOG).stat().st_size


def test_a_log_that_changed_just_now_is_hashed(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    os.utime(space.input / LOG)
    space.aggregate()
    done = space.aggregate()
    assert_kept(space, done)


def test_a_touched_log_is_hashed_and_its_tally_kept(space: Workspace) -> None:
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    done = space.aggregate()
    assert_kept(space, done)
    assert done.summary["bytes_read"] > 0


def test_a_log_hashed_once_is_trusted_again(space: Workspace) -> None:
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    space.aggregate()
    done = space.aggregate()
    assert_kept(space, done)
    assert done.summary["bytes_read"] == 0


def test_a_log_copied_over_itself_is_hashed(space: Workspace) -> None:
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate()
    copy = path.with_name(".copy")
    copy.write_bytes(path.read_bytes())
    copy.rename(path)
    age(path)
    assert_kept(space, space.aggregate())


@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "by a new file"])
def test_a_log_of_the_same_size_and_mtime_is_recounted(space: Workspace, in_place: bool) -> None:
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate()
    before = path.stat()
    if not in_place:
        path.unlink()
    space.write(LOG, GOOD_LOG[0].replace(b"a@", b"z@"), GOOD_LOG[1])
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert_recounted(space, space.aggregate())


def test_an_appended_log_is_recounted(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    space.write(LOG, *GOOD_LOG, OTHER_ROW)
    assert_recounted(space, space.aggregate())


def test_a_new_file_of_a_day_is_counted(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    space.write(f"{TARGET}-late.csv.gz", OTHER_ROW)
    assert_recounted(space, space.aggregate())


def test_a_log_that_comes_back_is_counted(space: Workspace) -> None:
    """A day that was missing has no tally that could hide its log."""
    space.write("2024-09-15.csv", OTHER_ROW)
    assert sources(space.aggregate("--days", 2)) == ["log", "missing"]
    space.write(LOG, *GOOD_LOG)
    done = space.aggregate("--days", 2)
    assert sources(done) == ["cache", "log"]
    assert_as_expected(space, done, space.expected(days=2))


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_a_compressed_log_keeps_its_tally(space: Workspace, compress: object) -> None:
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate()
    form = ".gz" if compress is gzip.compress else ".zst"
    space.write_bytes(LOG + form, compress(path.read_bytes()))
    path.unlink()
    assert_kept(space, space.aggregate())
    again = space.aggregate()
    assert_kept(space, again)
    assert again.summary["bytes_read"] == 0


def test_a_log_that_is_being_compressed_keeps_its_tally(space: Workspace) -> None:
    """The compressed file is not complete while the plain one still lies there."""
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate()
    space.write_bytes(LOG + ".gz", gzip.compress(path.read_bytes())[:10])
    done = space.aggregate()
    assert_kept(space, done)
    assert LOG in done.stderr


def test_a_decompressed_log_keeps_its_tally(space: Workspace) -> None:
    path = space.write(LOG + ".gz", *GOOD_LOG)
    space.aggregate()
    path.unlink()
    space.write(LOG, *GOOD_LOG)
    assert_kept(space, space.aggregate())


def test_a_compressed_log_of_many_blocks_keeps_its_tally(space: Workspace) -> None:
    """The hash goes over blocks of 8 MiB, so one block is not enough to see that it does."""
    data = log(row(b"u%d@x" % (number % 1_000)) for number in range(600_000))
    assert len(data) > 2 * 8 * 1_048_576
    path = space.write_bytes(LOG, data)
    space.aggregate()
    report = space.report.read_bytes()
    space.write_bytes(
        LOG + ".zst", zstandard.compress(data[:9_000_000]) + zstandard.compress(data[9_000_000:])
    )
    path.unlink()
    assert_kept(space, space.aggregate(), report)


def test_verify_logs_hashes_logs_that_are_trusted(space: Workspace) -> None:
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate()
    done = space.aggregate("--verify-logs")
    assert_kept(space, done)
    assert done.summary["bytes_read"] == path.stat().st_size


def test_rebuild_ignores_all_tallies(space: Workspace) -> None:
    write_week(space)
    space.aggregate("--days", 7)
    done = space.aggregate("--days", 7, "--rebuild")
    assert sources(done) == ["log"] * 7
    assert_as_expected(space, done, space.expected(days=7))


def test_rebuild_of_days_ignores_their_tallies(space: Workspace) -> None:
    write_week(space)
    space.aggregate("--days", 7)
    done = space.aggregate("--days", 7, "--rebuild", f"{WEEK[1]}..{WEEK[3]}")
    assert sources(done) == ["cache", "log", "log", "log", "cache", "cache", "cache"]


def test_no_cache_writes_and_reads_no_tally(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    assert sources(space.aggregate("--no-cache")) == ["log"]
    assert not space.cache.exists()
    space.aggregate()
    assert sources(space.aggregate("--no-cache")) == ["log"]


def test_another_cache_folder_is_used(space: Workspace, tmp_path: Path) -> None:
    space.write(LOG, *GOOD_LOG)
    elsewhere = tmp_path / "else" / "where"
    space.aggregate("--cache-dir", elsewhere)
    assert (elsewhere / f"{TARGET}.parquet").exists()
    assert not space.cache.exists()
    assert sources(space.aggregate("--cache-dir", elsewhere)) == ["cache"]


def test_a_log_without_rows_is_kept_as_a_tally(space: Workspace) -> None:
    space.write(LOG, b"email,action,timestamp", b" ", b"")
    first = space.aggregate()
    assert first.status == 0
    assert LOG in first.stderr
    second = space.aggregate()
    assert sources(second) == ["cache"]
    assert_as_expected(space, second, space.expected())


def test_only_rejects_are_kept_as_a_tally(space: Workspace) -> None:
    space.write(LOG, b"bad", ROW[1:].replace(b"READ", b"WRITE"))
    space.aggregate()
    (space.input / LOG).unlink()
    done = space.aggregate("--rejects", space.rejects)
    assert sources(done) == ["cache"]
    assert done.summary["rejects"]["wrong_field_count"] == 1
    assert done.summary["rejects"]["unknown_action"] == 1
    assert (space.rejects / LOG).read_bytes().count(b"\n") == 3
