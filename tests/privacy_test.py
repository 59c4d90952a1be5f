"""Messages, summary and metrics never hold a row or an email: they travel where logs must not."""

from collections.abc import Callable

import pytest

from hostile.parts import TIME, row
from support import LOG, TARGET, Call, Workspace, call

SECRET = b"hunter2"
SECRET_ROWS = (
    row(SECRET + b"@example.org"),
    row(SECRET, SECRET),
    row(SECRET, b"READ", SECRET),
    row(SECRET, b"READ", b"2024-09-15 12:00:00"),
    row(b'"' + SECRET),
    row(b'"' + SECRET + b'"x'),
    row(SECRET + b"\xff"),
    row(SECRET + b"\x00"),
    row(SECRET + b"e" * 1_024),
    row(SECRET) + b"," + SECRET,
    SECRET,
    SECRET * 200_000,
    b"," + SECRET + b"," + TIME,
    b'"' + SECRET + b'","READ","' + SECRET + b'"',
)

CHANGES: dict[str, Callable[[Workspace], object]] = {
    "twins": lambda space: space.write(f"{TARGET}-b.csv", *SECRET_ROWS),
    "a shrunk log": lambda space: space.write(LOG, *SECRET_ROWS[:2]),
    "UTF-16": lambda space: space.write_bytes(LOG, b"\xff\xfe" + SECRET),
    "a cut tally": lambda space: cut_the_tally(space),
}


def cut_the_tally(space: Workspace) -> None:
    space.tally().write_bytes(space.tally().read_bytes()[:-9])
    (space.input / LOG).unlink()


def assert_nothing_said(space: Workspace, done: Call) -> None:
    secret = SECRET.decode()
    assert secret not in done.stdout
    assert secret not in done.stderr
    for path in space.root.rglob("*.json"):
        assert secret not in path.read_text(), path


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--strict"],
        ["--misfiled", "reject"],
        ["--normalize-email"],
        ["--progress", "always"],
        ["--no-cache"],
        ["--format", "parquet"],
    ],
    ids=" ".join,
)
def test_no_message_holds_a_row_or_an_email(space: Workspace, options: list[str]) -> None:
    space.write("2024-09-15.csv", b"email,action,timestamp," + SECRET, *SECRET_ROWS)
    space.write(LOG, *SECRET_ROWS)
    more = ["--days", 2, "--summary", space.root / "summary.json", "--rejects", space.rejects]
    for _ in range(2):
        done = space.aggregate(*options, *more)
        assert done.status in (0, 3), done.stderr
        assert_nothing_said(space, done)
    assert SECRET in (space.rejects / LOG).read_bytes()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_error_holds_a_row_or_an_email(
    space: Workspace, change: Callable[[Workspace], object]
) -> None:
    space.write(LOG, *SECRET_ROWS)
    space.aggregate()
    change(space)
    done = space.aggregate()
    assert done.status == 1
    assert_nothing_said(space, done)


@pytest.mark.parametrize("command", ["list", "verify", "prune"])
def test_cache_commands_say_no_email(space: Workspace, command: str) -> None:
    space.write(LOG, *SECRET_ROWS)
    space.aggregate()
    assert_nothing_said(space, call("cache", command, space.cache))
