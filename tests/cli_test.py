"""The command line: options, usage, exit statuses."""

from pathlib import Path

import pytest

from hostile.parts import ROW, row
from support import (
    GOOD_LOG,
    GOOD_REPORT,
    HEADER,
    LOG,
    TARGET,
    Workspace,
    assert_as_expected,
    call,
    files_of,
    names_in,
    sources,
)

OPTIONS = (
    *("--days", "--exclude-target", "--cache-dir", "--no-cache", "--trust-cache", "--verify-logs"),
    *("--rebuild", "--accept-shrunk", "--normalize-email", "--misfiled", "--allow-duplicates"),
    *("--missing-day", "--rejects", "--max-reject-ratio", "--strict", "--format", "--threads"),
    *("--memory-limit", "--spill-dir"),
    *("--json", "--summary", "--quiet", "--progress", "--version", "--help"),
)


def test_help_names_every_option_and_subcommand(crudtally: str) -> None:
    done = call("--help")
    both = done.stdout + call("aggregate", "--help").stdout
    assert done.status == 0
    for word in (*OPTIONS, "INPUT_DIR", "OUTPUT_DIR", "TARGET_DATE", "generate", "cache"):
        assert word in both
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["aggregate", "generate", "cache"])
def test_every_subcommand_has_help(crudtally: str, command: str) -> None:
    done = call(command, "--help")
    assert (done.status, done.stderr) == (0, "")
    assert done.stdout


def test_version_is_the_version(crudtally: str) -> None:
    version = (Path(__file__).parent.parent / "VERSION").read_text().strip()
    done = call("--version")
    assert done.status == 0
    assert version in done.stdout


@pytest.mark.parametrize("words", [[], ["aggregate"]], ids=["without", "with"])
def test_a_call_with_and_without_its_subcommand(space: Workspace, words: list[str]) -> None:
    space.write(LOG, *GOOD_LOG)
    done = call(*words, space.input, space.output, TARGET, "--days", 1)
    assert done.status == 0, done.stderr
    assert done.stdout == ""
    assert space.report.read_bytes() == GOOD_REPORT


def test_options_may_stand_before_the_folders(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    done = call("--days", 1, "--no-cache", "--quiet", space.input, space.output, TARGET)
    assert done.status == 0, done.stderr
    assert space.report.read_bytes() == GOOD_REPORT


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["only-one"],
        ["in", "out"],
        ["in", "out", TARGET, "surplus"],
        ["in", "out", "2024-02-30"],
        ["in", "out", "2023-02-29"],
        ["in", "out", "2024-9-16"],
        ["in", "out", "20240916"],
        ["in", "out", "16-09-2024"],
        ["in", "out", "0000-01-01"],
        ["in", "out", "today"],
        ["in", "out", ""],
        ["in", "out", TARGET, "--days", "0"],
        ["in", "out", TARGET, "--days", "-1"],
        ["in", "out", TARGET, "--days", "seven"],
        ["in", "out", TARGET, "--days", "1.5"],
        ["in", "out", TARGET, "--threads", "0"],
        ["in", "out", TARGET, "--threads", "many"],
        ["in", "out", TARGET, "--misfiled", "maybe"],
        ["in", "out", TARGET, "--missing-day", "ignore"],
        ["in", "out", TARGET, "--format", "xlsx"],
        ["in", "out", TARGET, "--progress", "sometimes"],
        ["in", "out", TARGET, "--max-reject-ratio", "-0.1"],
        ["in", "out", TARGET, "--max-reject-ratio", "1.1"],
        ["in", "out", TARGET, "--max-reject-ratio", "nan"],
        ["in", "out", TARGET, "--max-reject-ratio", "x"],
        ["in", "out", TARGET, "--rebuild=2024-09-16..2024-02-30"],
        ["in", "out", TARGET, "--rebuild=2024-09-16..2024-09-10"],
        ["in", "out", TARGET, "--no-such-option"],
        ["in", "in", TARGET],
        ["in", "./in/../in", TARGET],
        ["in", "link", TARGET],
        ["in", "out", TARGET, "--rejects", "in"],
        ["in", "out", TARGET, "--rejects", "out"],
        ["in", f"in/{TARGET}", TARGET],
        ["in", "out", TARGET, "--summary", f"in/{TARGET}.csv"],
        ["in", "out", TARGET, "--summary", "out/.tallies/cache.json"],
        ["in", "out", TARGET, "--cache-dir", "out", "--format", "parquet"],
        ["in", "out", TARGET, "--rejects", f"in/{TARGET}/x"],
        ["in", "out", "0001-01-06"],
        ["in", "out", "0001-01-01", "--days", "1", "--exclude-target"],
    ],
    ids=" ".join,
)
def test_a_usage_error_writes_nothing_and_says_why(space: Workspace, words: list[str]) -> None:
    (space.root / "in").mkdir()
    (space.root / "in" / LOG).write_bytes(ROW)
    (space.root / "link").symlink_to("in")
    before = names_in(space.root)
    done = call(*words, *(["--json"] if words else []), cwd=space.root)
    assert done.status == 2, done.stderr
    assert done.stderr
    assert done.stdout == ""
    assert names_in(space.root) == before


