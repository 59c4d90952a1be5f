"""A report made from the one of the day before has the same bytes, or is not made from it."""

import json
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile.parts import log, row
from oracle.window import Options, aggregate
from support import Call, Workspace, files_of

FIRST = date(2024, 9, 1)
DAYS = 5
USERS = [b"ann", b"bob", b'"eve ""the"" great, of x"', b"joe,y", b"\xc3\xa9lo"]


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def field(user: bytes) -> bytes:
    return b'"%s"' % user if b"," in user and not user.startswith(b'"') else user


def write(space: Workspace, number: int, users: list[bytes] | None = None) -> Path:
    """A day's log: one event of each user, and one user who is there on that day alone."""
    users = [*(USERS if users is None else users), b"only%d" % number]
    return space.write(f"{day(number)}.csv", *(row(field(user)) for user in users))


def aggregated(space: Workspace, number: int, *options: object, **how: Any) -> Call:
    return space.aggregate("--days", DAYS, *options, target=str(day(number)), **how)


def report(space: Workspace, number: int) -> Path:
    return space.output / f"{day(number)}.csv"


def expected(space: Workspace, number: int, **options: Any) -> bytes | None:
    return aggregate(files_of(space.input), Options(day(number), days=DAYS, **options)).report


def assert_right(space: Workspace, number: int, done: Call, from_report: int | None) -> None:
    assert done.status == 0, done.stderr
    assert report(space, number).read_bytes() == expected(space, number)
    source = None if from_report is None else str(report(space, from_report))
    assert done.summary["from_report"] == source


@pytest.fixture
def week(space: Workspace) -> Workspace:
    """Seven logs, and the report of the day before the last."""
    for number in range(7):
        write(space, number)
    assert aggregated(space, 5).summary["from_report"] is None
    return space


def test_a_daily_report_is_made_from_that_of_the_day_before(week: Workspace) -> None:
    done = aggregated(week, 6)
    assert_right(week, 6, done, from_report=5)
    assert [each["source"] for each in done.summary["days"]] == ["cache"] * 4 + ["log"]
    read = [week.tally(str(day(number))).stat().st_size for number in range(1, 6)]
    assert done.summary["cache_bytes_read"] == sum(read)
    assert b"only1" in report(week, 5).read_bytes()
    assert b"only1" not in report(week, 6).read_bytes()


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_threads_do_not_matter(week: Workspace, threads: int) -> None:
    assert_right(week, 6, aggregated(week, 6, "--threads", threads), from_report=5)


def test_a_report_in_parquet_is_made_from_one_in_csv(week: Workspace) -> None:
    done = aggregated(week, 6, "--format", "parquet")
    assert done.summary["from_report"] == str(report(week, 5))
    assert done.summary["users"] == len(expected(week, 6).splitlines()) - 1


def test_a_short_window_is_merged_from_its_tallies(week: Workspace) -> None:
    for number in (5, 6):
        done = week.aggregate("--days", 2, target=str(day(number)))
    assert done.summary["from_report"] is None


def test_a_window_of_another_length_is_made_from_a_report_that_has_most_of_it(
    week: Workspace,
) -> None:
    done = week.aggregate("--days", DAYS + 1, target=str(day(6)))
    assert done.summary["from_report"] == str(report(week, 5))
    files = files_of(week.input)
    assert report(week, 6).read_bytes() == aggregate(files, Options(day(6), days=DAYS + 1)).report


def test_a_day_that_had_no_log_and_now_has_is_added(space: Workspace) -> None:
    for number in (1, 2, 4, 5, 6):
        write(space, number)
    aggregated(space, 5)
    write(space, 3)
    assert_right(space, 6, aggregated(space, 6), from_report=5)


def test_logs_that_are_gone_are_still_taken_by_their_tallies(week: Workspace) -> None:
    right = expected(week, 6)
    for number in range(6):
        (week.input / f"{day(number)}.csv").unlink()
    done = aggregated(week, 6)
    assert done.summary["from_report"] == str(report(week, 5))
    assert report(week, 6).read_bytes() == right


