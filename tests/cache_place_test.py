"""A cache belongs to one set of logs, wherever these lie."""

import gzip
import shutil

from hostile.parts import row
from support import (
    GOOD_LOG,
    GOOD_REPORT,
    LOG,
    Workspace,
    assert_as_expected,
    call,
    sources,
)

EARLIER = "2024-09-15.csv"


def write_two_days(space: Workspace) -> None:
    space.write(EARLIER, row(b"z@x"), row(b"z@x"))
    space.write(LOG, *GOOD_LOG)


def move_logs(space: Workspace) -> None:
    moved = space.root / "moved"
    space.input.rename(moved)
    space.input = moved


def test_logs_that_moved_are_accepted(space: Workspace) -> None:
    write_two_days(space)
    space.aggregate("--days", 2)
    move_logs(space)
    done = space.aggregate("--days", 2)
    assert done.status == 0, done.stderr
    assert sources(done) == ["cache", "cache"]
    assert_as_expected(space, done, space.expected(days=2))
    assert space.aggregate("--days", 2).summary["bytes_read"] == 0


def test_logs_that_moved_are_accepted_when_one_of_them_is_left(space: Workspace) -> None:
    write_two_days(space)
    space.aggregate("--days", 2)
    report = space.report.read_bytes()
    move_logs(space)
    (space.input / EARLIER).unlink()
    done = space.aggregate("--days", 2)
    assert done.status == 0, done.stderr
    assert space.report.read_bytes() == report


def test_logs_that_moved_and_were_compressed_are_accepted(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    move_logs(space)
    space.write_bytes(LOG + ".gz", gzip.compress((space.input / LOG).read_bytes()))
    (space.input / LOG).unlink()
    assert sources(space.aggregate()) == ["cache"]


def test_another_set_of_logs_is_an_error_that_names_both_places(space: Workspace) -> None:
    write_two_days(space)
    space.aggregate("--days", 2)
    report, first_place = space.report.read_bytes(), space.input
    space.input = space.root / "others"
    space.write(EARLIER, row(b"other@x"), row(b"other@x"))
    space.write(LOG, row(b"other@x"), row(b"another@x"))

    done = space.aggregate("--days", 2)
    assert done.status == 1
    assert str(first_place) in done.stderr
    assert str(space.input) in done.stderr
    assert "--trust-cache" in done.stderr
    assert space.report.read_bytes() == report

    trusted = space.aggregate("--days", 2, "--trust-cache")
    assert_as_expected(space, trusted, space.expected(days=2))


def test_an_empty_folder_is_another_set_of_logs(space: Workspace) -> None:
    write_two_days(space)
    space.aggregate("--days", 2)
    space.input = space.root / "empty"
    space.input.mkdir()
    done = space.aggregate("--days", 2)
    assert done.status == 1
    assert str(space.input) in done.stderr
    trusted = space.aggregate("--days", 2, "--trust-cache")
    assert sources(trusted) == ["cache", "cache"]


def test_a_new_day_alone_does_not_prove_a_new_place(space: Workspace) -> None:
    """The tallies of gone days must not be merged with somebody else's new log."""
    space.write(EARLIER, row(b"z@x"))
    space.aggregate(target="2024-09-15")
    space.input = space.root / "others"
    space.write(LOG, *GOOD_LOG)
    done = space.aggregate("--days", 2)
    assert done.status == 1
    assert str(space.input) in done.stderr


def test_a_symbolic_link_is_no_other_place(space: Workspace) -> None:
    write_two_days(space)
    space.aggregate("--days", 2)
    link = space.root / "link"
    link.symlink_to(space.input)
    space.input = link
    done = space.aggregate("--days", 2)
    assert (done.status, done.summary["bytes_read"]) == (0, 0)


def test_a_relative_path_is_no_other_place(space: Workspace) -> None:
    write_two_days(space)
    space.aggregate("--days", 2)
    done = call("input", "output", "2024-09-16", "--days", 2, "--json", cwd=space.root)
    assert (done.status, done.summary["bytes_read"]) == (0, 0)


def test_a_copied_cache_serves_the_copied_logs(space: Workspace) -> None:
    write_two_days(space)
    space.aggregate("--days", 2)
    copy = Workspace(space.root / "copy")
    shutil.copytree(space.input, copy.input, dirs_exist_ok=True)
    shutil.copytree(space.cache, copy.cache)
    done = copy.aggregate("--days", 2)
    assert sources(done) == ["cache", "cache"]


def test_two_places_take_turns(space: Workspace) -> None:
    """A host and its container see the same logs at different places."""
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    first = space.input
    second = space.root / "mounted"
    shutil.copytree(first, second)
    for place in (second, first, second):
        space.input = place
        done = space.aggregate()
        assert (done.status, sources(done)) == (0, ["cache"])
        assert space.report.read_bytes() == GOOD_REPORT


def test_cache_json_names_the_places(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    move_logs(space)
    space.aggregate()
    text = (space.cache / "cache.json").read_text()
    assert "input" in text
    assert "moved" in text