def test_an_unknown_simd_level_is_a_usage_error(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    assert space.aggregate(env={"CRUDTALLY_SIMD": "sse9"}).status == 2


def test_the_window_is_seven_days_by_default(space: Workspace) -> None:
    for day in range(9, 18):
        space.write(f"2024-09-{day:02}.csv", row(b"u%d@x" % day))
    done = call(space.input, space.output, TARGET, "--json")
    dates = [day["date"] for day in done.summary["days"]]
    assert dates == [f"2024-09-{day}" for day in range(10, 17)]
    assert_as_expected(space, done, space.expected(days=7))


def test_exclude_target_ends_the_window_the_day_before(space: Workspace) -> None:
    for day in range(8, 18):
        space.write(f"2024-09-{day:02}.csv", row(b"u%d@x" % day))
    done = space.aggregate("--days", 3, "--exclude-target")
    dates = [day["date"] for day in done.summary["days"]]
    assert dates == ["2024-09-13", "2024-09-14", "2024-09-15"]
    assert done.summary["target_date"] == TARGET
    assert_as_expected(space, done, space.expected(days=3, exclude_target=True))


def test_a_window_crosses_months_and_leap_days(space: Workspace) -> None:
    for name in ("2024-02-28", "2024-02-29", "2024-03-01"):
        space.write(f"{name}.csv", row(name.encode()))
    done = space.aggregate("--days", 3, target="2024-03-01")
    assert sources(done) == ["log"] * 3


def test_misfiled_rows_are_counted_or_rejected(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, row(time=b"2024-09-15 23:59:59"))
    counted = space.aggregate("--misfiled", "count")
    assert (counted.summary["misfiled"], counted.summary["events"]) == (1, 3)
    assert "misfiled" in counted.stderr
    rejected = space.aggregate("--misfiled", "reject", "--rejects", space.rejects)
    assert (rejected.summary["misfiled"], rejected.summary["events"]) == (0, 2)
    assert_as_expected(space, rejected, space.expected(reject_misfiled=True))


@pytest.mark.parametrize("threads", [1, 2, 3, 16, 64])
def test_any_number_of_threads_gives_the_same(space: Workspace, threads: int) -> None:
    for day in range(10, 17):
        users = range(day * 100)
        space.write(f"2024-09-{day}.csv", *(row(b"u%d@x" % user) for user in users), b"bad")
    done = space.aggregate("--days", 7, "--threads", threads, "--rejects", space.rejects)
    assert_as_expected(space, done, space.expected(days=7))


def test_nothing_is_printed_on_standard_output_without_json(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, b"bad")
    done = call(space.input, space.output, TARGET, "--days", 3, "--progress", "always")
    assert (done.status, done.stdout) == (0, "")
    assert done.stderr


def test_a_call_closes_with_the_report_it_wrote(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    assert str(space.report) in call(space.input, space.output, TARGET, "--days", 1).stderr


def test_quiet_prints_nothing_when_all_is_well(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    done = call(space.input, space.output, TARGET, "--days", 1, "--quiet")
    assert (done.status, done.stdout, done.stderr) == (0, "", "")


def test_quiet_still_says_why_a_call_failed(space: Workspace) -> None:
    done = call(space.input, space.output, TARGET, "--quiet")
    assert done.status == 4
    assert done.stderr


def test_a_call_changes_nothing_in_the_input_folder(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, b"bad")
    space.write(f"{TARGET}-b.csv.gz", ROW)
    before = files_of(space.input)
    space.aggregate("--rejects", space.rejects)
    assert files_of(space.input) == before


def test_no_event_gives_the_header_alone(space: Workspace) -> None:
    space.write(LOG, b"bad", b"", b"worse")
    assert space.aggregate().status == 0
    assert space.report.read_bytes() == HEADER
