"""Any number of processes of one machine may share a cache."""

from hostile.parts import row
from support import (
    LOG,
    TARGET,
    Workspace,
    assert_as_expected,
    assert_same_numbers,
    finish,
    names_in,
    start,
)

WEEK = [f"2024-09-{day}" for day in range(10, 17)]


def write_week(space: Workspace) -> None:
    for number, day in enumerate(WEEK):
        users = range(20_000 + number)
        space.write(f"{day}.csv", *(row(b"user%d@example.org" % user) for user in users), b"bad")


def test_six_calls_at_once_on_one_window_give_one_result(space: Workspace) -> None:
    write_week(space)
    expected = space.expected(days=7)
    calls = [
        start(
            *(
                space.input,
                space.output,
                TARGET,
                "--days",
                7,
                "--json",
                "--threads",
                1 + number % 3,
            ),
            *("--rejects", space.rejects),
        )
        for number in range(6)
    ]
    for process in calls:
        done = finish(process)
        assert_as_expected(space, done, expected)
    assert {name for name in names_in(space.cache) if name.endswith(".parquet")} == {
        f"{day}{kind}.parquet" for day in WEEK for kind in ("", ".rejects")
    }


def test_six_calls_at_once_read_each_day_once(space: Workspace) -> None:
    """One builds a day, the others wait or read."""
    write_week(space)
    calls = [
        start(space.input, space.output, TARGET, "--days", 7, "--json", "--threads", 1)
        for _ in range(6)
    ]
    summaries = [finish(process).summary for process in calls]
    built = [
        day["date"] for summary in summaries for day in summary["days"] if day["source"] == "log"
    ]
    assert sorted(built) == WEEK
    size = sum(path.stat().st_size for path in space.input.iterdir())
    assert sum(summary["bytes_read"] for summary in summaries) == size


def test_calls_at_once_on_overlapping_windows_are_all_right(space: Workspace) -> None:
    write_week(space)
    calls = {day: start(space.input, space.output, day, "--days", 3, "--json") for day in WEEK[2:]}
    for day, process in calls.items():
        done = finish(process)
        assert done.status == 0, done.stderr
        alone = Workspace(space.root / f"alone-{day}")
        alone.input.rmdir()
        alone.input.symlink_to(space.input)
        again = alone.aggregate("--days", 3, "--no-cache", target=day)
        assert again.status == 0
        report = f"{day}.csv"
        assert (space.output / report).read_bytes() == (alone.output / report).read_bytes()


def test_calls_at_once_with_and_without_options_do_not_mix(space: Workspace) -> None:
    space.write(LOG, *(row(b" U%d@x" % (user % 700)) for user in range(30_000)))
    plain = [
        start(space.input, space.root / f"out{number}", TARGET, "--days", 1, "--json", *options)
        for number, options in enumerate(
            [["--cache-dir", space.cache], ["--cache-dir", space.cache, "--normalize-email"]] * 3
        )
    ]
    for number, process in enumerate(plain):
        expected = space.expected(normalize_email=number % 2 == 1)
        assert_same_numbers(finish(process).summary, expected)
        assert (space.root / f"out{number}" / LOG).read_bytes() == expected.report


def test_nothing_temporary_is_left_after_a_call(space: Workspace) -> None:
    space.write(LOG, row(b"a@x"), b"bad")
    summary = space.root / "kept" / "summary.json"
    summary.parent.mkdir()
    space.aggregate("--rejects", space.rejects, "--summary", summary)
    assert names_in(space.rejects) == {LOG}
    assert names_in(summary.parent) == {"summary.json"}
    assert {name for name in names_in(space.output) if not name.startswith(".tallies/")} == {
        LOG,
        f"{TARGET}.json",
    }
    of_the_cache = {name for name in names_in(space.cache) if not name.endswith(".lock")}
    assert of_the_cache == {f"{TARGET}.parquet", f"{TARGET}.rejects.parquet", "cache.json"}
