"""--rejects, --max-reject-ratio and --strict."""

import stat

import pytest

from hostile.parts import row
from support import GOOD_LOG, LOG, TARGET, Workspace, assert_as_expected, sources


def test_too_many_rejects_leave_the_report_and_say_so(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    space.write(LOG, *GOOD_LOG, b"bad")
    report = space.report.read_bytes()
    summary_file = space.root / "summary.json"

    done = space.aggregate("--strict", "--rejects", space.rejects, "--summary", summary_file)
    assert (done.status, done.summary["exit_status"]) == (3, 3)
    assert done.summary["report"] is None
    assert done.summary["error"]
    assert space.report.read_bytes() == report
    assert "report" in done.stderr
    assert (space.rejects / LOG).read_bytes().endswith(b"3,wrong_field_count,bad\n")
    assert summary_file.exists()
    assert sources(space.aggregate()) == ["cache"]


@pytest.mark.parametrize(
    ("options", "bad", "status"),
    [
        (["--strict"], 0, 0),
        (["--strict"], 1, 3),
        (["--max-reject-ratio", "0"], 1, 3),
        (["--max-reject-ratio", "0.5"], 2, 0),
        (["--max-reject-ratio", "0.5"], 3, 3),
        (["--max-reject-ratio", "0.499"], 2, 3),
        (["--max-reject-ratio", "1"], 100, 0),
        ([], 100, 0),
    ],
)
def test_the_ratio_is_of_rejects_to_rows(
    space: Workspace, options: list[str], bad: int, status: int
) -> None:
    space.write(LOG, *GOOD_LOG, b"", *[b"bad"] * bad)
    assert space.aggregate(*options).status == status
    assert space.aggregate(*options).status == status


def test_the_ratio_is_over_the_window_with_cached_days(space: Workspace) -> None:
    space.write("2024-09-15.csv", *[b"bad"] * 8, *GOOD_LOG)
    space.write(LOG, *(row(b"u%d@x" % number) for number in range(10)))
    space.aggregate(target="2024-09-15")
    assert space.aggregate("--days", 2, "--max-reject-ratio", "0.39").status == 3
    assert space.aggregate("--days", 2, "--max-reject-ratio", "0.4").status == 0
    assert space.aggregate("--max-reject-ratio", "0").status == 0


def test_no_rows_are_a_ratio_of_0(space: Workspace) -> None:
    space.write(LOG, b"", b" ")
    assert space.aggregate("--strict").status == 0


def test_misfiled_rejects_count_towards_the_ratio(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, row(time=b"2024-09-15 00:00:00"))
    assert space.aggregate("--strict").status == 0
    assert space.aggregate("--strict", "--misfiled", "reject").status == 3


def test_rejects_are_written_for_each_day_and_alike_from_the_cache(space: Workspace) -> None:
    space.write("2024-09-15.csv", *GOOD_LOG)
    space.write(LOG, b'"open', *GOOD_LOG, b"a\rb", b"\xff")
    space.write(f"{TARGET}-b.csv.gz", b"", b"x", row(b""))
    expected = space.expected(days=2)
    for source in ("log", "cache"):
        done = space.aggregate("--days", 2, "--rejects", space.rejects)
        assert sources(done) == [source] * 2
        assert_as_expected(space, done, expected)
        for path in space.rejects.iterdir():
            path.unlink()


def test_a_day_without_rejects_gets_the_header_alone(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate("--rejects", space.rejects)
    assert (space.rejects / LOG).read_bytes() == b"file,line,reason,row\n"


def test_files_that_hold_rejected_rows_are_readable_by_their_owner_alone(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, b"bad")
    space.aggregate("--rejects", space.rejects)
    for path in (space.rejects / LOG, space.cache / f"{TARGET}.rejects.parquet"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