def test_a_log_that_was_corrected_since_is_not_in_the_earlier_report(week: Workspace) -> None:
    write(week, 4, [*USERS, b"late@example.org"])
    assert_right(week, 6, aggregated(week, 6), from_report=None)
    assert_right(week, 6, aggregated(week, 6), from_report=None)


@pytest.mark.parametrize("option", [["--rebuild"], ["--verify-logs"], ["--no-cache"]])
def test_whoever_asks_for_everything_to_be_read_gets_it(week: Workspace, option: list[str]) -> None:
    assert_right(week, 6, aggregated(week, 6, *option), from_report=None)


def add_one(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"ann,0,", b"ann,1,"))


def rename_a_user(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"bob,", b"bub,"))


def drop_a_row(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))


def swap_two_rows(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))


def put_the_greatest_count(path: Path) -> None:
    """Which nothing can be added to."""
    most = str(2**63 - 1).encode()
    path.write_bytes(path.read_bytes().replace(b"ann,0,5,0,0", b"ann,0,%s,0,0" % most))


def put_two_great_counts(path: Path) -> None:
    """Which cannot be added up."""
    text = path.read_bytes().replace(b"ann,0,5,0,0", b"ann,0,%d,0,0" % (9 * 10**18))
    path.write_bytes(text.replace(b"bob,0,5,0,0", b"bob,0,%d,0,0" % (9 * 10**18)))


