"""Random windows: the program gives what the oracle gives, whatever it is run with."""

import tempfile
from pathlib import Path

from hypothesis import given

from oracle.window import Options, Outcome, aggregate
from random_windows import LAST_DAY, RandomCall, Setting, random_calls, run_settings
from support import Call, Workspace, assert_as_expected, call, names_in, sources

TARGET = str(LAST_DAY)


def run(space: Workspace, random_call: RandomCall, setting: Setting, *more: object) -> Call:
    return call(
        *(space.input, space.output, TARGET, "--json", "--rejects", space.rejects),
        *(*random_call.arguments, *setting.arguments, *more),
        env=setting.environment,
    )


def forget_results(space: Workspace) -> None:
    """Remove report and rejects, so that the next call has to write them."""
    for path in [*space.output.glob("*.csv"), *space.rejects.glob("*")]:
        path.unlink()


def assert_rejects_of_no_other_days(space: Workspace, expected: Outcome) -> None:
    """A missing day may have a file of rejects; it holds the header alone."""
    files = {path.stem: path.read_bytes() for path in space.rejects.glob("*")}
    for day in expected.rejects_files:
        files.pop(str(day))
    assert set(files.values()) <= {b"file,line,reason,row\n"}


@given(
    random_call=random_calls(), first=run_settings(), second=run_settings(), third=run_settings()
)
def test_random_windows(
    crudtally: str, random_call: RandomCall, first: Setting, second: Setting, third: Setting
) -> None:
    expected = aggregate(random_call.files, random_call.options)
    with tempfile.TemporaryDirectory() as folder:
        space = Workspace(Path(folder) / "space")
        for name, data in random_call.files.items():
            space.write_bytes(name, data)

        cold = run(space, random_call, first)
        assert_as_expected(space, cold, expected, TARGET)
        if expected.exit_status not in (0, 3):
            return
        assert_rejects_of_no_other_days(space, expected)
        assert "log" in sources(cold)

        forget_results(space)
        cached = run(space, random_call, second)
        assert_as_expected(space, cached, expected, TARGET)
        assert cached.summary["bytes_read"] == 0
        assert "log" not in sources(cached)

        forget_results(space)
        before = names_in(space.cache)
        uncached = run(space, random_call, third, "--no-cache")
        assert_as_expected(space, uncached, expected, TARGET)
        assert "cache" not in sources(uncached)
        assert names_in(space.cache) == before


@given(random_call=random_calls(), first=run_settings(), second=run_settings())
def test_a_window_of_days_that_other_windows_counted(
    crudtally: str, random_call: RandomCall, first: Setting, second: Setting
) -> None:
    """Each day is counted by a call of its own; the window then merges them and reads no log."""
    options = random_call.options
    expected = aggregate(random_call.files, options)
    with tempfile.TemporaryDirectory() as folder:
        space = Workspace(Path(folder) / "space")
        for name, data in random_call.files.items():
            space.write_bytes(name, data)
        for day in options.window():
            one = Options(
                day,
                days=1,
                normalize_email=options.normalize_email,
                reject_misfiled=options.reject_misfiled,
                allow_duplicates=options.allow_duplicates,
            )
            alone = RandomCall(random_call.files, one)
            done = call(
                *(space.input, space.output, day, "--json", *alone.arguments, *first.arguments),
                env=first.environment,
            )
            assert done.status == aggregate(alone.files, one).exit_status, done.stderr
        forget_results(space)

        merged = run(space, random_call, second)
        assert_as_expected(space, merged, expected, TARGET)
        if expected.exit_status in (0, 3):
            assert merged.summary["bytes_read"] == 0
