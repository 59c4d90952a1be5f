"""Logs that are gone, in part or whole, or that have shrunk; and options that change counts."""

import pytest

from hostile.parts import row
from support import (
    GOOD_LOG,
    GOOD_REPORT,
    HEADER,
    LOG,
    TARGET,
    Workspace,
    assert_as_expected,
    names_in,
    sources,
)

SECOND = f"{TARGET}-b.csv"
MORE = row(b"z@example.org", b"DELETE")
BOTH_REPORT = GOOD_REPORT + b"z@example.org,0,0,0,1\n"


def test_deleting_the_logs_changes_nothing(space: Workspace) -> None:
    path = space.write(LOG, *GOOD_LOG, b"bad")
    space.aggregate("--rejects", space.rejects)
    report, rejects = space.report.read_bytes(), (space.rejects / LOG).read_bytes()
    path.unlink()
    space.report.unlink()
    (space.rejects / LOG).unlink()

    done = space.aggregate("--rejects", space.rejects)
    assert done.status == 0, done.stderr
    assert sources(done) == ["cache"]
    assert "gone" in done.summary["days"][0]["why"]
    assert (space.report.read_bytes(), (space.rejects / LOG).read_bytes()) == (report, rejects)


def test_a_log_that_is_gone_in_part_keeps_its_tally_with_a_warning(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    second = space.write(SECOND, MORE)
    space.aggregate()
    second.unlink()
    done = space.aggregate()
    assert (done.status, sources(done)) == (0, ["cache"])
    assert space.report.read_bytes() == BOTH_REPORT
    assert SECOND in done.stderr


def test_a_log_that_is_gone_in_part_keeps_its_tally_when_the_rest_is_touched(
    space: Workspace,
) -> None:
    first = space.write(LOG, *GOOD_LOG)
    space.write(SECOND, MORE)
    space.aggregate()
    (space.input / SECOND).unlink()
    first.touch()
    done = space.aggregate()
    assert (done.status, sources(done)) == (0, ["cache"])
    assert space.report.read_bytes() == BOTH_REPORT


def test_a_log_that_has_shrunk_is_an_error_with_both_numbers(space: Workspace) -> None:
    space.write(LOG, *(row(b"u%d@x" % number) for number in range(1_234)))
    space.aggregate()
    report, tally = space.report.read_bytes(), space.tally().read_bytes()
    space.write(LOG, *(row(b"u%d@x" % number) for number in range(987)))

    for _ in range(2):
        done = space.aggregate()
        assert done.status == 1
        plain = done.stderr.replace(",", "")
        assert "1234" in plain
        assert "987" in plain
        assert TARGET in plain
        assert "--accept-shrunk" in done.stderr
        assert space.report.read_bytes() == report
        assert space.tally().read_bytes() == tally

    accepted = space.aggregate("--accept-shrunk")
    assert_as_expected(space, accepted, space.expected())
    assert sources(accepted) == ["log"]
    assert sources(space.aggregate()) == ["cache"]


def test_a_log_of_no_rows_has_shrunk(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    space.write(LOG)
    assert space.aggregate().status == 1
    accepted = space.aggregate("--accept-shrunk")
    assert accepted.status == 0
    assert space.report.read_bytes() == HEADER


def test_a_log_with_other_rows_but_no_fewer_has_not_shrunk(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    space.write(LOG, MORE, b"bad")
    assert_as_expected(space, space.aggregate(), space.expected())


def test_rebuild_does_not_lose_the_tally_of_a_gone_log(space: Workspace) -> None:
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate()
    tally = space.tally().read_bytes()
    path.unlink()
    space.aggregate("--rebuild")
    assert space.tally().read_bytes() == tally
    assert sources(space.aggregate()) == ["cache"]


@pytest.mark.parametrize(
    ("options", "folder"),
    [
        (["--misfiled", "reject"], "misfiled-reject"),
        (["--normalize-email"], "normalize-email"),
        (["--misfiled", "reject", "--normalize-email"], "misfiled-reject+normalize-email"),
    ],
)
def test_options_that_change_counts_keep_tallies_apart(
    space: Workspace, options: list[str], folder: str
) -> None:
    space.write(LOG, row(b" A@x "), row(b"a@x"), row(b"a@x", time=b"2024-09-15 12:00:00"))
    plain = space.aggregate()
    assert_as_expected(space, plain, space.expected())
    first = space.aggregate(*options)
    expected = space.expected(
        reject_misfiled="reject" in options, normalize_email="--normalize-email" in options
    )
    assert sources(first) == ["log"]
    assert_as_expected(space, first, expected)
    assert space.tally(options=folder).exists()

    again = space.aggregate(*options)
    assert sources(again) == ["cache"]
    assert_as_expected(space, again, expected)
    assert_as_expected(space, space.aggregate(), space.expected())


def test_a_gone_day_with_a_tally_for_other_options_alone_is_an_error(space: Workspace) -> None:
    path = space.write(LOG, *GOOD_LOG)
    space.aggregate("--normalize-email")
    report = space.report.read_bytes()
    path.unlink()
    done = space.aggregate()
    assert done.status == 1
    assert TARGET in done.stderr
    assert space.report.read_bytes() == report
    assert space.aggregate("--normalize-email").status == 0


def test_a_day_counted_with_duplicates_is_refused_without_them(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.write(SECOND, *GOOD_LOG)
    assert space.aggregate("--allow-duplicates").status == 0
    done = space.aggregate()
    assert done.status == 1
    assert LOG in done.stderr
    assert SECOND in done.stderr


def test_twins_that_come_later_are_an_error(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    space.write(SECOND, *GOOD_LOG)
    done = space.aggregate()
    assert done.status == 1
    assert LOG in done.stderr
    assert SECOND in done.stderr


def test_equal_days_are_named_from_the_cache_too(space: Workspace) -> None:
    space.write("2024-09-15.csv", *GOOD_LOG)
    space.write(LOG + ".gz", *GOOD_LOG)
    for _ in range(2):
        done = space.aggregate("--days", 2)
        assert done.status == 0
        (line,) = (
            line for line in done.stderr.splitlines() if "2024-09-15" in line and TARGET in line
        )
        assert line


def test_a_window_of_missing_days_alone_writes_nothing(space: Workspace) -> None:
    done = space.aggregate("--days", 3)
    assert done.status == 4
    assert names_in(space.output) == set()