def exchange_counts(path: Path) -> None:
    """Every sum still holds."""
    text = path.read_bytes()
    first, second = b"ann,0,5,0,0\n", b"only1,0,1,0,0\n"
    assert first in text
    assert second in text
    path.write_bytes(
        text.replace(first, b"ann,0,1,0,0\n").replace(second, b"only1,0,5,0,0\n"),
    )


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def cut_at_a_line(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def make_it_no_report(path: Path) -> None:
    path.write_bytes(b"hello\n" * 100)


def remove(path: Path) -> None:
    path.unlink()


DAMAGES = [
    add_one,
    rename_a_user,
    drop_a_row,
    swap_two_rows,
    put_the_greatest_count,
    put_two_great_counts,
    exchange_counts,
    cut,
    cut_at_a_line,
    make_it_no_report,
    remove,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_report_that_is_not_what_it_was_is_not_believed(
    week: Workspace, damage: Callable[[Path], None]
) -> None:
    before = report(week, 5).read_bytes()
    damage(report(week, 5))
    assert not report(week, 5).exists() or report(week, 5).read_bytes() != before
    assert_right(week, 6, aggregated(week, 6), from_report=None)


def test_a_report_that_was_changed_is_named(week: Workspace) -> None:
    add_one(report(week, 5))
    done = aggregated(week, 6)
    assert f"{report(week, 5)} was not used, as its rows do not add up" in done.stderr


def test_an_earlier_report_that_its_summary_is_not_about_is_left_alone(week: Workspace) -> None:
    """Yesterday's was asked for once more, as Parquet, after a log was corrected."""
    write(week, 4, [*USERS, b"late@example.org"])
    aggregated(week, 5, "--format", "parquet")
    done = aggregated(week, 6)
    assert_right(week, 6, done, from_report=None)
    assert "was not used" not in done.stderr


def test_the_summary_of_a_call_without_a_report_is_not_of_the_earlier_one(week: Workspace) -> None:
    week.write(f"{day(5)}.csv", b"bad")
    summary = report(week, 5).with_suffix(".json")
    aggregated(week, 5, "--strict", "--accept-shrunk", "--summary", summary)
    assert_right(week, 6, aggregated(week, 6), from_report=None)


def change_a_digest(summary: dict[str, Any]) -> None:
    summary["days"][2]["tally_digest"] = "0123456789abcdef"


def forget_a_day(summary: dict[str, Any]) -> None:
    del summary["days"][2]


def forget_the_digests(summary: dict[str, Any]) -> None:
    for each in summary["days"]:
        each["tally_digest"] = None


def shift_the_days(summary: dict[str, Any]) -> None:
    for each in summary["days"]:
        each["date"] = str(date.fromisoformat(each["date"]) + timedelta(days=1))


def count_impossibly_many_users(summary: dict[str, Any]) -> None:
    summary["users"] = -1


def claim_no_report(summary: dict[str, Any]) -> None:
    summary["report"] = None


@pytest.mark.parametrize(
    "change",
    [
        count_impossibly_many_users,
        claim_no_report,
        change_a_digest,
        forget_a_day,
        forget_the_digests,
        shift_the_days,
    ],
)
def test_a_summary_that_tells_something_else_does_no_harm(
    week: Workspace, change: Callable[[dict[str, Any]], None]
) -> None:
    path = report(week, 5).with_suffix(".json")
    summary = json.loads(path.read_text())
    change(summary)
    path.write_text(json.dumps(summary))
    assert_right(week, 6, aggregated(week, 6), from_report=None)


def test_a_summary_that_is_no_json_does_no_harm(week: Workspace) -> None:
    report(week, 5).with_suffix(".json").write_bytes(b'{"schema_version":1,"days":[\xff')
    assert_right(week, 6, aggregated(week, 6), from_report=None)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [flip, remove])
def test_a_tally_that_would_have_to_be_taken_and_cannot_leaves_the_report_alone(
    week: Workspace, damage: Callable[[Path], None]
) -> None:
    damage(week.tally(str(day(1))))
    assert_right(week, 6, aggregated(week, 6), from_report=None)


def test_a_damaged_tally_within_the_window_is_noticed_all_the_same(week: Workspace) -> None:
    flip(week.tally(str(day(4))))
    done = aggregated(week, 6)
    assert report(week, 6).read_bytes() == expected(week, 6)
    assert [each["source"] for each in done.summary["days"]] == ["cache"] * 2 + [
        "log",
        "cache",
        "log",
    ]


def test_reports_of_other_options_are_not_mixed(week: Workspace) -> None:
    late = row(b"late", time=b"2024-09-02 23:59:59")
    path = week.input / f"{day(5)}.csv"
    week.write(path.name, *(row(field(user)) for user in USERS), late)
    aggregated(week, 5)
    done = aggregated(week, 6, "--misfiled", "reject")
    assert done.summary["from_report"] is None
    assert report(week, 6).read_bytes() == expected(week, 6, reject_misfiled=True)


@given(
    history=st.lists(
        st.tuples(
            st.lists(st.lists(st.sampled_from(USERS), max_size=6), min_size=1, max_size=3),
            st.sampled_from(["", "", "", "correct", "lose the log", "damage"]),
        ),
        min_size=DAYS,
        max_size=14,
    ),
    threads=st.sampled_from([1, 2]),
)
def test_random_weeks(
    crudtally: str, history: list[tuple[list[list[bytes]], str]], threads: int
) -> None:
    """A call a day, while logs are corrected, vanish, or a report is changed."""
    with tempfile.TemporaryDirectory() as folder:
        space = Workspace(Path(folder) / "space")
        counted: dict[str, bytes] = {}
        for number, (users, what) in enumerate(history):
            name = f"{day(number)}.csv"
            counted[name] = log(row(field(user)) for each in users for user in [*each, b"x"])
            space.write_bytes(name, counted[name])
            before = f"{day(number - 1)}.csv"
            if number > 0 and what == "correct":
                counted[before] += log([row(b"late%d" % number)])
                space.write_bytes(before, counted[before])
            elif number > 1 and what == "lose the log":
                (space.input / f"{day(number - 2)}.csv").unlink(missing_ok=True)
            elif number > 0 and what == "damage":
                add_one(report(space, number - 1))
            done = aggregated(space, number, "--threads", threads, "--allow-duplicates")
            assert done.status == 0, done.stderr
            right = aggregate(counted, Options(day(number), days=DAYS, allow_duplicates=True))
            assert report(space, number).read_bytes() == right.report
