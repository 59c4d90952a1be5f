"""The summary: one line of JSON, a file, and the file beside the report."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hostile.parts import row
from oracle.rows import REASONS
from support import GOOD_LOG, LOG, TARGET, Call, Workspace, call, names_in

VERSION = (Path(__file__).parent.parent / "VERSION").read_text().strip()
KEYS = {
    *("schema_version", "target_date", "exit_status", "error", "days", "rows", "events", "rejects"),
    *("misfiled", "users", "ignored_files", "bytes_read", "cache_bytes_read", "seconds"),
    *("peak_memory_bytes", "report"),
}
DAY_KEYS = {"date", "source", "why", "rows", "events", "rejects", "misfiled"}

CALLERS_MEMORY = 500_000_000


def assert_complete(summary: dict[str, Any], status: int) -> None:
    assert summary.keys() >= KEYS
    assert summary["schema_version"] == 1
    assert summary["exit_status"] == status
    assert set(summary["rejects"]) == set(REASONS)
    assert summary["seconds"].keys() == {"find", "count", "merge", "write"}
    assert all(seconds >= 0 for seconds in summary["seconds"].values())
    assert summary["peak_memory_bytes"] > 0
    for day in summary["days"]:
        assert day.keys() >= DAY_KEYS
        assert day["source"] in ("log", "cache", "missing")


def by_status(space: Workspace, status: int) -> Call:
    """A call that ends with this status."""
    if status == 0:
        space.write(LOG, *GOOD_LOG)
    elif status == 1:
        space.write_bytes(f"{LOG}.gz", b"")
    elif status == 3:
        space.write(LOG, b"bad")
    return space.aggregate("--days", 2, "--strict", "--summary", space.root / "summary.json")


@pytest.mark.parametrize("status", [0, 1, 3, 4])
def test_json_prints_the_summary_as_the_last_line_on_every_status(
    space: Workspace, status: int
) -> None:
    done = by_status(space, status)
    assert done.status == status
    assert done.stdout.endswith("\n")
    assert done.stdout.count("\n") == 1
    assert_complete(done.summary, status)
    assert done.summary["target_date"] == TARGET
    assert (done.summary["error"] is None) == (status == 0)
    assert (done.summary["report"] is None) == (status != 0)


@pytest.mark.parametrize("status", [0, 1, 3, 4])
def test_the_summary_file_holds_what_json_prints(space: Workspace, status: int) -> None:
    done = by_status(space, status)
    assert json.loads((space.root / "summary.json").read_bytes()) == done.summary
    assert {name for name in names_in(space.root) if "summary" in name} == {"summary.json"}


def test_the_summary_file_replaces_an_old_one(space: Workspace) -> None:
    path = space.root / "summary.json"
    path.write_text("old " * 10_000)
    by_status(space, 0)
    assert json.loads(path.read_bytes())["exit_status"] == 0


def test_a_summary_file_that_cannot_be_written_is_an_error_that_names_it(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    (space.root / "file").write_bytes(b"a file where a folder should be")
    done = space.aggregate("--summary", space.root / "file" / "summary.json")
    assert done.status == 1
    assert "summary.json" in done.stderr


def test_a_summary_file_that_is_a_pipe_is_not_replaced(space: Workspace) -> None:
    """As root, a rename over /dev/stdout would take it from the whole machine."""
    space.write(LOG, *GOOD_LOG)
    pipe = space.root / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        space.aggregate("--summary", pipe)
        assert pipe.is_fifo()
    finally:
        os.close(reader)


def test_the_numbers_of_a_window_and_of_its_days(space: Workspace) -> None:
    space.write("2024-09-15.csv", row(b"a"), row(b"b"), b"bad", b"", b'"')
    space.write(LOG, b"email,action,timestamp", row(b"a"), row(b"c"), b"x,READ,y")
    summary = space.aggregate("--days", 3).summary
    assert (summary["rows"], summary["events"], summary["users"]) == (7, 4, 3)
    assert summary["misfiled"] == 2
    counts = {reason: count for reason, count in summary["rejects"].items() if count}
    assert counts == {"bad_quoting": 1, "wrong_field_count": 1, "bad_timestamp": 1}
    missing, first, second = summary["days"]
    assert (missing["date"], missing["source"]) == ("2024-09-14", "missing")
    assert (first["rows"], first["events"], first["rejects"], first["misfiled"]) == (4, 2, 2, 2)
    assert (second["rows"], second["events"], second["rejects"], second["misfiled"]) == (3, 2, 1, 0)
    assert (missing["rows"], missing["events"], missing["rejects"]) == (0, 0, 0)


def test_the_file_beside_the_report_has_summary_version_and_digests(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    done = space.aggregate()
    beside = json.loads((space.output / f"{TARGET}.json").read_bytes())
    assert_complete(beside, 0)
    for number in ("target_date", "days", "rows", "events", "rejects", "users", "report"):
        assert beside[number] == done.summary[number]
    text = json.dumps(beside)
    assert VERSION in text
    assert "digest" in text


def test_a_failed_call_leaves_the_file_beside_the_report(space: Workspace) -> None:
    """It belongs to the report that lies there."""
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    before = (space.output / f"{TARGET}.json").read_bytes()
    space.write(LOG, *GOOD_LOG, b"bad")
    assert space.aggregate("--strict").status == 3
    assert (space.output / f"{TARGET}.json").read_bytes() == before


def test_peak_memory_is_the_programs_own(space: Workspace) -> None:
    """Linux counts a caller's memory as a new program's until that has replaced it."""
    space.write(LOG, *GOOD_LOG)
    held = b"x" * CALLERS_MEMORY
    peak = space.aggregate().summary["peak_memory_bytes"]
    del held
    assert peak < CALLERS_MEMORY


def test_standard_output_is_one_line_with_every_option(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, b"bad")
    done = space.aggregate("--progress", "always", "--rejects", space.rejects)
    assert done.stdout.count("\n") == 1
    assert_complete(done.summary, 0)


def test_a_usage_error_prints_no_summary(space: Workspace) -> None:
    assert call(space.input, space.output, "2024-02-30", "--json").stdout == ""


def test_a_summary_that_cannot_be_written_is_found_out_before_the_work(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    path = space.root / "no-such-folder" / "summary.json"
    done = space.aggregate("--summary", path)
    assert done.status == 1
    assert done.stderr.count(str(path)) == 1
    assert not space.report.exists()


def test_a_name_that_is_too_long_for_a_summary_is_an_error(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    assert space.aggregate("--summary", space.root / ("x" * 300)).status == 1
